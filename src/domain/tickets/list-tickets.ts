import { refuse } from '../../kernel/errors.js';
import type { Ticket, Tickets } from './door.js';
import type { TicketStore } from './store.js';

const PAGE_MAX = 200;

const cursorOf = ({ dueAt, number }: Ticket): string => `${dueAt.getTime()}.${number}`;

const readCursor = (cursor: string): { dueAt: Date; number: string } => {
  const [, millis, number] = /^(\d{1,15})\.(TS\d{11,12})$/u.exec(cursor) ?? [];
  if (!millis || !number) return refuse('bad_input', 'cursor');
  return { dueAt: new Date(Number(millis)), number };
};

/** Oldest promise first; `next` is the cursor of the following page. @throws Refused bad_input (a cursor not of this list) */
export const listTickets =
  (store: TicketStore): Tickets['list'] =>
  async ({ state, clerk, district, after, limit }) => {
    const size = Math.min(Math.max(1, limit), PAGE_MAX);
    const found = await store.page({
      ...(state ? { state } : {}),
      ...(clerk ? { clerk } : {}),
      ...(district === undefined ? {} : { district }),
      ...(after ? { after: readCursor(after) } : {}),
      limit: size + 1,
    });
    const items = found.slice(0, size);
    const last = items.at(-1);
    return { items, next: found.length > size && last ? cursorOf(last) : null };
  };
