import type { Ticket } from '../src/domain/tickets/door.js';
import type { Services } from '../src/services.js';
import * as say from '../templates/replies/ticket-acts.js';
import type { Answer } from './kit.js';
import { isOver, type OwnTickets } from './own-tickets.js';

export type TicketAct = 'urge' | 'reopen' | 'solved' | 'withdraw';

/** Where it is done, and what is known of it. */
export interface Doing {
  resident: string;
  services: Services;
  cause: string;
  now: Date;
  own: OwnTickets;
  /** The ticket that was named. */
  named?: Ticket | undefined;
  /** The resident was asked, and said so. */
  sure?: boolean | undefined;
}

/** Which of several: asked with the act kept, so that a number or its last digits are enough. */
const which = (act: TicketAct, tickets: readonly Ticket[]): Answer => ({
  ...say.which(act, tickets),
  focus: { ticketAct: act },
});

const urge = async (doing: Doing): Promise<Answer> => {
  const { resident, services, cause, now, own, named } = doing;
  const { unfinished, over } = own;
  if (!named && unfinished.length > 1) return which('urge', unfinished);
  const ticket = named ?? unfinished[0];
  if (!ticket) return over[0] ? say.overAlready(over[0], now) : say.noneYet;
  const urged = await services.tickets.urge({ openid: resident, number: ticket.number, cause });
  switch (urged.kind) {
    case 'unknown':
      return say.noneYet;
    case 'over':
      return say.overAlready(urged.ticket, now);
    case 'again':
      return say.urgedToday(urged.ticket, services.company.hotline, now);
    case 'urged':
      return say.urged(urged.ticket, services.company.hotline, now);
  }
};

const reopen = async (doing: Doing): Promise<Answer> => {
  const { resident, services, cause, own, named } = doing;
  const recent = own.over.filter(({ kind }) => kind === 'complaint');
  const [again] = own.unfinished.filter(({ reopened }) => reopened > 0);
  if (!named && recent.length === 0) return again ? say.openAgain(again) : urge(doing);
  const awaiting = named ?? (await services.tickets.awaitingVerdict(resident));
  if (!awaiting && own.unfinished.length + recent.length > 1)
    return which('reopen', [...recent, ...own.unfinished].slice(0, say.MOST_LISTED));
  const { number } = awaiting ?? recent[0]!;
  const opened = await services.tickets.reopen({ openid: resident, number, cause });
  switch (opened.kind) {
    case 'unknown':
      return say.noneYet;
    case 'reopened':
      return say.reopened(opened.ticket);
    case 'too late':
      return say.tooLate(opened.ticket);
    case 'open':
      return opened.ticket.reopened > 0 ? say.openAgain(opened.ticket) : urge({ ...doing, named: opened.ticket });
  }
};

const solved = async ({ resident, services, cause, named }: Doing): Promise<Answer> => {
  const ticket = named ?? (await services.tickets.awaitingVerdict(resident));
  const kept = ticket && (await services.tickets.solved({ openid: resident, number: ticket.number, cause }));
  if (!kept || kept.kind === 'unknown') return say.gladly;
  return kept.kind === 'kept' ? say.solved(kept.ticket) : say.stillOpen(kept.ticket);
};

const withdraw = async ({ resident, services, cause, now, own, named, sure }: Doing): Promise<Answer> => {
  const { unfinished, over } = own;
  if (!named && unfinished.length > 1) return which('withdraw', unfinished);
  const ticket = named ?? unfinished[0];
  if (!ticket) return over[0] ? say.overAlready(over[0], now) : say.noneYet;
  if (!sure && !isOver(ticket)) return say.reallyWithdraw(ticket);
  const taken = await services.tickets.withdraw({ openid: resident, number: ticket.number, cause });
  if (taken.kind === 'unknown') return say.noneYet;
  return taken.kind === 'over' ? say.overAlready(taken.ticket, now) : say.withdrawn(taken.ticket);
};

/** What a resident wants done with an own ticket. */
export const ticketActs: Readonly<Record<TicketAct, (doing: Doing) => Promise<Answer>>> = {
  urge,
  reopen,
  solved,
  withdraw,
};
