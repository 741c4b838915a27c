import type { Ticket } from '../src/domain/tickets/door.js';
import * as say from '../templates/replies/complaint.js';
import { titles } from '../templates/replies/titles.js';
import { defineIntent } from './kit.js';
import { ticketNumber } from './slots.js';

const progressOf = (ticket: Ticket): say.Progress => ({
  number: ticket.number,
  kind: ticket.kind,
  text: ticket.text,
  state: ticket.state,
  openedAt: ticket.openedAt,
  dueAt: ticket.dueAt,
  overdue: ticket.overdueAt !== undefined,
  lastAnswer: ticket.lines.filter(({ from, toResident }) => from === 'clerk' && toResident).at(-1),
});

export const ticketStatus = defineIntent({
  name: 'ticket_status',
  title: titles.ticket_status,
  examples: ['进度', '我的投诉到哪了', 'TS20261121042'],
  slots: { number: ticketNumber },
  async answer({ resident, slots, services, now }) {
    if (slots.number) {
      const ticket = await services.tickets.forResident(resident, slots.number);
      return ticket ? say.progress(progressOf(ticket), now) : say.notFound(slots.number);
    }
    const tickets = (await services.tickets.ofResident(resident, 6)).map(progressOf);
    if (tickets.length === 0) return say.noTickets;
    return tickets.length === 1 ? say.progress(tickets[0]!, now) : say.progressList(tickets, now);
  },
});
