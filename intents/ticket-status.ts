import type { Ticket } from '../src/domain/tickets/door.js';
import * as say from '../templates/replies/complaint.js';
import { titles } from '../templates/replies/titles.js';
import { type Answer, defineIntent, slot, textSlot } from './kit.js';
import { ownTickets } from './own-tickets.js';
import { sure } from './slots.js';
import { type TicketAct, ticketActs } from './ticket-acts.js';

const readAct = (value: unknown): TicketAct | undefined =>
  typeof value === 'string' && value in ticketActs ? (value as TicketAct) : undefined;

/** A ticket as its progress is told. */
export const progressOf = (ticket: Ticket): say.Progress => ({
  number: ticket.number,
  kind: ticket.kind,
  text: ticket.text,
  state: ticket.state,
  openedAt: ticket.openedAt,
  dueAt: ticket.dueAt,
  late: ticket.late,
  answered: ticket.answeredAt !== undefined,
  reopened: ticket.reopened > 0,
  added: ticket.lines.filter(({ event }) => event === 'added').length,
  answers: ticket.lines.filter(({ from, toResident }) => from === 'clerk' && toResident),
});

/** An act that waited for a ticket is done with. */
const settled = (answer: Answer): Answer => ({ ...answer, focus: { ticketAct: null, ...answer.focus } });

export const ticketStatus = defineIntent({
  name: 'ticket_status',
  title: titles.ticket_status,
  examples: ['进度', '我的投诉到哪了', '催一下', '没解决', 'TS20261121042'],
  slots: {
    number: textSlot({ insteadOf: ['tail'] }),
    tail: textSlot({ insteadOf: ['number'] }),
    act: slot(readAct, { once: true }),
    sure,
  },
  async answer({ resident, slots, services, now, cause, focus }) {
    const own = await ownTickets(services, resident);
    const ref = slots.number ?? slots.tail;
    const named = ref === undefined ? undefined : own.named(ref);
    if (ref !== undefined && !named) return settled(say.notFound(ref));
    const act = slots.act ?? (named ? readAct(focus.ticketAct) : undefined);
    if (act) return settled(await ticketActs[act]({ resident, services, cause, now, own, named, sure: slots.sure }));
    if (named) return settled(say.progress(progressOf(named), now));
    if (own.all.length === 0) return say.noTickets;
    return settled(say.progressList(own.all.map(progressOf), now));
  },
});
