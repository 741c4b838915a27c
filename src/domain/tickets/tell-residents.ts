import { type DailySpan, endAfter, isWithin } from '../../kernel/daily.js';
import { reasonOf } from '../../kernel/errors.js';
import type { TicketTools } from './deps.js';
import type { Ticket, TicketNote } from './door.js';
import type { Untold } from './schema.js';

const noteOf = ({ number, dueAt }: Ticket, tell: Untold): TicketNote =>
  tell === 'overdue' ? { kind: 'overdue', number, summary: '', dueAt } : { kind: 'ended', number, summary: '' };

/**
 * Tells a resident what a ticket still owes, then strikes it off. The cause names the promise or the end, so a run after a crash says
 * nothing twice; what could not be sent stays owed.
 */
export const tellOne = async (
  { store, notify, log }: Pick<TicketTools, 'store' | 'notify' | 'log'>,
  ticket: Ticket,
  tell: Untold,
): Promise<boolean> => {
  const { openid, number, dueAt, askedAt } = ticket;
  const moment = tell === 'overdue' ? dueAt : (askedAt ?? dueAt);
  try {
    await notify({
      openid,
      cause: `ticket:${number}:${tell}:${moment.getTime()}`,
      text: '',
      ticket: noteOf(ticket, tell),
    });
  } catch (error) {
    log.warn({ ticket: number, tell, reason: reasonOf(error) }, 'a resident could not be told about a ticket');
    return false;
  }
  await store.told(number, tell);
  return true;
};

const NIGHT: DailySpan = { from: '21:00', to: '08:00' };

/** The next moment by day, Beijing time: nobody is woken over a ticket. */
export const byDay = (at: Date): Date => (isWithin(NIGHT, at) ? endAfter(NIGHT, at) : at);

/** Tells residents what is still owed, at most `limit`; stops at the first that cannot be told, to try again later. */
export const tellResidents =
  (tools: TicketTools) =>
  async (limit: number): Promise<void> => {
    for (let told = 0; told < limit; told += 1) {
      const next = await tools.store.untold(tools.clock.now());
      if (!next || !(await tellOne(tools, next.ticket, next.tell))) return;
    }
  };
