import { reasonOf } from '../kernel/errors.js';
import type { Log } from '../kernel/log.js';
import type { ClaimRow, ClaimStore, ClaimWay } from './claims.js';
import { kfText, type Outgoing } from './outbound.js';
import type { Timers } from './timers.js';

/**
 * How customer-service messages went. `queued`: no window is open, they are kept and sent with the resident's next message. `unsent`: they surely did
 * not arrive and may be tried again. `unknown`: they may have arrived; the platform has no key by which a second try would be safe.
 */
export type Delivery = 'sent' | 'queued' | 'refused' | 'unsent' | 'unknown';

export type Deliver = (message: {
  openid: string;
  messages: readonly Outgoing[];
  /** What is queued under one cause is queued once. */
  cause: string;
}) => Promise<Delivery>;

export interface LateDeps {
  store: Pick<ClaimStore, 'move'>;
  deliver: Deliver;
  words: { mayBeLost: string };
  owner: string;
  timers: Timers;
  log: Log;
  /** Told how each late answer ended. */
  onLate?(way: ClaimWay): void;
}

/** Longer than a send may take with its retries. */
export const SENDING_MS = 45_000;
const NOTE_AFTER_MS = 20_000;
const MAX_TRIES = 12;
const backoff = (tries: number): number => Math.min(600_000, 5_000 * 2 ** Math.min(tries, 10));

/** `way` passive: the answer's first text left as the reply, and a repeat of the message gets that again. */
type Held = Pick<ClaimRow, 'key' | 'resident' | 'tries' | 'way'>;

export interface Late {
  /** Sends an answer whose claim is `sending` and ours, and settles the claim. */
  send(claim: Held, messages: readonly Outgoing[]): Promise<void>;
  /** Tells that an answer may be lost, of a claim that is `noting` and ours; said once. */
  note(claim: Held): Promise<void>;
}

/** Answers that missed their reply: customer-service messages, each with its mark before and after. */
export const createLate = ({ store, deliver, words, owner, timers, log, onLate }: LateDeps): Late => {
  const attempt = async (message: Parameters<Deliver>[0]): Promise<Delivery> => {
    try {
      return await deliver(message);
    } catch (error) {
      log.error({ cause: message.cause, reason: reasonOf(error) }, 'sending late failed');
      return 'unknown';
    }
  };
  const done = async (claim: Held, state: 'sending' | 'noting', way: ClaimWay): Promise<void> => {
    await store.move(claim.key, { state, owner }, { state: 'done', way: claim.way ?? way });
    log.info({ key: claim.key, openid: claim.resident, way }, 'answered late');
    onLate?.(way);
  };

  return {
    send: async (claim, messages) => {
      const { key, resident: openid, tries } = claim;
      const outcome = await attempt({ openid, messages, cause: key });
      if (outcome === 'sent') return done(claim, 'sending', 'kf');
      if (outcome === 'queued' || outcome === 'refused') return done(claim, 'sending', outcome);
      const now = timers.now();
      if (outcome === 'unknown') {
        await store.move(
          key,
          { state: 'sending', owner },
          { state: 'noting', owner: '', until: now + NOTE_AFTER_MS, tries: 1 },
        );
      } else if (tries >= MAX_TRIES) {
        await done(claim, 'sending', 'failed');
      } else {
        const again = { state: 'passive', until: now + backoff(tries), tries: tries + 1 } as const;
        await store.move(key, { state: 'sending', owner }, again);
      }
    },

    note: async (claim) => {
      const { key, resident: openid, tries } = claim;
      const outcome = await attempt({ openid, messages: [kfText(words.mayBeLost)], cause: `${key}.note` });
      if (outcome !== 'unsent' || tries >= MAX_TRIES) return done(claim, 'noting', 'unknown');
      const until = timers.now() + backoff(tries);
      await store.move(key, { state: 'noting', owner }, { owner: '', until, tries: tries + 1 });
    },
  };
};
