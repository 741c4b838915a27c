import { dayOf } from '../../kernel/dates.js';
import type { TicketTools } from './deps.js';
import type { Addition, ResidentAct, Ticket, TicketEvent, Tickets } from './door.js';
import { mediaOf } from './file-ticket.js';
import type { LineRow } from './schema.js';
import { checkAddition, dueFor, hasRoom, isOver, mayReopen, PHOTOS_MAX, photosOf } from './ticket.js';

const ATTEMPTS = 3;

/** A resident's ticket, and whether this very act was done already. */
const seenBy = async ({ store }: TicketTools, { openid, number, cause }: ResidentAct) => {
  const ticket = await store.byNumber(number);
  if (ticket?.openid !== openid) return undefined;
  return { ticket, done: (await store.lineOf(number, cause)) !== undefined };
};

const lineOf = (
  { clock, ids, seals }: TicketTools,
  { cause }: ResidentAct,
  event: TicketEvent,
  text = '',
): LineRow => ({
  id: ids.id(),
  from: 'resident',
  at: clock.now(),
  text: seals.line.close(text),
  toResident: false,
  cause,
  event,
});

const addedLine = (tools: TicketTools, act: ResidentAct & Addition, media: readonly { id: string }[]): LineRow => ({
  ...lineOf(tools, act, 'added', act.text),
  ...(media.length > 0 ? { media: media.map(({ id }) => id) } : {}),
  ...(act.place ? { place: tools.seals.place.close(act.place) } : {}),
});

/** Adds what a resident sent to a ticket that is not over. @throws Refused bad_input | conflict */
export const addToTicket =
  (tools: TicketTools): Tickets['add'] =>
  async (act) => {
    checkAddition(act);
    for (let attempt = 0; ; attempt += 1) {
      const seen = await seenBy(tools, act);
      if (!seen) return { kind: 'unknown' };
      const { ticket, done } = seen;
      if (done) return { kind: 'added', ticket };
      if (isOver(ticket)) return { kind: 'over', ticket };
      hasRoom(ticket);
      if (photosOf(ticket) + (act.photos?.length ?? 0) > PHOTOS_MAX || attempt === ATTEMPTS)
        return { kind: 'full', ticket };
      const had = ticket.media.length;
      const media = mediaOf(act, tools, had);
      const added = await tools.own.add({ ...act, line: addedLine(tools, act, media) }, had, media);
      if (!added) continue;
      if (media.length > 0) tools.filesWait?.();
      return { kind: 'added', ticket: added };
    }
  };

/** Notes that a resident asks to hurry: counted once a Beijing day, raised in the clerks' list. */
export const urgeTicket =
  (tools: TicketTools): Tickets['urge'] =>
  async (act) => {
    const seen = await seenBy(tools, act);
    if (!seen) return { kind: 'unknown' };
    if (seen.done) return { kind: 'urged', ticket: seen.ticket };
    if (isOver(seen.ticket)) return { kind: 'over', ticket: seen.ticket };
    hasRoom(seen.ticket);
    const urged = await tools.own.urge({ ...act, line: lineOf(tools, act, 'urged') }, dayOf(tools.clock.now()));
    return urged ? { kind: 'urged', ticket: urged } : { kind: 'again', ticket: seen.ticket };
  };

/** Opens a ticket again under its number, with a promise anew. @throws Refused conflict */
export const reopenTicket =
  (tools: TicketTools): Tickets['reopen'] =>
  async (act) => {
    const seen = await seenBy(tools, act);
    if (!seen) return { kind: 'unknown' };
    const { ticket, done } = seen;
    if (done) return { kind: 'reopened', ticket };
    if (!isOver(ticket)) return { kind: 'open', ticket };
    const now = tools.clock.now();
    if (!mayReopen(ticket, now)) return { kind: 'too late', ticket };
    hasRoom(ticket);
    const line = lineOf(tools, act, 'reopened');
    const again = await tools.own.reopen({ ...act, line }, dueFor(ticket.kind, now), ticket.askedAt !== undefined);
    return { kind: 'reopened', ticket: again ?? (await tools.store.byNumber(act.number)) ?? ticket };
  };

/** Closes a ticket that its resident takes back. @throws Refused conflict */
export const withdrawTicket =
  (tools: TicketTools): Tickets['withdraw'] =>
  async (act) => {
    const seen = await seenBy(tools, act);
    if (!seen) return { kind: 'unknown' };
    const { ticket, done } = seen;
    if (done) return { kind: 'withdrawn', ticket };
    if (isOver(ticket)) return { kind: 'over', ticket };
    hasRoom(ticket);
    const closed = await tools.own.withdraw({ ...act, line: lineOf(tools, act, 'withdrawn') });
    if (closed) return { kind: 'withdrawn', ticket: closed };
    // A clerk or this very act was quicker; either way it is over now.
    const now = (await tools.store.byNumber(act.number)) ?? ticket;
    return { kind: (await tools.store.lineOf(act.number, act.cause)) ? 'withdrawn' : 'over', ticket: now };
  };

/** Keeps the resident's word that it is solved; the first word stays until the ticket is opened again. */
export const settleTicket =
  (tools: TicketTools): Tickets['solved'] =>
  async (act) => {
    const seen = await seenBy(tools, act);
    if (!seen) return { kind: 'unknown' };
    const { ticket, done } = seen;
    if (!isOver(ticket)) return { kind: 'open', ticket };
    if (done || ticket.verdict?.solved) return { kind: 'kept', ticket };
    hasRoom(ticket);
    const kept = await tools.own.solved({ ...act, line: lineOf(tools, act, 'solved') });
    return { kind: 'kept', ticket: kept ?? ticket };
  };

const time = (at: Date | undefined): number => at?.getTime() ?? 0;

/** The newest own ticket whose resident was asked and has not said whether it is solved. */
export const awaitsVerdict = (tickets: readonly Ticket[]): Ticket | undefined =>
  tickets
    .filter((ticket) => isOver(ticket) && ticket.askedAt !== undefined && !ticket.verdict)
    .toSorted((a, b) => time(b.askedAt) - time(a.askedAt))[0];
