import type { z } from 'zod';
import type { Contact, Reach, Ticket, TicketLine, TicketMedia } from '../domain/tickets/door.js';
import { maskAddress, maskId, maskMobile, maskName } from '../kernel/mask.js';
import type { ReachOut, TicketOut, TicketRowOut } from './contract.js';
import { at, given } from './fields.js';

type Shown<Out extends z.ZodType> = z.output<Out>;

const presentReach = (reach: Reach): Shown<typeof ReachOut> =>
  reach.way === 'kf' ? { way: reach.way, left: reach.left, until: reach.until.toISOString() } : { way: reach.way };

/** The resident has the last word while it is not over: what a clerk has not answered. */
const hasNews = ({ state, lines }: Ticket): boolean =>
  ['open', 'taken'].includes(state) && lines.findLast(({ from }) => from !== 'system')?.from === 'resident';

const presentHead = (ticket: Ticket, reach: Reach) => ({
  number: ticket.number,
  kind: ticket.kind,
  state: ticket.state,
  ...given('district', ticket.district),
  ...given('clerk', ticket.clerk),
  openedAt: ticket.openedAt.toISOString(),
  dueAt: ticket.dueAt.toISOString(),
  ...at('answeredAt', ticket.answeredAt),
  ...at('overdueAt', ticket.overdueAt),
  ...at('closedAt', ticket.closedAt),
  reach: presentReach(reach),
  late: ticket.late,
  ...given('urged', ticket.urged && { ...ticket.urged, at: ticket.urged.at.toISOString() }),
  reopened: ticket.reopened,
  ...given('verdict', ticket.verdict && { solved: ticket.verdict.solved, at: ticket.verdict.at.toISOString() }),
  ...given('follows', ticket.follows),
  news: hasNews(ticket),
});

const SUMMARY = 40;

const cut = (text: string): string => {
  const chars = [...text.replace(/\s+/g, ' ')];
  return chars.length > SUMMARY ? `${chars.slice(0, SUMMARY).join('')}…` : chars.join('');
};

const presentLast = ({ lines }: Ticket) => {
  const last = lines.at(-1);
  if (!last) return undefined;
  const { from, by, event, text } = last;
  return { at: last.at.toISOString(), from, ...given('by', by), ...given('event', event), text: cut(text) };
};

/** @param near numbers of other residents' tickets from the same place */
export const presentTicketRow = (
  ticket: Ticket,
  reach: Reach,
  near: readonly string[],
): Shown<typeof TicketRowOut> => ({
  ...presentHead(ticket, reach),
  summary: cut(ticket.text),
  ...given('last', presentLast(ticket)),
  near: [...near],
});

const presentContact = ({ holder, mobile, address }: Contact, full: boolean) =>
  full
    ? { holder, mobile, address, masked: false }
    : {
        // who gave only a number has neither name nor address here
        holder: holder && maskName(holder),
        mobile: maskMobile(mobile),
        address: address && maskAddress(address),
        masked: true,
      };

const presentMedia = ({ id, kind, state, type, size, transcript }: TicketMedia) => ({
  id,
  kind,
  state,
  ...given('type', type),
  ...given('size', size),
  ...given('transcript', transcript),
});

const presentPlace = ({ label, latitude, longitude }: NonNullable<Ticket['place']>) => ({
  label,
  ...given('latitude', latitude),
  ...given('longitude', longitude),
});

const presentLine = ({ id, from, by, at: when, text, toResident, sent, event, to, media, place }: TicketLine) => ({
  id,
  from,
  ...given('by', by),
  at: when.toISOString(),
  text,
  toResident,
  ...given('sent', sent && { way: sent.way, left: sent.left }),
  ...given('event', event),
  ...given('to', to),
  ...given('media', media && [...media]),
  ...given('place', place && presentPlace(place)),
});

/** @param full the contact unmasked; the caller has recorded the view */
export const presentTicket = (ticket: Ticket, reach: Reach, full = false): Shown<typeof TicketOut> => ({
  ...presentHead(ticket, reach),
  resident: maskId(ticket.openid),
  ...given('account', ticket.account),
  text: ticket.text,
  ...given('contact', ticket.contact && presentContact(ticket.contact, full)),
  ...given('place', ticket.place && presentPlace(ticket.place)),
  media: ticket.media.map(presentMedia),
  lines: ticket.lines.map(presentLine),
});
