import { type Reply, text } from '../../src/conversation/reply.js';

export const answer = (question: { title: string; answer: string }): Reply => text(question.answer);

export const notKnown = (hotline: string): Reply => text(`这个我还答不上来。回复“人工”，客服来答；急事打 ${hotline}`);
