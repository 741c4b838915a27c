import type { Ticket } from '../src/domain/tickets/door.js';
import type { Services } from '../src/services.js';

/** Most of a resident's tickets that are looked through, newest first. */
const LOOKED_AT = 20;

export const isOver = ({ state }: Ticket): boolean => state === 'resolved' || state === 'closed';

/** A resident's newest tickets, and what they name of them. */
export interface OwnTickets {
  all: readonly Ticket[];
  unfinished: readonly Ticket[];
  over: readonly Ticket[];
  /** By number or by its last digits, the newest that fits. */
  named(ref: string): Ticket | undefined;
}

export const ownTickets = async ({ tickets }: Services, resident: string): Promise<OwnTickets> => {
  const all = await tickets.ofResident(resident, LOOKED_AT);
  return {
    all,
    unfinished: all.filter((ticket) => !isOver(ticket)),
    over: all.filter(isOver),
    named: (ref) => all.find(({ number }) => number.endsWith(ref)),
  };
};

/** When the resident last said something on a ticket. */
export const lastSaid = ({ openedAt, lines }: Ticket): Date =>
  lines.findLast(({ from }) => from === 'resident')?.at ?? openedAt;
