import type { DeskTools } from './deps.js';
import type { Desk } from './door.js';
import type { DeskHead } from './store.js';
import { waitsUntil } from './talk.js';
import { tellResidents } from './tell-residents.js';

/** Back in the queue while people are there; otherwise a ticket goes on with it. */
const giveBack = async ({ store, clock, stateAt }: DeskTools, seen: DeskHead): Promise<boolean> => {
  const now = clock.now();
  const state = stateAt(now);
  return state.kind === 'open'
    ? store.requeue(seen, now, waitsUntil(state, now))
    : store.giveUp(seen, 'unserved', now, 'unserved');
};

const settle = async (tools: DeskTools, seen: DeskHead): Promise<boolean> => {
  const now = tools.clock.now();
  if (seen.state === 'waiting') return tools.store.giveUp(seen, 'unserved', now, 'unserved');
  return seen.last === 'clerk' ? tools.store.giveUp(seen, 'idle', now, 'idle') : giveBack(tools, seen);
};

/** Clerks who are signed in, each asked for once. */
const onDuty = ({ isOnDuty }: DeskTools) => {
  const known = new Map<string, Promise<boolean>>();
  return (user: string): Promise<boolean> => {
    const asked = known.get(user) ?? isOnDuty(user);
    known.set(user, asked);
    return asked;
  };
};

/** Takes up what was let rest, and tells who is to be told. Each change is a compare-and-set on what was seen. */
export const watchDesk =
  (tools: DeskTools): Desk['watch'] =>
  async (limit) => {
    const { store, clock } = tools;
    let changed = 0;
    for (const seen of await store.due(clock.now(), limit)) if (await settle(tools, seen)) changed += 1;
    const isThere = onDuty(tools);
    for (const seen of await store.held(limit))
      if (seen.clerk !== undefined && !(await isThere(seen.clerk)) && (await giveBack(tools, seen))) changed += 1;
    await tellResidents(tools, limit);
    return changed;
  };
