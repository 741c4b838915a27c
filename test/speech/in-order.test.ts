import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { hearInOrder } from '../../src/speech/in-order.js';
import { type AskOutcome, type Heard, type Recogniser, type RecogniserName, SHARES } from '../../src/speech/index.js';

const words: Heard = { kind: 'words', text: '查水费' };
const nothing: Heard = { kind: 'nothing' };
const down: Heard = { kind: 'unavailable' };
const voice = { bytes: Buffer.from('#!AMR\n'), format: 'amr' };

const hang = (signal: AbortSignal): Promise<Heard> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(down)));

/** A recogniser that gives these answers in turn, the last for ever. */
const playing = (name: RecogniserName, ...answers: (Heard | 'hang')[]) => {
  const asked: number[] = [];
  const recogniser: Recogniser = {
    name,
    recognise: async (_voice, signal) => {
      const answer = answers[Math.min(asked.length, answers.length - 1)] ?? down;
      asked.push(performance.now());
      return answer === 'hang' ? hang(signal) : answer;
    },
    check: async () => undefined,
  };
  return { recogniser, asked };
};
const never = new AbortController().signal;
afterEach(() => {
  jest.restoreAllMocks();
});

describe('recognisers in order', () => {
  it('asks the second only when the first cannot hear; silence is an answer', async () => {
    const first = playing('tencent', words, nothing, down);
    const second = playing('hugging_face', words);
    const { recognise } = hearInOrder([first.recogniser, second.recogniser]);
    expect((await recognise(voice, never, 3_000)).heard).toEqual(words);
    expect((await recognise(voice, never, 3_000)).heard).toEqual(nothing);
    expect(second.asked).toHaveLength(0);
    expect((await recognise(voice, never, 3_000)).heard).toEqual(words);
    expect([first.asked.length, second.asked.length]).toEqual([3, 1]);
  });

  it('leaves time for the second when the first hangs', async () => {
    const asked: [string, AskOutcome][] = [];
    const second = playing('hugging_face', words);
    const { recognise } = hearInOrder([playing('tencent', 'hang').recogniser, second.recogniser], {
      onAsked: (name, outcome) => asked.push([name, outcome]),
    });
    const began = performance.now();
    expect((await recognise(voice, never, 1_000)).heard).toEqual(words);
    const took = performance.now() - began;
    expect(took).toBeGreaterThan(1_000 * SHARES.first - 20);
    expect(took).toBeLessThan(1_000);
    expect(asked).toEqual([
      ['tencent', 'late'],
      ['hugging_face', 'words'],
    ]);
  });

  it('asks each at most twice, all at most once more than they are', async () => {
    const both = [playing('tencent', down), playing('hugging_face', down)];
    const { recognise } = hearInOrder(both.map(({ recogniser }) => recogniser));
    expect((await recognise(voice, never, 3_000)).heard).toEqual(down);
    expect(both.map(({ asked }) => asked.length)).toEqual([2, 1]);
    const alone = playing('hugging_face', down, words);
    expect((await hearInOrder([alone.recogniser]).recognise(voice, never, 3_000)).heard).toEqual(words);
    expect((alone.asked[1] ?? 0) - (alone.asked[0] ?? 0)).toBeGreaterThan(SHARES.retryPause - 20);
  });

  it('does not try again when no time is left, nor ask anybody at all', async () => {
    const alone = playing('tencent', down);
    const { recognise } = hearInOrder([alone.recogniser]);
    expect((await recognise(voice, never, SHARES.retry - 1)).heard).toEqual(down);
    expect(alone.asked).toHaveLength(1);
    expect((await recognise(voice, never, SHARES.least - 1)).heard).toEqual(down);
    expect((await recognise(voice, AbortSignal.abort(), 3_000)).heard).toEqual(down);
    expect(alone.asked).toHaveLength(1);
  });

  it('lets one rest that fails again and again, and asks it again later', async () => {
    let now = 1_000_000;
    jest.spyOn(Date, 'now').mockImplementation(() => now);
    const first = playing('tencent', down, down, down, down, words);
    const second = playing('hugging_face', words);
    const { recognise, resting } = hearInOrder([first.recogniser, second.recogniser]);
    for (let i = 0; i < 6; i += 1) expect((await recognise(voice, never, 3_000)).heard).toEqual(words);
    expect([first.asked.length, second.asked.length]).toEqual([4, 6]);
    expect(resting()).toEqual([
      { name: 'tencent', open: true },
      { name: 'hugging_face', open: false },
    ]);
    now += 5_000;
    await recognise(voice, never, 3_000);
    expect([first.asked.length, second.asked.length]).toEqual([5, 6]);
    expect(resting()[0]).toEqual({ name: 'tencent', open: false });
  });

  it('says who heard, and leaves the wide recording out where it failed before', async () => {
    const given: boolean[] = [];
    const answers = [down, words];
    const choosy: Recogniser = {
      name: 'tencent',
      engine: ({ wide }) => (wide ? '16k_zh' : '8k_zh'),
      recognise: async ({ wide }) => {
        given.push(wide !== undefined);
        return answers[given.length - 1] ?? words;
      },
      check: async () => undefined,
    };
    const both = { ...voice, wide: voice };
    expect(await hearInOrder([choosy]).recognise(both, never, 3_000)).toEqual({ heard: words, by: 'tencent 8k_zh' });
    expect(given).toEqual([true, false]);
    const { recognise } = hearInOrder([playing('tencent', down).recogniser, playing('hugging_face', words).recogniser]);
    expect(await recognise(both, never, 3_000)).toEqual({ heard: words, by: 'hugging_face' });
  });

  it('with nobody to ask is unavailable', async () => {
    expect(await hearInOrder([]).recognise(voice, never, 3_000)).toEqual({ heard: down });
  });

  it('tells of each whether it is well', async () => {
    const sick: Recogniser = { ...playing('hugging_face', words).recogniser, check: async () => 'HTTP 401' };
    expect(await hearInOrder([playing('tencent', words).recogniser, sick]).check(1_000)).toEqual([
      { name: 'tencent', wrong: undefined },
      { name: 'hugging_face', wrong: 'HTTP 401' },
    ]);
  });
});
