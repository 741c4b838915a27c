import { refuse } from '../../kernel/errors.js';
import { queueOf } from './ask-for-person.js';
import type { DeskTools } from './deps.js';
import type { Desk, Passed } from './door.js';
import type { DeskHead } from './store.js';
import { IDLE_MS, SAYING_MAX } from './talk.js';

const TRIES = 4;

const standing = async (tools: DeskTools, seen: DeskHead | undefined, cause?: string): Promise<Passed> => {
  if (!seen || seen.state === 'over') return { kind: 'over' };
  if (seen.state === 'held') return { kind: 'held' };
  const isFirst = cause !== undefined && (seen.nudge === undefined || seen.nudge === cause);
  return { kind: 'waiting', first: isFirst, ...(await queueOf(tools, seen)) };
};

/** Where a resident stands at the desk; another's conversation is none. */
export const lookUp =
  (tools: DeskTools): Desk['look'] =>
  async ({ openid, number }) => {
    const seen = await tools.store.headOf(number);
    return standing(tools, seen?.openid === openid ? seen : undefined);
  };

/**
 * Keeps what a resident says, once a cause, by a compare-and-set on the state that was seen; a repeat of the cause changes nothing.
 * @throws Refused conflict
 */
export const passOn =
  (tools: DeskTools): Desk['pass'] =>
  async ({ openid, number, saying, cause }) => {
    const { store, clock, ids, said } = tools;
    const text = [...saying.text].slice(0, SAYING_MAX).join('');
    const now = clock.now();
    const line = {
      id: ids.id(),
      from: 'resident' as const,
      at: now,
      said: said.close({ ...saying, text }),
      cause,
    };
    for (let tries = 0; tries < TRIES; tries += 1) {
      const seen = await store.headOf(number);
      if (!seen || seen.openid !== openid || seen.state === 'over') return { kind: 'over' };
      const { state } = seen;
      const isKept = await store.addSaying({ number, state }, line, {
        hasFile: saying.media !== undefined && saying.media.kind !== 'video',
        last: 'resident',
        ...(state === 'held' ? { watchAt: new Date(now.getTime() + IDLE_MS) } : {}),
        ...(state === 'waiting' && !seen.nudge ? { nudge: cause } : {}),
      });
      if (isKept || (await store.hasLine(number, cause))) return standing(tools, seen, cause);
      const again = await store.headOf(number);
      if (again?.state === state) return { kind: 'full' };
    }
    return refuse('conflict', 'the conversation keeps changing');
  };
