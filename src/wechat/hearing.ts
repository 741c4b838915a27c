import type { Heard } from '../conversation/turn.js';
import { realNow } from '../kernel/clock.js';
import { reasonOf } from '../kernel/errors.js';
import { inTime } from '../kernel/in-time.js';
import type { Log } from '../kernel/log.js';
import type { Hear } from './think.js';

/** A recogniser, injected: it lives in another part of the house. @param ms real milliseconds until the answer is of no more use */
export type Recognise = (voice: { bytes: Buffer; format: string }, signal: AbortSignal, ms: number) => Promise<Heard>;

export interface HearingDeps {
  /** @throws when the file cannot be had */
  fetchMedia(mediaId: string, signal: AbortSignal): Promise<{ bytes: Buffer; type: string }>;
  recognise: Recognise;
  log: Log;
}

/** Fetches a voice and has it recognised, both inside one budget; whatever fails is `unavailable`, in time. */
export const createHearing =
  ({ fetchMedia, recognise, log }: HearingDeps): Hear =>
  async ({ mediaId, format }, budgetMs) => {
    const end = new AbortController();
    const ends = realNow() + budgetMs;
    const listen = async (): Promise<Heard> => {
      const { bytes } = await fetchMedia(mediaId, end.signal);
      return recognise({ bytes, format }, end.signal, ends - realNow());
    };
    const unavailable: Heard = { kind: 'unavailable' };
    try {
      return await inTime(budgetMs, listen(), () => unavailable);
    } catch (error) {
      log.warn({ reason: reasonOf(error) }, 'a voice could not be heard');
      return unavailable;
    } finally {
      end.abort();
    }
  };
