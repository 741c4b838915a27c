import { describe, expect, it } from '@jest/globals';
import { Refused } from '../../src/kernel/errors.js';
import { silentLog } from '../../src/kernel/log.js';
import { createHearing, type HearingDeps, type Recognise } from '../../src/wechat/hearing.js';

const never = new Promise<never>(() => undefined);
const NARROW = Buffer.from('#!AMR\nnarrow');
const WIDE = Buffer.from('#!AMR-WB\nwide');
const files: Record<string, Buffer | undefined> = { M: NARROW, W: WIDE, X: Buffer.from('Speex   ') };
const gone = async (): Promise<never> => {
  throw new Refused('platform_refused');
};
const words = { heard: { kind: 'words', text: '查水费' }, by: 'tencent 16k_zh' } as const;

const hearingWith = (deps: Partial<HearingDeps> = {}, wideMediaId?: string) =>
  createHearing({
    fetchMedia: async (id) => ({ bytes: files[id] ?? (await gone()), type: 'audio/amr' }),
    recognise: async () => words,
    log: silentLog,
    ...deps,
  })({ mediaId: 'M', format: 'amr', ...(wideMediaId ? { wideMediaId } : {}) }, 50);

describe('hearing a voice', () => {
  it('fetches and recognises, and hands over what it fetched', async () => {
    expect(await hearingWith()).toEqual({
      ...words,
      ms: expect.any(Number),
      recording: { bytes: NARROW, format: 'amr' },
    });
  });

  it.each<[string, Partial<HearingDeps>]>([
    ['media that hang', { fetchMedia: () => never }],
    ['a recogniser that hangs', { recognise: () => never }],
    ['media that are gone', { fetchMedia: gone }],
    [
      'a recogniser that throws',
      {
        recognise: async () => {
          throw new Error('bug');
        },
      },
    ],
  ])('%s: unavailable, in time', async (_name, deps) => {
    expect((await hearingWith(deps)).heard).toEqual({ kind: 'unavailable' });
  });

  it('what is out of time is told to stop', async () => {
    let stopped = false;
    await hearingWith({
      fetchMedia: (_id, signal) => {
        signal.addEventListener('abort', () => {
          stopped = true;
        });
        return never;
      },
    });
    expect(stopped).toBe(true);
  });
});

describe('the copy at 16 kHz', () => {
  const given = async (wideMediaId: string, fetchMedia?: HearingDeps['fetchMedia']) => {
    const asked: Parameters<Recognise>[0][] = [];
    const recognise: Recognise = async (voice) => {
      asked.push(voice);
      return words;
    };
    const { recording } = await hearingWith({ recognise, ...(fetchMedia ? { fetchMedia } : {}) }, wideMediaId);
    return { voice: asked[0], recording };
  };
  const narrow = { bytes: NARROW, format: 'amr' };

  it('goes along when it is there, and the usual one is what is kept', async () => {
    expect(await given('W')).toEqual({
      voice: { ...narrow, wide: { bytes: WIDE, format: 'amr' } },
      recording: narrow,
    });
    expect((await given('X')).voice?.wide?.format).toBe('speex');
  });

  it('is left out when it cannot be had, or takes too long', async () => {
    expect(await given('lost')).toEqual({ voice: narrow, recording: narrow });
    const slow: HearingDeps['fetchMedia'] = (id) =>
      id === 'W' ? never : Promise.resolve({ bytes: NARROW, type: 'audio/amr' });
    const hearing = createHearing({ fetchMedia: slow, recognise: async () => words, log: silentLog, wideWaitMs: 5 });
    expect((await hearing({ mediaId: 'M', format: 'amr', wideMediaId: 'W' }, 3_500)).heard).toEqual(words.heard);
  });

  it('stands in for the usual one that is gone', async () => {
    const half: HearingDeps['fetchMedia'] = async (id) =>
      id === 'W' ? { bytes: WIDE, type: 'audio/amr' } : await gone();
    const wide = { bytes: WIDE, format: 'amr' };
    expect(await given('W', half)).toEqual({ voice: wide, recording: wide });
  });
});
