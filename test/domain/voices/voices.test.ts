import { beforeEach, describe, expect, it } from '@jest/globals';
import { createVoices, type NewVoice, type Voices } from '../../../src/domain/voices/index.js';
import { type HandClock, handClock } from '../../../src/kernel/clock.js';
import { createSeal } from '../../../src/kernel/crypto.js';
import { digestOf } from '../../../src/kernel/ids.js';
import { withDatabase } from '../../support/database.js';

const seal = createSeal({ keys: [{ id: 'k1', key: Buffer.alloc(32, 1) }], indexKey: Buffer.alloc(32, 2) });
const AMR = Buffer.from('#!AMR\nhello');
const DAY_S = 86_400;
const store = withDatabase();
let clock: HandClock;
let voices: Voices;
/** Another process on the same store. */
let elsewhere: Voices;

const build = (holdMs = -1): Voices =>
  createVoices({
    db: store.db(),
    clock,
    seal,
    misheard: (heard, said) => (heard.includes('方草') && said.includes('芳草') ? [{ from: '方草', to: '芳草' }] : []),
    decode: async (amr) => (amr.equals(AMR) ? Buffer.from('RIFF') : undefined),
    holdMs,
  });
const key = (n: number): string => digestOf(`v${n}`);
const kept = async (n: number, over: Partial<NewVoice> = {}): Promise<string> => {
  clock.advance(60);
  await voices.keep({
    key: key(n),
    openid: 'oResident1',
    at: clock.now(),
    outcome: 'words',
    heard: '方草园停水了吗',
    by: 'tencent 16k_zh',
    ms: 900,
    recording: { bytes: AMR, format: 'amr' },
    ...over,
  });
  return key(n);
};
const correct = (id: string, text = '芳草园停水了吗', learn = false) => voices.correct({ id, text, by: 'li', learn });
const stored = async (): Promise<string> => {
  const { db } = store.db();
  const names = (await db!.listCollections().toArray()).map(({ name }) => name);
  return JSON.stringify(await Promise.all(names.map((name) => db!.collection(name).find({}).toArray())));
};

beforeEach(async () => {
  clock = handClock('2026-11-21T09:00:00+08:00');
  voices = build();
  elsewhere = build();
  for (const name of ['voices', 'voice_recordings', 'voice_mendings']) await store.db().collection(name).deleteMany({});
});

describe('a voice', () => {
  it('is kept once a message, sealed, with its recording', async () => {
    const id = await kept(1);
    await voices.keep({ key: id, openid: 'oOther', at: clock.now(), outcome: 'nothing', ms: 1 });
    expect(await voices.show(id)).toEqual({
      id,
      openid: 'oResident1',
      at: clock.now(),
      outcome: 'words',
      heard: '方草园停水了吗',
      by: 'tencent 16k_zh',
      ms: 900,
      audio: { format: 'amr', size: AMR.length },
    });
    expect(await voices.recording(id, 'original')).toEqual({ bytes: AMR, type: 'audio/amr' });
    expect(await voices.recording(id, 'wav')).toEqual({ bytes: Buffer.from('RIFF'), type: 'audio/wav' });
    await correct(id);
    expect(await stored()).not.toMatch(/草|hello|aGVsbG8/);
  });

  it('without words or a recording is kept too', async () => {
    const id = await kept(1);
    await voices.keep({ key: key(2), openid: 'o', at: clock.now(), outcome: 'unavailable', ms: 3500 });
    expect(await voices.show(key(2))).toEqual({
      id: key(2),
      openid: 'o',
      at: clock.now(),
      outcome: 'unavailable',
      ms: 3500,
    });
    await expect(voices.recording(key(2), 'wav')).rejects.toThrow('recording_gone');
    await expect(voices.show('nobody')).rejects.toThrow('voice_unknown');
    expect((await voices.list({ uncorrected: true, limit: 10 })).items.map((voice) => voice.id)).toEqual([id]);
  });

  it('is listed newest first, page by page, since a time, until it is corrected', async () => {
    const ids = [await kept(1), await kept(2), await kept(3)];
    const since = (await voices.show(ids[1]!)).at;
    const first = await voices.list({ limit: 2 });
    expect(first.items.map(({ id }) => id)).toEqual([ids[2], ids[1]]);
    const second = await voices.list({ limit: 2, after: first.next! });
    expect([second.items.map(({ id }) => id), second.next]).toEqual([[ids[0]], undefined]);
    expect((await voices.list({ limit: 9, since })).items).toHaveLength(2);
    const { voice } = await correct(ids[1]!);
    expect(voice.correction).toEqual({ text: '芳草园停水了吗', by: 'li', at: clock.now() });
    expect((await voices.list({ limit: 9, uncorrected: true })).items.map(({ id }) => id)).toEqual([ids[2], ids[0]]);
    expect((await voices.list({ limit: 9, uncorrected: true, since })).items.map(({ id }) => id)).toEqual([ids[2]]);
  });

  it('loses its recording after 30 days and goes after 180', async () => {
    const id = await kept(1);
    clock.advance(30 * DAY_S - 1);
    expect(await voices.forgetOld(10)).toBe(0);
    clock.advance(1);
    expect(await voices.forgetOld(10)).toBe(1);
    expect(await voices.show(id)).not.toHaveProperty('audio');
    await expect(voices.recording(id, 'original')).rejects.toThrow('recording_gone');
    expect(await store.db().collection('voice_recordings').countDocuments({})).toBe(0);
    clock.advance(150 * DAY_S);
    expect(await voices.forgetOld(10)).toBe(1);
    await expect(voices.show(id)).rejects.toThrow('voice_unknown');
  });

  it('is erased with its resident, and with it what it alone taught', async () => {
    await correct(await kept(1));
    const other = await kept(2, { openid: 'oOther' });
    await voices.erase({ openid: 'oResident1' });
    await voices.erase({ openid: 'oResident1' });
    expect((await voices.list({ limit: 9 })).items.map(({ id }) => id)).toEqual([other]);
    expect(await voices.learnt()).toEqual([]);
    expect(await stored()).not.toContain('oResident1');
    expect(await store.db().collection('voice_recordings').countDocuments({})).toBe(1);
  });
});

describe('what corrections teach', () => {
  const mending = { from: '方草', to: '芳草' };

  it('holds once it was corrected in two voices, in every process', async () => {
    const first = await kept(1);
    expect((await correct(first)).learnt).toEqual([
      expect.objectContaining({ ...mending, times: 1, confirmed: false, active: false }),
    ]);
    await correct(first);
    expect(await elsewhere.mendings()).toEqual([]);
    expect((await correct(await kept(2))).learnt[0]).toMatchObject({ times: 2, active: true });
    expect(await elsewhere.mendings()).toEqual([expect.objectContaining(mending)]);
  });

  it('holds at once when a clerk vouches for it', async () => {
    expect((await correct(await kept(1), undefined, true)).learnt[0]).toMatchObject({ confirmed: true, active: true });
    expect(await elsewhere.mendings()).toEqual([expect.objectContaining(mending)]);
  });

  it('is taken back when a correction is corrected, or by a clerk for good', async () => {
    const first = await kept(1);
    const second = await kept(2);
    await correct(first);
    await correct(second);
    await correct(second, '别的话');
    expect(await elsewhere.mendings()).toEqual([]);
    await correct(second);
    const [{ id } = { id: '' }] = await voices.learnt();
    await voices.unlearn(id);
    expect(await voices.learnt()).toEqual([]);
    await correct(await kept(3));
    await correct(await kept(4), undefined, true);
    expect(await elsewhere.mendings()).toEqual([]);
    await expect(voices.unlearn('nothing')).rejects.toThrow('mending_unknown');
  });

  it('is read from the store once in a while only, and afresh after a correction here', async () => {
    const lazy = build(60_000);
    expect(await lazy.mendings()).toEqual([]);
    await correct(await kept(1), undefined, true);
    expect(await lazy.mendings()).toEqual([]);
    await lazy.correct({ id: key(1), text: '芳草园', by: 'li', learn: true });
    expect(await lazy.mendings()).toHaveLength(1);
  });
});
