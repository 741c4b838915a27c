import type { Moment } from './moment.js';
import { plainText, type Spoken } from './reply.js';
import type { Exchange } from './session.js';

const KEPT = 6;
const LONGEST = 300;

/** Codes and query passwords have six digits; of longer numbers the last four tell them apart. Ticket numbers stay. */
const NUMBERS = /(?<![A-Za-z\d])\d{6,}(?!\d)/g;

const cut = (words: string): string => {
  const chars = [...words.replace(NUMBERS, (number) => (number.length < 8 ? '[…]' : `****${number.slice(-4)}`))];
  return chars.length > LONGEST ? `${chars.slice(0, LONGEST - 1).join('')}…` : chars.join('');
};

const saidIn = <S>(moment: Moment<S>): string => {
  const { turn, said, unkept } = moment;
  if (unkept) return '[…]';
  const words = said?.kind === 'text' ? said.raw : said?.kind === 'voice' ? (said.text ?? '') : '';
  if (words) return words;
  return turn.input.kind === 'location' ? `[location] ${turn.input.label}` : `[${turn.input.kind}]`;
};

/** Keeps what was said in this turn for a person who may take over; while one has, the desk itself keeps it. */
export const remember = <S>(moment: Moment<S>, spoken: Spoken | undefined): void => {
  const { session, context } = moment;
  if (session.desk) {
    delete session.lately;
    return;
  }
  if (!spoken) return;
  const exchange: Exchange = {
    at: context.now.getTime(),
    said: cut(saidIn(moment)),
    answer: cut(plainText(spoken)),
  };
  session.lately = [...(session.lately ?? []), exchange].slice(-KEPT);
};
