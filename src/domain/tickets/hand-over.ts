import { refuse } from '../../kernel/errors.js';
import type { TicketTools } from './deps.js';
import type { Ticket, TicketAct, Tickets } from './door.js';
import { hasRoom, mayAnswer } from './ticket.js';

interface Handing extends TicketAct {
  to?: string;
  force?: boolean;
}

/** Changes hands once a cause, with a line in the history. */
const hand = async ({ store, clock, ids, seals }: TicketTools, handing: Handing): Promise<Ticket> => {
  const { number, by, cause, to, force = false } = handing;
  const seen = (await store.byNumber(number)) ?? refuse('ticket_unknown');
  if (await store.lineOf(number, cause)) return seen;
  mayAnswer(seen, force && seen.clerk ? seen.clerk : by);
  if (seen.clerk === to) return seen;
  hasRoom(seen);
  const line = {
    id: ids.id(),
    from: 'clerk' as const,
    by,
    at: clock.now(),
    text: seals.line.close(''),
    toResident: false,
    cause,
    ...(to === undefined ? { event: 'released' as const } : { event: 'transferred' as const, to }),
  };
  const handed = await store.hand(number, line, to, force);
  return handed ?? (await store.lineOf(number, cause))?.ticket ?? refuse('conflict', 'the ticket keeps changing');
};

/** Gives a ticket back to the queue. @throws Refused ticket_unknown | ticket_not_yours | ticket_closed | conflict */
export const releaseTicket =
  (tools: TicketTools): Tickets['release'] =>
  (act) =>
    hand(tools, act);

/** Gives a ticket to a colleague; whether that one may have it is the caller's to know. @throws Refused as `releaseTicket` */
export const transferTicket =
  (tools: TicketTools): Tickets['transfer'] =>
  (act) =>
    hand(tools, act);
