import { dayOf } from '../../kernel/dates.js';
import { refuse } from '../../kernel/errors.js';
import type { DeskTools } from './deps.js';
import type { Asked, Desk, DeskQueue } from './door.js';
import type { DeskLineRow, DeskRow } from './schema.js';
import type { DeskHead } from './store.js';
import { estimate, numberFor, waitsUntil } from './talk.js';

const ATTEMPTS = 5;
const ESTIMATE_MS = 2 * 3_600_000;
const WAITS_LOOKED_AT = 20;

/** Where one who waits stands, and how long it may take. */
export const queueOf = async (
  { store, clock }: Pick<DeskTools, 'store' | 'clock'>,
  row: Pick<DeskRow, 'askedAt' | 'number'>,
): Promise<DeskQueue> => {
  const since = new Date(clock.now().getTime() - ESTIMATE_MS);
  const [ahead, waits] = await Promise.all([store.ahead(row), store.waits(since, WAITS_LOOKED_AT)]);
  const minutes = estimate(waits, ahead);
  return { ahead, ...(minutes === undefined ? {} : { minutes }) };
};

const askedOf = async (tools: DeskTools, { state, ...row }: DeskHead): Promise<Asked> =>
  state === 'waiting'
    ? { kind: 'waiting', number: row.number, ...(await queueOf(tools, row)) }
    : { kind: 'held', number: row.number };

/** Puts a resident in the queue. @throws Refused conflict */
export const askForPerson =
  (tools: DeskTools): Desk['ask'] =>
  async ({ openid, earlier, account, district, cause }) => {
    const { store, clock, ids, said, stateAt } = tools;
    const seen = (await store.openOf(openid)) ?? (await store.byCause(cause));
    if (seen) return askedOf(tools, seen);
    const now = clock.now();
    const state = stateAt(now);
    if (state.kind !== 'open')
      return { kind: 'closed', ...(state.kind === 'closed' && state.opens ? { opens: state.opens } : {}) };
    const lines = earlier.map(
      ({ from, at, text }, i): DeskLineRow => ({
        id: ids.id(),
        from,
        at,
        said: said.close({ text }),
        before: true,
        cause: `${cause}/${i}`,
      }),
    );
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const number = numberFor(dayOf(now), await store.count(dayOf(now)));
      const row: DeskRow = {
        _id: ids.id(),
        number,
        cause,
        openid,
        open: openid,
        state: 'waiting',
        ...(account ? { account } : {}),
        ...(district ? { district } : {}),
        askedAt: now,
        ahead: await store.ahead({ askedAt: now, number }),
        last: 'resident',
        watchAt: waitsUntil(state, now),
        lines,
        acts: [],
      };
      if (await store.insert(row)) return askedOf(tools, row);
      // The same cause, or the resident's other message, was quicker.
      const quicker = (await store.openOf(openid)) ?? (await store.byCause(cause));
      if (quicker) return askedOf(tools, quicker);
    }
    return refuse('conflict', 'no free number at the desk');
  };
