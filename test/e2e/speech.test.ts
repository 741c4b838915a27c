import { describe, expect, it } from '@jest/globals';
import { withSite } from '../support/service.js';

const TENCENT = '/speech';
const MODEL = '/hf-inference';
const voice = { type: 'voice', text: '今天哪里停水' };
/** WeChat hangs up after five seconds. */
const FIVE_SECONDS = 5_000;

describe('two recognisers', () => {
  const site = withSite();
  const asked = async (path: string): Promise<number> => (await site().calls(path)).length;

  type Kept = { id: string; heard: string; audio: { format: string } };
  /** A voice is kept once its answer has left, so the list is asked until it is there. Voices of one second may stand in any order. */
  const listed = async (heard: string): Promise<Kept | undefined> => {
    for (let asked = 1; ; asked += 1) {
      const { items } = await site().cliJson<{ items: Kept[] }>(['voice', 'list', '--uncorrected', '--limit', '20']);
      const kept = items.find((one) => one.heard === heard);
      if (kept || asked === 20) return kept;
    }
  };

  it('a service that is overloaded for ever is asked no more than is permitted', async () => {
    const one = await site().follower();
    const [first, second] = [await asked(TENCENT), await asked(MODEL)];
    for (const path of [TENCENT, MODEL]) await site().fault({ path, status: 503 });
    const { passive, tries } = await one.send(voice);
    expect(passive?.text).toMatch(/现在听不了语音/);
    expect(tries).toBe(1);
    expect((await asked(TENCENT)) - first).toBe(2);
    expect((await asked(MODEL)) - second).toBe(1);
    await site().noFaults();
    expect((await one.send(voice)).passive?.text).toMatch(/处停水/);
  });

  it.each([
    ['answers 500', { status: 500 }],
    ['refuses', { errcode: 'InternalError' }],
    ['hangs', { hang: true }],
  ])('the first %s: the second hears, and the resident is answered in time', async (_what, fault) => {
    const one = await site().follower();
    await site().fault({ path: TENCENT, ...fault });
    const sent = await one.send(voice);
    await site().noFaults();
    expect((await one.send(voice)).passive?.text).toMatch(/处停水/);
    expect(sent).toMatchObject({ tries: 1, shown: null });
    expect(sent.ms).toBeLessThan(FIVE_SECONDS);
    expect(sent.passive?.text).toMatch(/处停水/);
  });

  it('a voice is kept, and a correction is understood the next time', async () => {
    await site().signIn();
    const one = await site().follower();
    const misheard = { type: 'voice', text: '明天非脆城停水吗', wide: true };
    expect((await one.send(misheard)).passive?.text).toMatch(/^您说：明天非脆城停水吗\n非脆城明天没有停水公告/);
    const kept = await listed(misheard.text);
    expect(kept).toMatchObject({ heard: misheard.text, audio: { format: 'amr' } });
    await site().cliJson(['voice', 'correct', kept?.id ?? '', '--text', '明天翡翠城停水吗', '--learn']);
    expect((await one.send(misheard)).passive?.text).toMatch(/^您说：明天翡翠城停水吗\n有影响：翡翠城明天/);
  });

  it('counts what each was asked', async () => {
    const text = await (await fetch(`${site().admin}/metrics`)).text();
    expect(text).toMatch(/^water_speech_total\{recogniser="hugging_face",outcome="words"\} 3$/m);
    expect(text).toMatch(/^water_speech_total\{recogniser="tencent",outcome="late"\} 1$/m);
    expect(text).toMatch(/^water_speech_resting\{recogniser="tencent"\} 0$/m);
    expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
    expect(text).not.toMatch(/停水|hf_|AKID/);
  });
});
