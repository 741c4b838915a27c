import type { Clock } from '../kernel/clock.js';
import type { Seal } from '../kernel/crypto.js';
import { reasonOf } from '../kernel/errors.js';
import { digestOf, type Ids } from '../kernel/ids.js';
import { inTime } from '../kernel/in-time.js';
import type { Log } from '../kernel/log.js';
import { pause, realTimers, type Timers } from './timers.js';

/** A token as all processes share it. */
export interface SharedToken {
  /** sealed */
  box: string;
  /** names the token without telling it */
  mark: string;
  /** business time, as the platform counts */
  expiresAt: Date;
}

/** One document an account, with a lease so that one process fetches. */
export interface TokenStore {
  read(appId: string): Promise<SharedToken | undefined>;
  /** @returns true when this owner may fetch until `until` (real milliseconds) */
  lease(appId: string, owner: string, now: number, until: number): Promise<boolean>;
  /** Writes the token and gives the lease back. */
  write(appId: string, token: SharedToken): Promise<void>;
  /** Forgets the token if it is still the one of that mark. */
  drop(appId: string, mark: string): Promise<void>;
}

export interface Tokens {
  /** A token that holds; concurrent calls, in this process and others, fetch one. */
  get(): Promise<string>;
  /** The platform refused this token: it is used no more. */
  drop(token: string): Promise<void>;
}

export interface TokensDeps {
  appId: string;
  store: TokenStore;
  seal: Seal;
  clock: Clock;
  ids: Ids;
  log: Log;
  /** Asks the platform. */
  fetch(): Promise<{ token: string /** seconds */; expiresIn: number }>;
  timers?: Timers;
}

const PURPOSE = 'wechat.token';
/** The platform hands out the next token in the last five minutes and honours both; we change over in their midst. */
const EARLY_MS = 120_000;
const LEASE_MS = 8_000;
const POLL_MS = 100;
const STORE_MS = 2_000;

/** The account's access token: one fetch for all who ask, kept where all processes find it. */
export const createTokens = (deps: TokensDeps): Tokens => {
  const { appId, store, seal, clock, ids, log, timers = realTimers } = deps;
  const owner = ids.id();
  let held: { token: string; expiresAt: number } | undefined;
  let asking: Promise<string> | undefined;

  const holds = (expiresAt: number): boolean => expiresAt - clock.now().getTime() > EARLY_MS;

  /** The store only saves a fetch: when it fails or stalls we go on without it. */
  const fromStore = async <T>(ask: () => Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await inTime(STORE_MS, ask(), () => otherwise);
    } catch (error) {
      log.warn({ reason: reasonOf(error) }, 'the shared access token could not be reached');
      return otherwise;
    }
  };

  const shared = async (): Promise<string | undefined> => {
    const row = await fromStore(() => store.read(appId), undefined);
    if (!row || !holds(row.expiresAt.getTime())) return undefined;
    held = { token: seal.open(row.box, PURPOSE), expiresAt: row.expiresAt.getTime() };
    return held.token;
  };

  const fetched = async (): Promise<string> => {
    const { token, expiresIn } = await deps.fetch();
    const expiresAt = clock.now().getTime() + expiresIn * 1000;
    held = { token, expiresAt };
    const row = { box: seal.seal(token, PURPOSE), mark: digestOf(token), expiresAt: new Date(expiresAt) };
    await fromStore(() => store.write(appId, row), undefined);
    return token;
  };

  const ask = async (): Promise<string> => {
    const until = timers.now() + LEASE_MS;
    for (;;) {
      const found = await shared();
      if (found) return found;
      const mine = await fromStore(() => store.lease(appId, owner, timers.now(), timers.now() + LEASE_MS), true);
      // whoever waited the lease out asks for itself: the platform gives both the same token
      if (mine || timers.now() > until) return fetched();
      await pause(POLL_MS);
    }
  };

  return {
    get: async () => {
      if (held && holds(held.expiresAt)) return held.token;
      asking ??= ask().finally(() => {
        asking = undefined;
      });
      return asking;
    },
    drop: async (token) => {
      if (held?.token === token) held = undefined;
      await fromStore(() => store.drop(appId, digestOf(token)), undefined);
    },
  };
};
