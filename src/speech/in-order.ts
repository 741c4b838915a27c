import { setTimeout as pause } from 'node:timers/promises';
import { realNow } from '../kernel/clock.js';
import { type Breaker, createBreaker } from './breaker.js';
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
  /** real milliseconds */
  now?: () => number;
}

/** The recognisers of this installation as one. */
export interface Speech {
  /** Never throws. @param ms real milliseconds until the answer is of no more use */
  recognise(voice: Voice, signal: AbortSignal, ms: number): Promise<Heard>;
  /** Each recogniser in order, with what is wrong with it; `timeout`: it did not answer. */
  check(ms: number): Promise<{ name: RecogniserName; wrong: string | undefined }[]>;
  /** Which are not asked at the moment because they failed too often. */
  resting(): { name: RecogniserName; open: boolean }[];
}

interface Place {
  recogniser: Recogniser;
  breaker: Breaker;
}

/** A signal that fires with the outer one, or after `ms`. By hand: node may collect what `AbortSignal.any` makes of a timeout before it fires. */
const shareOf = (outer: AbortSignal, ms: number): { signal: AbortSignal; end(): void } => {
  const own = new AbortController();
  const stop = (): void => own.abort();
  const timer = setTimeout(stop, ms);
  outer.addEventListener('abort', stop, { once: true });
  if (outer.aborted) stop();
  return {
    signal: own.signal,
    end: () => {
      clearTimeout(timer);
      outer.removeEventListener('abort', stop);
    },
  };
};

const kinds = { words: 'words', nothing: 'nothing', 'too long': 'too_long' } as const;
const UNAVAILABLE: Heard = { kind: 'unavailable' };

/**
 * Asks recognisers in order until one hears; when all failed and time is left, the first that failed fast is asked once more. So a voice costs
 * each at most two requests, and all together one more than there are recognisers.
 */
export const hearInOrder = (recognisers: readonly Recogniser[], options: InOrderOptions = {}): Speech => {
  const { onAsked, now = realNow } = options;
  const places: Place[] = recognisers.map((recogniser) => ({ recogniser, breaker: createBreaker(now) }));

  const ask = async ({ recogniser, breaker }: Place, voice: Voice, signal: AbortSignal, ms: number) => {
    const began = now();
    const share = shareOf(signal, ms);
    const heard = await recogniser.recognise(voice, share.signal);
    const outcome = heard.kind !== 'unavailable' ? kinds[heard.kind] : share.signal.aborted ? 'late' : 'failed';
    share.end();
    if (heard.kind === 'unavailable') breaker.failed();
    else breaker.worked();
    onAsked?.(recogniser.name, outcome, (now() - began) / 1000);
    return { heard, outcome };
  };

  return {
    recognise: async (voice, signal, ms) => {
      const ends = now() + ms;
      const left = (): number => (signal.aborted ? 0 : ends - now());
      let again: Place | undefined;
      for (const [i, place] of places.entries()) {
        if (left() < SHARES.least) return UNAVAILABLE;
        if (!place.breaker.allows()) continue;
        const share = i < places.length - 1 ? left() * SHARES.first : left();
        const { heard, outcome } = await ask(place, voice, signal, share);
        if (heard.kind !== 'unavailable') return heard;
        if (outcome === 'failed') again ??= place;
      }
      if (!again || left() < SHARES.retry) return UNAVAILABLE;
      await pause(SHARES.retryPause, undefined, { signal }).catch(() => undefined);
      if (left() < SHARES.least || !again.breaker.allows()) return UNAVAILABLE;
      return (await ask(again, voice, signal, left())).heard;
    },
    check: (ms) =>
      Promise.all(
        places.map(async ({ recogniser }) => {
          const patience = AbortSignal.timeout(ms);
          const wrong = await recogniser.check(patience);
          return { name: recogniser.name, wrong: wrong !== undefined && patience.aborted ? 'timeout' : wrong };
        }),
      ),
    resting: () => places.map(({ recogniser: { name }, breaker: { open } }) => ({ name, open })),
  };
};
