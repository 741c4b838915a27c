import type { Clock } from '../kernel/clock.js';
import type { WindowCause } from './inbound.js';

/** A time in which we may write, and how many messages it still allows. */
export interface Allowance {
  left: number;
  /** business time */
  until: Date;
}

/** `long`: after a message; `short`: after a tap in a menu, following or scanning. Both may be open at once. */
export type WindowKind = 'long' | 'short';

export interface WindowRow {
  openid: string;
  long?: Allowance;
  short?: Allowance;
  /** Ids of notes that wait for the resident's next message. */
  queued: readonly string[];
}

/** One document a resident; each call is one guarded update. */
export interface WindowStore {
  find(openid: string): Promise<WindowRow | undefined>;
  /** Those of the residents that have a row. */
  findAll(openids: readonly string[]): Promise<readonly WindowRow[]>;
  /** Creates the row when it is missing. A long allowance ends the short one: the clerk counts on five, not on what is gone in a minute. */
  grant(openid: string, kind: WindowKind, allowance: Allowance): Promise<WindowRow>;
  /** Takes one message from an allowance that is open at `now`. @returns undefined when there is none */
  take(openid: string, kind: WindowKind, now: Date): Promise<WindowRow | undefined>;
  /** Empties both allowances. */
  empty(openid: string): Promise<void>;
  /** Creates the row when it is missing. The oldest make room past `most`. */
  enqueue(openid: string, id: string, most: number): Promise<void>;
  dequeue(openid: string, id: string): Promise<void>;
  remove(openid: string): Promise<void>;
}

/**
 * What the platform grants for each act of a resident.
 * @see https://developers.weixin.qq.com/doc/service/api/customer/message/api_sendcustommessage
 */
const GRANTS: Readonly<Record<WindowCause, { kind: WindowKind; messages: number; seconds: number }>> = {
  message: { kind: 'long', messages: 5, seconds: 48 * 3600 },
  click: { kind: 'short', messages: 3, seconds: 60 },
  follow: { kind: 'short', messages: 3, seconds: 60 },
  scan: { kind: 'short', messages: 3, seconds: 60 },
};

const QUEUE_MOST = 10;

const leftOf = (allowance: Allowance | undefined, now: Date): number =>
  allowance && allowance.until > now ? Math.max(0, allowance.left) : 0;

const leftIn = (row: WindowRow | undefined, now: Date): number => leftOf(row?.long, now) + leftOf(row?.short, now);

const openIn = (row: WindowRow, now: Date): Allowance | undefined => {
  const open = [row.long, row.short].filter((one): one is Allowance => leftOf(one, now) > 0);
  const until = Math.max(...open.map((one) => one.until.getTime()));
  return open.length > 0 ? { left: leftIn(row, now), until: new Date(until) } : undefined;
};

export interface Windows {
  /** Notes what a resident did at `at`. @returns whether something waits to be told to them */
  opened(openid: string, cause: WindowCause, at: Date): Promise<{ queued: boolean }>;
  /** Takes one message from what is open, the sooner over first. */
  spend(openid: string): Promise<{ ok: boolean; left: number }>;
  left(openid: string): Promise<number>;
  /** The windows that allow a message now, by resident; `until` is the end of the last of them. */
  open(openids: readonly string[]): Promise<ReadonlyMap<string, Allowance>>;
  /** The platform said that nothing is open, whatever we counted. */
  emptied(openid: string): Promise<void>;
  /** The resident left. */
  gone(openid: string): Promise<void>;
  enqueue(openid: string, id: string): Promise<void>;
  queued(openid: string): Promise<readonly string[]>;
  dequeue(openid: string, id: string): Promise<void>;
}

/** Customer-service windows as the platform counts them, by business time. */
export const createWindows = ({ store, clock }: { store: WindowStore; clock: Clock }): Windows => ({
  opened: async (openid, cause, at) => {
    const { kind, messages, seconds } = GRANTS[cause];
    const until = new Date(at.getTime() + seconds * 1000);
    const row = await store.grant(openid, kind, { left: messages, until });
    return { queued: row.queued.length > 0 };
  },
  spend: async (openid) => {
    const now = clock.now();
    const row = (await store.take(openid, 'short', now)) ?? (await store.take(openid, 'long', now));
    return row ? { ok: true, left: leftIn(row, now) } : { ok: false, left: 0 };
  },
  left: async (openid) => leftIn(await store.find(openid), clock.now()),
  open: async (openids) => {
    const now = clock.now();
    const rows = openids.length > 0 ? await store.findAll(openids) : [];
    return new Map(
      rows.flatMap((row) => {
        const open = openIn(row, now);
        return open ? [[row.openid, open] as const] : [];
      }),
    );
  },
  emptied: (openid) => store.empty(openid),
  gone: (openid) => store.remove(openid),
  enqueue: (openid, id) => store.enqueue(openid, id, QUEUE_MOST),
  queued: async (openid) => (await store.find(openid))?.queued ?? [],
  dequeue: (openid, id) => store.dequeue(openid, id),
});
