import { describe, expect, it } from '@jest/globals';
import { realNow } from '../../src/kernel/clock.js';
import { randomIds } from '../../src/kernel/ids.js';
import { silentLog } from '../../src/kernel/log.js';
import type { ClaimStore } from '../../src/wechat/claims.js';
import { createMessages, type Messages } from '../../src/wechat/messages.js';
import { kfWords, say, seal, words } from './edge.js';
import { memoryClaims } from './memory-stores.js';

/**
 * Processes that die at any step, as kill -9 does: before or after any write, before or after any send. Whatever the order, every claimed
 * message is finished, its effect happens once, and its answer is not sent twice as a customer-service message.
 */
const random = (seed: number) => {
  let state = seed;
  return (n: number): number => {
    state = (state * 1103515245 + 12345) & 0x7fffffff;
    return (state >> 8) % n;
  };
};
const never = new Promise<never>(() => undefined);

interface World {
  claims: ReturnType<typeof memoryClaims>;
  /** effects by cause, as the domain keeps them */
  effects: Map<string, number>;
  replied: Map<string, string[]>;
  late: Map<string, string[]>;
}

/** A process that lives for `steps` steps. */
const processOf = ({ claims, effects, late }: World, steps: number): Messages & { readonly dead: boolean } => {
  let left = steps;
  const step = async <T>(act: () => T | Promise<T>): Promise<T> => {
    if (left-- <= 0) return never;
    const result = await act();
    return left-- <= 0 ? never : result;
  };
  const store = new Proxy(claims.store, {
    get:
      (real, name: keyof ClaimStore) =>
      (...args: never[]) =>
        step(() => (real[name] as (...given: never[]) => Promise<unknown>)(...args)),
  });
  const messages = createMessages({
    store,
    seal,
    ids: randomIds,
    log: silentLog,
    words,
    answer: (turn) =>
      step(() => {
        if (!effects.has(turn.key)) effects.set(turn.key, effects.size);
        return say(`单号 ${effects.get(turn.key)}`);
      }),
    hear: async () => ({ heard: { kind: 'nothing' }, ms: 1 }),
    deliver: ({ messages: sent, cause }) =>
      step(() => {
        late.set(cause, [...(late.get(cause) ?? []), ...kfWords(sent)]);
        return 'sent';
      }),
    channel: { opened: async () => ({ queued: false }), flush: async () => undefined, gone: async () => undefined },
    deadlineMs: 15,
    leaseMs: 5,
    passiveMs: 5,
    pollMs: 2,
    limitMs: 50,
  });
  return Object.defineProperty(messages, 'dead', { get: () => left <= 0 }) as Messages & { readonly dead: boolean };
};

const turnOf = (key: string) => ({
  turn: {
    key,
    resident: 'oRes01',
    at: new Date('2026-11-21T09:00:00+08:00'),
    input: { kind: 'text', text: '投诉' } as const,
  },
  windowCause: 'message' as const,
});

/** One push of the platform: the reply is seen only if the process lives until it left. */
const push = async (world: World, service: ReturnType<typeof processOf>, key: string): Promise<boolean> => {
  const waiting = service.receive(turnOf(key), realNow());
  const said = await waiting.given;
  if (service.dead) return false;
  if (said.kind === 'answer') world.replied.set(key, [...(world.replied.get(key) ?? []), said.spoken.text]);
  waiting.left(true);
  return true;
};

const live = async (seed: number): Promise<World> => {
  const world: World = { claims: memoryClaims(), effects: new Map(), replied: new Map(), late: new Map() };
  const next = random(seed);
  let service = processOf(world, next(12));
  for (let n = 0; n < 6; n += 1) {
    const key = `m${n}`;
    for (let tries = 0; tries < 3 && !(await push(world, service, key)); tries += 1)
      service = processOf(world, next(14));
    if (next(3) === 0) await Promise.race([service.recover(), new Promise((resolve) => setImmediate(resolve))]);
  }
  const last = processOf(world, Number.POSITIVE_INFINITY);
  for (const [key, row] of world.claims.rows)
    if (row.state !== 'done') world.claims.rows.set(key, { ...row, until: 0 });
  while ([...world.claims.rows.values()].some(({ state }) => state !== 'done')) {
    await last.recover();
    for (const [key, row] of world.claims.rows)
      if (row.state !== 'done') world.claims.rows.set(key, { ...row, until: 0 });
  }
  return world;
};

describe('processes that die at any step', () => {
  let unknown = 0;
  let claimed = 0;

  it.each(Array.from({ length: 60 }, (_, i) => i * 7919 + 1))('seed %i', async (seed) => {
    const { claims, effects, replied, late } = await live(seed);
    expect([...effects.values()]).toEqual([...effects.keys()].map((_key, i) => i));
    claimed += claims.rows.size;
    for (const [key, row] of claims.rows) {
      const answer = `单号 ${effects.get(key)}`;
      const sent = late.get(key) ?? [];
      expect(sent.filter((text) => text === answer).length).toBeLessThanOrEqual(1);
      expect((late.get(`${key}.note`) ?? []).length).toBeLessThanOrEqual(1);
      expect(replied.get(key) ?? []).toEqual((replied.get(key) ?? []).map(() => answer));
      // one that outlived five of its processes is given up, and says so
      const told = (text: string): boolean => text === answer || text === words.failed;
      const heard = sent.some(told) || (replied.get(key) ?? []).length > 0;
      // two deaths in a row, before the answer and before its note, are the one way to silence, and it is on record
      expect(heard || (late.get(`${key}.note`) ?? []).includes(words.mayBeLost) || row.way === 'unknown').toBe(true);
      if (row.way === 'kf') expect(sent.some(told)).toBe(true);
      if (row.way === 'unknown') unknown += 1;
      if (row.way === 'passive') expect(replied.get(key)).toContain(answer);
    }
  });

  it('leave most answers known', () => {
    expect(claimed).toBeGreaterThan(200);
    expect(unknown / claimed).toBeLessThan(0.25);
  });
});
