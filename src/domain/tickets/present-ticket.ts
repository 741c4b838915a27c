import { realNow } from '../../kernel/clock.js';
import { type Seal, sealJson } from '../../kernel/crypto.js';
import type { Contact, Ticket, TicketLine, TicketMedia, TicketPlace } from './door.js';
import type { LineRow, MediaRow, TicketRow } from './schema.js';

/** What a resident wrote and left with a ticket. */
export interface Filed {
  text: string;
  contact?: Contact;
  place?: TicketPlace;
}

export interface TicketSeals {
  filed: { close(value: Filed): string; open(box: string): Filed };
  line: { close(value: string): string; open(box: string): string };
  transcript: { close(value: string): string; open(box: string): string };
  place: { close(value: TicketPlace): string; open(box: string): TicketPlace };
}

export const ticketSeals = (seal: Seal): TicketSeals => ({
  filed: sealJson<Filed>(seal, 'ticket.filed'),
  line: sealJson<string>(seal, 'ticket.line'),
  transcript: sealJson<string>(seal, 'ticket.transcript'),
  place: sealJson<TicketPlace>(seal, 'ticket.place'),
});

/** A sending that has not told its outcome by then is taken for lost with the process that did it. */
const SENDING_MS = 60_000;

const sentOf = ({ way, left, sendingSince }: LineRow): TicketLine['sent'] => {
  if (way) return { way, left: left ?? 0 };
  const lost = sendingSince && realNow() - sendingSince.getTime() > SENDING_MS;
  return lost ? { way: 'unknown', left: 0 } : undefined;
};

const presentLine = (row: LineRow, seals: TicketSeals): TicketLine => {
  const sent = sentOf(row);
  return {
    id: row.id,
    from: row.from,
    ...(row.by ? { by: row.by } : {}),
    at: row.at,
    text: seals.line.open(row.text),
    toResident: row.toResident,
    ...(sent ? { sent } : {}),
    ...(row.event ? { event: row.event } : {}),
    ...(row.to ? { to: row.to } : {}),
    ...(row.media?.length ? { media: row.media } : {}),
    ...(row.place ? { place: seals.place.open(row.place) } : {}),
  };
};

const presentMedia = (row: MediaRow, seals: TicketSeals): TicketMedia => ({
  id: row.id,
  kind: row.kind,
  state: row.state,
  ...(row.type ? { type: row.type } : {}),
  ...(row.size === undefined ? {} : { size: row.size }),
  ...(row.transcript ? { transcript: seals.transcript.open(row.transcript) } : {}),
});

/** What happened to the promise and after the end. */
const standingOf = (row: TicketRow) => ({
  ...(row.answeredAt ? { answeredAt: row.answeredAt } : {}),
  ...(row.overdueAt ? { overdueAt: row.overdueAt } : {}),
  late: row.late === true,
  ...(row.urgedAt ? { urged: { at: row.urgedAt, days: row.urgedDays ?? 1, pressing: row.pressing === true } } : {}),
  reopened: row.reopened ?? 0,
  ...(row.endedAt ? { endedAt: row.endedAt } : {}),
  ...(row.closedAt ? { closedAt: row.closedAt } : {}),
  ...(row.askedAt ? { askedAt: row.askedAt } : {}),
  ...(row.verdict && row.verdictAt ? { verdict: { solved: row.verdict === 'solved', at: row.verdictAt } } : {}),
  ...(row.follows ? { follows: row.follows } : {}),
});

export const presentTicket = (row: TicketRow, seals: TicketSeals): Ticket => ({
  number: row.number,
  kind: row.kind,
  state: row.state,
  openid: row.openid,
  ...(row.account ? { account: row.account } : {}),
  ...(row.district ? { district: row.district } : {}),
  ...seals.filed.open(row.filed),
  media: row.media.map((each) => presentMedia(each, seals)),
  ...(row.clerk ? { clerk: row.clerk } : {}),
  openedAt: row.openedAt,
  dueAt: row.dueAt,
  ...standingOf(row),
  lines: row.lines.map((each) => presentLine(each, seals)),
});
