import { setTimeout as pause } from 'node:timers/promises';
import { TimeoutStrategy, timeout } from 'cockatiel';
import { type Breaker, createBreaker, RESTING } from '../kernel/breaker.js';
import { realNow } from '../kernel/clock.js';
import type { Heard, Recogniser, RecogniserName, Voice } from './recogniser.js';

/**
 * How the time for a voice is shared. Within WeChat's five seconds a reply leaves after 4.5 s at the latest, and 3.5 s of them are for fetching
 * the recording and hearing it. Of what is left then, a recogniser with another behind it gets 55 %, the last one all the rest: with both
 * configured about 1.9 s and 1.5 s. A voice heard after a restart has 15 s, shared alike.
 */
export const SHARES = {
  /** Of the time left, for one that is not the last. */
  first: 0.55,
  /** Real milliseconds below which nobody is asked: the answer could not come. */
  least: 300,
  /** Real milliseconds that must be left for the one retry. */
  retry: 800,
  /** Real milliseconds before it. */
  retryPause: 150,
} as const;

/** What became of asking one recogniser; `failed` is one that answered wrong, `late` one that did not in its time. */
export type AskOutcome = 'words' | 'nothing' | 'too_long' | 'failed' | 'late';

export interface InOrderOptions {
  onAsked?(name: RecogniserName, outcome: AskOutcome, seconds: number): void;
}

/** What came of a voice. */
export interface Recognised {
  heard: Heard;
  /** Who heard it, and with what: `tencent 16k_zh`; absent when nobody did. */
  by?: string;
}

/** The recognisers of this installation as one. */
export interface Speech {
  /** Never throws. @param ms real milliseconds until the answer is of no more use */
  recognise(voice: Voice, signal: AbortSignal, ms: number): Promise<Recognised>;
  /** Each recogniser in order, with its engine and what is wrong with it; `timeout`: it did not answer. */
  check(ms: number): Promise<{ name: RecogniserName; engine?: string; wrong: string | undefined }[]>;
  /** Which are not asked at the moment because they failed too often. */
  resting(): { name: RecogniserName; open: boolean }[];
}

interface Asked {
  heard: Heard;
  outcome: AskOutcome;
}

interface Place {
  recogniser: Recogniser;
  breaker: Breaker<Asked>;
}

const NO_VOICE: Voice = { bytes: Buffer.alloc(0), format: 'amr' };
const kinds = { words: 'words', nothing: 'nothing', 'too long': 'too_long' } as const;
const UNAVAILABLE: Recognised = { heard: { kind: 'unavailable' } };

const heardBy = ({ name, engine }: Recogniser, voice: Voice, heard: Heard): Recognised =>
  heard.kind === 'unavailable' ? { heard } : { heard, by: [name, engine?.(voice) ?? ''].join(' ').trim() };

/**
 * Asks recognisers in order until one hears; when all failed and time is left, the first that failed fast is asked once more. So a voice costs
 * each at most two requests, and all together one more than there are recognisers. That last one is without the wide recording: it may have been
 * what could not be read.
 */
export const hearInOrder = (recognisers: readonly Recogniser[], options: InOrderOptions = {}): Speech => {
  const { onAsked } = options;
  const places: Place[] = recognisers.map((recogniser) => ({
    recogniser,
    breaker: createBreaker(({ heard }) => heard.kind === 'unavailable'),
  }));

  /** @param ms real milliseconds for this one; its signal fires then, or with the outer one */
  const ask = ({ recogniser, breaker }: Place, voice: Voice, outer: AbortSignal, ms: number) =>
    breaker.run(async () => {
      const began = realNow();
      const asked = await timeout(ms, TimeoutStrategy.Cooperative).execute(async ({ signal }): Promise<Asked> => {
        const heard = await recogniser.recognise(voice, signal);
        if (heard.kind !== 'unavailable') return { heard, outcome: kinds[heard.kind] };
        return { heard, outcome: signal.aborted ? 'late' : 'failed' };
      }, outer);
      onAsked?.(recogniser.name, asked.outcome, (realNow() - began) / 1000);
      return asked;
    });

  return {
    recognise: async (voice, signal, ms) => {
      const ends = realNow() + ms;
      const left = (): number => (signal.aborted ? 0 : ends - realNow());
      let again: Place | undefined;
      for (const [i, place] of places.entries()) {
        if (left() < SHARES.least) return UNAVAILABLE;
        const share = i < places.length - 1 ? left() * SHARES.first : left();
        const asked = await ask(place, voice, signal, share);
        if (asked === RESTING) continue;
        if (asked.heard.kind !== 'unavailable') return heardBy(place.recogniser, voice, asked.heard);
        if (asked.outcome === 'failed') again ??= place;
      }
      if (!again || left() < SHARES.retry) return UNAVAILABLE;
      await pause(SHARES.retryPause, undefined, { signal }).catch(() => undefined);
      if (left() < SHARES.least) return UNAVAILABLE;
      const { wide: _left, ...narrow } = voice;
      const asked = await ask(again, narrow, signal, left());
      return asked === RESTING ? UNAVAILABLE : heardBy(again.recogniser, narrow, asked.heard);
    },
    check: (ms) =>
      Promise.all(
        places.map(async ({ recogniser }) => {
          const patience = AbortSignal.timeout(ms);
          const wrong = await recogniser.check(patience);
          const engine = recogniser.engine?.(NO_VOICE);
          const why = wrong !== undefined && patience.aborted ? 'timeout' : wrong;
          return { name: recogniser.name, ...(engine ? { engine } : {}), wrong: why };
        }),
      ),
    resting: () => places.map(({ recogniser: { name }, breaker: { open } }) => ({ name, open })),
  };
};
