import type { Clock } from '../../kernel/clock.js';
import type { Tickets } from './door.js';
import type { TicketStore } from './store.js';

/** How much waits for staff, and whose promise ends first. */
export const countWaiting =
  (store: TicketStore, clock: Clock): Tickets['waiting'] =>
  async () => {
    const [open, taken, overdue, first] = await Promise.all([
      store.countIn('open'),
      store.countIn('taken'),
      store.countBroken(clock.now()),
      store.soonest(),
    ]);
    return { open, taken, overdue, ...(first ? { first } : {}) };
  };
