import { describe, expect, it } from '@jest/globals';
import { Refused } from '../../src/kernel/errors.js';
import { silentLog } from '../../src/kernel/log.js';
import { createHearing, type HearingDeps } from '../../src/wechat/hearing.js';

const never = new Promise<never>(() => undefined);
const hearingWith = (deps: Partial<HearingDeps>) =>
  createHearing({
    fetchMedia: async () => ({ bytes: Buffer.from('#!AMR\n'), type: 'audio/amr' }),
    recognise: async () => ({ kind: 'words', text: '查水费' }),
    log: silentLog,
    ...deps,
  })({ mediaId: 'M', format: 'amr' }, 50);

describe('hearing a voice', () => {
  it('fetches and recognises', async () => {
    const heard: unknown[] = [];
    const outcome = await hearingWith({
      recognise: async (voice) => {
        heard.push(voice);
        return { kind: 'nothing' };
      },
    });
    expect(outcome).toEqual({ kind: 'nothing' });
    expect(heard).toEqual([{ bytes: Buffer.from('#!AMR\n'), format: 'amr' }]);
  });

  it.each<[string, Partial<HearingDeps>]>([
    ['media that hang', { fetchMedia: () => never }],
    ['a recogniser that hangs', { recognise: () => never }],
    [
      'media that are gone',
      {
        fetchMedia: async () => {
          throw new Refused('platform_refused');
        },
      },
    ],
    [
      'a recogniser that throws',
      {
        recognise: async () => {
          throw new Error('bug');
        },
      },
    ],
  ])('%s: unavailable, in time', async (_name, deps) => {
    expect(await hearingWith(deps)).toEqual({ kind: 'unavailable' });
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
