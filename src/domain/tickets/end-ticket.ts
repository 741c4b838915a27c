import { refuse } from '../../kernel/errors.js';
import type { TicketTools } from './deps.js';
import type { Ticket, TicketAct, TicketState, Tickets } from './door.js';
import { isGone } from './erase-resident.js';
import { replyToTicket } from './reply-to-ticket.js';
import { tellOne } from './tell-residents.js';
import { mayAnswer, mayTouch } from './ticket.js';

const ATTEMPTS = 3;

interface Ending extends TicketAct {
  from: readonly TicketState[];
  to: 'resolved' | 'closed';
  asked?: 'told' | 'to be told';
  /** Refuses when this clerk may not end this ticket as it is. */
  check(ticket: Ticket): void;
}

const end = async (tools: TicketTools, ending: Ending): Promise<Ticket> => {
  const { store, clock } = tools;
  const { number, by, cause, from, to, asked, check } = ending;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const at = clock.now();
    const ended = await store.end({ number, clerk: by, cause, from, to, at, ...(asked ? { asked } : {}) });
    if (ended) {
      if (asked === 'to be told') await tellOne(tools, ended, 'ended');
      return ended;
    }
    const seen = (await store.byNumber(number)) ?? refuse('ticket_unknown');
    if (await store.hasActed(number, cause)) return seen;
    if (to === 'closed' && seen.state === 'closed') return seen;
    check(seen);
  }
  return refuse('conflict', 'the ticket keeps changing');
};

/** Only who complained, and is there to be asked, is asked whether it is solved. */
const asks = ({ kind, openid }: Ticket): boolean => kind === 'complaint' && !isGone(openid);

/**
 * The matter is settled; words given with it reach the resident first, and ask whether it is solved.
 * @throws Refused bad_input | ticket_unknown | ticket_not_yours | ticket_closed
 */
export const resolveTicket = (tools: TicketTools): Tickets['resolve'] => {
  const reply = replyToTicket(tools);
  return async ({ text, ...act }) => {
    const ticket = (await tools.store.byNumber(act.number)) ?? refuse('ticket_unknown');
    if (text !== undefined && !(await tools.store.hasActed(act.number, act.cause)))
      await reply({ ...act, text, ends: asks(ticket) });
    return end(tools, {
      ...act,
      from: ['open', 'taken'],
      to: 'resolved',
      ...(asks(ticket) ? { asked: text === undefined ? 'to be told' : 'told' } : {}),
      check: (seen) => mayAnswer(seen, act.by),
    });
  };
};

/**
 * Puts a ticket away; who complained and was not asked yet whether it is solved is asked now, unless `quiet`. Closing again changes nothing.
 * @throws Refused ticket_unknown | ticket_not_yours
 */
export const closeTicket =
  (tools: TicketTools): Tickets['close'] =>
  async ({ quiet, ...act }) => {
    const ticket = (await tools.store.byNumber(act.number)) ?? refuse('ticket_unknown');
    return end(tools, {
      ...act,
      from: ['open', 'taken', 'resolved'],
      to: 'closed',
      ...(asks(ticket) && !quiet && !ticket.askedAt ? { asked: 'to be told' } : {}),
      check: (seen) => mayTouch(seen, act.by),
    });
  };
