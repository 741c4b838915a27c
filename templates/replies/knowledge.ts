import { choice, choices, type Reply, text } from '../../src/conversation/reply.js';

/** Titles that are offered when it is not clear which was meant. */
export const MOST_OFFERED = 3;

export const answer = (question: { title: string; answer: string }): Reply => text(question.answer);

export const notKnown = (hotline: string): Reply => text(`这个我还答不上来。回复“人工”，客服来答；急事打 ${hotline}`);

export const didYouMean = (questions: readonly { id: string; title: string }[]): Reply =>
  choices('您是想问：', [
    ...questions.map(({ id, title }) => choice(title, { intent: 'faq', slots: { question: id } })),
    choice('人工', { command: 'human' }),
  ]);
