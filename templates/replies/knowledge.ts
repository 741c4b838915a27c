import { type Choice, choice, choices, type Link, type Reply, text } from '../../src/conversation/reply.js';
import type { Question } from '../../src/domain/knowledge/door.js';
import { titles } from './titles.js';

/** Titles that are offered when it is not clear which was meant. */
export const MOST_OFFERED = 3;

const human = choice('人工', { command: 'human' });

const isTitled = (name: string): name is keyof typeof titles => Object.hasOwn(titles, name);

const asking = ({ id, title }: { id: string; title: string }): Choice =>
  choice(title, { intent: 'faq', slots: { question: id } });

const PAGE = '更多内容看这里';

/**
 * An answer, and where more is to be had: what can be asked here and related questions to tap, the hotline and a page as lines.
 * @param titleOf the title of another question, when it can be asked
 */
export const answer = (
  { answer: words, more }: Pick<Question, 'answer' | 'more'>,
  { hotline, titleOf }: { hotline: string; titleOf(id: string): string | undefined },
): Reply => {
  const led = more.flatMap((one): Choice[] => {
    const [kind, name = ''] = one.split(/:(.*)/s);
    if (kind === 'goal' && isTitled(name)) return [choice(titles[name], { intent: name })];
    const title = kind === 'question' ? titleOf(name) : undefined;
    return title ? [asking({ id: name, title })] : [];
  });
  const page = more.find((one) => one.startsWith('https://'));
  const links: Link[] = page ? [{ line: PAGE, url: page }] : [];
  const lines = [words, ...(more.includes('hotline') ? [`热线 ${hotline}`] : []), ...(page ? [PAGE] : [])];
  return {
    ...choices(lines.join('\n'), [...led, ...(more.includes('human') ? [human] : [])]),
    aside: true,
    ...(links.length > 0 ? { links } : {}),
  };
};

export const notKnown = (hotline: string): Reply => text(`这个我还答不上来。回复“人工”，客服来答；急事打 ${hotline}`);

export const didYouMean = (questions: readonly { id: string; title: string }[]): Reply =>
  choices('您是想问：', [...questions.map(asking), human]);
