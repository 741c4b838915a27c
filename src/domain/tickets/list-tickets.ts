import { refuse } from '../../kernel/errors.js';
import type { Tickets } from './door.js';
import type { Place, Ranked, TicketStore } from './store.js';

const PAGE_MAX = 200;

const cursorOf = ({ rank, ticket: { dueAt, number } }: Ranked): string => `${rank}.${dueAt.getTime()}.${number}`;

const readCursor = (cursor: string): Place => {
  const [, rank, millis, number] = /^([012])\.(\d{1,15})\.(TS\d{11,12})$/u.exec(cursor) ?? [];
  if (!rank || !millis || !number) return refuse('bad_input', 'cursor');
  return { rank: Number(rank), dueAt: new Date(Number(millis)), number };
};

/** Pressing first, what is over last, within these the oldest promise first; `next` is the cursor of the following page. @throws Refused bad_input (a cursor not of this list) */
export const listTickets =
  (store: TicketStore): Tickets['list'] =>
  async ({ state, clerk, district, late, urged, after, limit }) => {
    const size = Math.min(Math.max(1, limit), PAGE_MAX);
    const found = await store.page({
      ...(state ? { state } : {}),
      ...(clerk ? { clerk } : {}),
      ...(district === undefined ? {} : { district }),
      ...(late ? { late } : {}),
      ...(urged ? { pressing: true } : {}),
      ...(after ? { after: readCursor(after) } : {}),
      limit: size + 1,
    });
    const items = found.slice(0, size);
    const last = items.at(-1);
    return { items: items.map(({ ticket }) => ticket), next: found.length > size && last ? cursorOf(last) : null };
  };
