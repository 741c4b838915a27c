import { refuse } from '../../kernel/errors.js';
import type { Addition, NewTicket, Ticket, TicketKind, TicketState } from './door.js';
import { promisedBy } from './working-days.js';

/** Characters of what a resident files or a clerk answers. */
export const TEXT_MAX = 2000;
export const PHOTOS_MAX = 6;
/** Days after its end within which a ticket is opened again; later a new one goes on with it. */
export const REOPEN_DAYS = 15;
/** Lines of one ticket; past them a new ticket is the better place. */
export const LINES_MAX = 500;

const WORKING_DAYS: Readonly<Record<TicketKind, number>> = { complaint: 2, callback: 1 };

export const dueFor = (kind: TicketKind, filedAt: Date): Date => promisedBy(filedAt, WORKING_DAYS[kind]);

/** `TS` + the Beijing day + the day's count, three digits at least. */
export const numberFor = (day: string, count: number): string =>
  `TS${day.replaceAll('-', '')}${String(count).padStart(3, '0')}`;

const length = (text: string): number => [...text].length;

/** @throws Refused bad_input: nothing said and nothing shown, or too much of it */
export const checkNew = ({ text, photos = [], voice }: NewTicket): void => {
  if (length(text) > TEXT_MAX) refuse('bad_input', 'text too long');
  if (text.trim() === '' && photos.length === 0 && !voice) refuse('bad_input', 'an empty ticket');
  if (photos.length > PHOTOS_MAX) refuse('bad_input', 'too many photos');
};

export const photosOf = ({ media }: Pick<Ticket, 'media'>): number =>
  media.filter(({ kind }) => kind === 'photo').length;

/** @throws Refused bad_input: nothing is added, or too many words */
export const checkAddition = ({ text = '', photos = [], voice, place }: Addition): void => {
  if (length(text) > TEXT_MAX) refuse('bad_input', 'text too long');
  if (text.trim() === '' && photos.length === 0 && !voice && !place) refuse('bad_input', 'nothing to add');
};

/** Whether a ticket that ended may still be opened again. */
export const mayReopen = ({ endedAt, closedAt }: Pick<Ticket, 'endedAt' | 'closedAt'>, now: Date): boolean => {
  const end = endedAt ?? closedAt;
  return end === undefined || now.getTime() - end.getTime() <= REOPEN_DAYS * 86_400_000;
};

/** @throws Refused bad_input */
export const checkLine = (text: string): void => {
  if (text.trim() === '') refuse('bad_input', 'empty text');
  if (length(text) > TEXT_MAX) refuse('bad_input', 'text too long');
};

const OVER: readonly TicketState[] = ['resolved', 'closed'];

export const isOver = ({ state }: Pick<Ticket, 'state'>): boolean => OVER.includes(state);

/** @throws Refused ticket_closed | ticket_not_yours */
export const mayAnswer = (ticket: Ticket, clerk: string): void => {
  if (isOver(ticket)) refuse('ticket_closed', ticket.number);
  mayTouch(ticket, clerk);
};

/** @throws Refused ticket_not_yours when another clerk has it */
export const mayTouch = (ticket: Ticket, clerk: string): void => {
  if (ticket.clerk !== undefined && ticket.clerk !== clerk)
    refuse('ticket_not_yours', ticket.number, { holder: ticket.clerk });
};

/** @throws Refused conflict when there is no room for another line */
export const hasRoom = (ticket: Ticket): void => {
  if (ticket.lines.length >= LINES_MAX) refuse('conflict', 'too many lines on the ticket');
};
