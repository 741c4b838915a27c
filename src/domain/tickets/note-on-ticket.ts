import { refuse } from '../../kernel/errors.js';
import type { TicketTools } from './deps.js';
import type { Tickets } from './door.js';
import { checkLine, hasRoom } from './ticket.js';

/** Writes a note among staff, by anyone on staff, on a ticket that is not closed. @throws Refused bad_input | ticket_unknown | ticket_closed | conflict */
export const noteOnTicket =
  ({ store, clock, ids, seals }: TicketTools): Tickets['note'] =>
  async ({ number, by, text, cause }) => {
    checkLine(text);
    const earlier = await store.lineOf(number, cause);
    if (earlier) return earlier.ticket;
    hasRoom((await store.byNumber(number)) ?? refuse('ticket_unknown'));
    const line = { id: ids.id(), by, at: clock.now(), text: seals.line.close(text), toResident: false, cause };
    const noted = await store.addLine(number, { ...line, from: 'clerk' }, ['open', 'taken', 'resolved']);
    return noted ?? (await store.lineOf(number, cause))?.ticket ?? refuse('ticket_closed', number);
  };
