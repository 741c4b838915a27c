import type { Ticket } from '../src/domain/tickets/door.js';
import * as say from '../templates/replies/ticket-acts.js';
import { defineIntent, slot, textSlot } from './kit.js';
import { lastSaid, ownTickets } from './own-tickets.js';
import { fieldsOf, ticketNumber } from './slots.js';

/** What comes so soon after the last word on a ticket belongs to it. */
const WHILE_MS = 10 * 60_000;

const voice = slot<{ mediaId: string; transcript: string }>((value) => {
  const { mediaId, transcript } = fieldsOf(value);
  return typeof mediaId === 'string' && typeof transcript === 'string' ? { mediaId, transcript } : undefined;
});

const place = slot<{ label: string; latitude: number; longitude: number }>((value) => {
  const { label, latitude, longitude } = fieldsOf(value);
  return typeof label === 'string' && typeof latitude === 'number' && typeof longitude === 'number'
    ? { label, latitude, longitude }
    : undefined;
});

const isRecent = (ticket: Ticket, now: Date): boolean => now.getTime() - lastSaid(ticket).getTime() <= WHILE_MS;

/** A photo, a place or a voice outside any form, of one who has a ticket: soon after filing it is added, later it is offered. */
export const sentMedia = defineIntent({
  name: 'sent_media',
  title: '',
  on: 'media',
  examples: [],
  slots: { photo: textSlot(), place, voice, number: ticketNumber },
  async answer({ resident, slots, services, now, cause }) {
    const { unfinished, named } = await ownTickets(services, resident);
    const chosen = slots.number === undefined ? undefined : named(slots.number);
    const [newest] = unfinished.toSorted((a, b) => lastSaid(b).getTime() - lastSaid(a).getTime());
    if (!chosen && !newest) return undefined;
    const soon = newest && !slots.voice && isRecent(newest, now) ? newest : undefined;
    const target = chosen ?? soon;
    if (!target) return slots.place ? undefined : say.addWhere(slots, unfinished);
    const { photo, place: at, voice: heard } = slots;
    const added = await services.tickets.add({
      openid: resident,
      number: target.number,
      cause,
      ...(photo ? { photos: [photo] } : {}),
      ...(at ? { place: at } : {}),
      ...(heard ? { text: heard.transcript, voice: heard } : {}),
    });
    return say.added(added, { photos: photo ? 1 : 0, place: at !== undefined, voice: heard !== undefined });
  },
});
