import { refuse } from '../../kernel/errors.js';
import type { TicketTools } from './deps.js';
import type { Ticket, TicketAct, TicketState, Tickets } from './door.js';
import { replyToTicket } from './reply-to-ticket.js';
import { mayAnswer, mayTouch } from './ticket.js';

const ATTEMPTS = 3;

interface Ending extends TicketAct {
  from: readonly TicketState[];
  to: 'resolved' | 'closed';
  /** Refuses when this clerk may not end this ticket as it is. */
  check(ticket: Ticket): void;
}

const end = async ({ store, clock }: TicketTools, ending: Ending): Promise<Ticket> => {
  const { number, by, cause, from, to, check } = ending;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const ended = await store.end({ number, clerk: by, cause, from, to, at: clock.now() });
    if (ended) return ended;
    const seen = (await store.byNumber(number)) ?? refuse('ticket_unknown');
    if (await store.hasActed(number, cause)) return seen;
    if (to === 'closed' && seen.state === 'closed') return seen;
    check(seen);
  }
  return refuse('conflict', 'the ticket keeps changing');
};

/**
 * The matter is settled; words given with it reach the resident first.
 * @throws Refused bad_input | ticket_unknown | ticket_not_yours | ticket_closed
 */
export const resolveTicket = (tools: TicketTools): Tickets['resolve'] => {
  const reply = replyToTicket(tools);
  return async ({ text, ...act }) => {
    if (text !== undefined && !(await tools.store.hasActed(act.number, act.cause))) await reply({ ...act, text });
    return end(tools, {
      ...act,
      from: ['open', 'taken'],
      to: 'resolved',
      check: (ticket) => mayAnswer(ticket, act.by),
    });
  };
};

/** Puts a ticket away without a word to the resident; closing it again changes nothing. @throws Refused ticket_unknown | ticket_not_yours */
export const closeTicket =
  (tools: TicketTools): Tickets['close'] =>
  (act) =>
    end(tools, {
      ...act,
      from: ['open', 'taken', 'resolved'],
      to: 'closed',
      check: (ticket) => mayTouch(ticket, act.by),
    });
