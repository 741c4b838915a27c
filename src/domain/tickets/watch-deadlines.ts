import type { TicketTools } from './deps.js';
import { byDay, tellResidents } from './tell-residents.js';

/**
 * Marks each promise that was broken, once, and says so in the activity record and the log; then tells the residents, by day only. At most
 * `limit` of each. @returns how many were marked
 */
export const watchDeadlines = (tools: TicketTools) => {
  const { store, clock, audit, log } = tools;
  const tell = tellResidents(tools);
  return async (limit: number): Promise<number> => {
    let marked = 0;
    for (; marked < limit; marked += 1) {
      const now = clock.now();
      const ticket = await store.markOverdue(now, byDay(now));
      if (!ticket) break;
      const { number, dueAt } = ticket;
      log.warn({ ticket: number, dueAt }, 'a ticket was not answered in time');
      await audit({ who: 'system', what: 'ticket.overdue', which: number, result: 'done' });
    }
    await tell(limit);
    return marked;
  };
};
