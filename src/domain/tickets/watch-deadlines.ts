import type { TicketTools } from './deps.js';

/** Marks each promise that was broken, once, and says so in the activity record and the log. At most `limit`. @returns how many */
export const watchDeadlines =
  ({ store, clock, audit, log }: TicketTools) =>
  async (limit: number): Promise<number> => {
    for (let marked = 0; marked < limit; marked += 1) {
      const ticket = await store.markOverdue(clock.now());
      if (!ticket) return marked;
      const { number, dueAt } = ticket;
      log.warn({ ticket: number, dueAt }, 'a ticket was not answered in time');
      await audit({ who: 'system', what: 'ticket.overdue', which: number, result: 'done' });
    }
    return limit;
  };
