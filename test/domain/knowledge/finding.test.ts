import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { demoQuestions } from '../../../demo/questions.js';
import { judge } from '../../../src/domain/knowledge/judge.js';
import { indexQuestions } from '../../../src/domain/knowledge/match.js';
import { gist, isForeign } from '../../support/reading.js';

const lines = <T>(name: string): T[] =>
  readFileSync(new URL(name, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T);

/** Written from the titles of the questions alone, before anything was tuned; nobody learns from them. */
const paraphrases = lines<{ id: string; text: string }>('paraphrases.jsonl');
const strangers = lines<{ kind: string; text: string }>('strangers.jsonl');

const index = indexQuestions(demoQuestions, gist);
const ask = (text: string) => {
  const ranked = index.nearest(gist(text), 3);
  const { answer, offer } = judge(ranked, isForeign(text));
  return {
    text,
    ids: ranked.map(({ question }) => question.id),
    answered: answer !== undefined,
    offered: offer.map(({ question }) => question.id),
  };
};

describe('finding in the knowledge base', () => {
  const asked = paraphrases.map(({ id, text }) => ({ id, ...ask(text) }));
  const others = strangers.map(({ text }) => ask(text));
  const answered = asked.filter((one) => one.answered);
  const offered = asked.filter((one) => one.offered.length > 0);
  const share = (part: number, whole: number): number => Math.round((1000 * part) / whole) / 10;

  const rightly = (list: typeof asked): number => list.filter(({ id, ids }) => ids[0] === id).length;

  it('has the right question first', () => {
    expect(share(rightly(asked), asked.length)).toBeGreaterThanOrEqual(90);
    expect(share(asked.filter(({ id, ids }) => ids.includes(id)).length, asked.length)).toBeGreaterThanOrEqual(95);
  });

  it('answers most of what is asked, and nearly always rightly', () => {
    expect(share(answered.length, asked.length)).toBeGreaterThanOrEqual(62);
    expect(share(rightly(answered), answered.length)).toBeGreaterThanOrEqual(95);
  });

  it('offers the right one among three where it is not sure', () => {
    expect(share(offered.length, asked.length)).toBeGreaterThanOrEqual(20);
    expect(share(offered.filter((one) => one.offered.includes(one.id)).length, offered.length)).toBeGreaterThanOrEqual(
      85,
    );
  });

  it('leaves strangers alone', () => {
    expect(share(others.filter((one) => one.answered).length, others.length)).toBeLessThanOrEqual(3);
    expect(share(others.filter((one) => one.offered.length > 0).length, others.length)).toBeLessThanOrEqual(12);
  });
});
