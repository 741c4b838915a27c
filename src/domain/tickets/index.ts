import { refuse } from '../../kernel/errors.js';
import { countWaiting } from './count-waiting.js';
import type { TicketsDeps, TicketTools } from './deps.js';
import type { Tickets } from './door.js';
import { closeTicket, resolveTicket } from './end-ticket.js';
import { eraseEnded, eraseResident, isGone } from './erase-resident.js';
import { erasureStore } from './erasure-store.js';
import { fetchTicketMedia, MEDIA_PURPOSE } from './fetch-media.js';
import { fileTicket } from './file-ticket.js';
import { releaseTicket, transferTicket } from './hand-over.js';
import { listTickets } from './list-tickets.js';
import { mediaStore } from './media-store.js';
import { noteOnTicket } from './note-on-ticket.js';
import { ticketSeals } from './present-ticket.js';
import { replyToTicket } from './reply-to-ticket.js';
import { addToTicket, awaitsVerdict, reopenTicket, settleTicket, urgeTicket, withdrawTicket } from './resident-acts.js';
import { residentStore } from './resident-store.js';
import { nearTickets, similarTicket } from './same-matter.js';
import { ticketStore } from './store.js';
import { mayAnswer } from './ticket.js';
import { watchDeadlines } from './watch-deadlines.js';

export type { TicketsDeps } from './deps.js';
export type * from './door.js';

const OWN_TICKETS = 20;

/** Nothing is sent to residents who were erased. */
const toThoseWhoAreThere = ({
  notify,
  reach,
}: Pick<TicketsDeps, 'notify' | 'reach'>): Pick<TicketsDeps, 'notify' | 'reach'> => ({
  notify: async (note) => (isGone(note.openid) ? { way: 'gone', left: 0 } : notify(note)),
  reach: async (openids) => {
    const there = await reach(openids.filter((openid) => !isGone(openid)));
    return new Map(openids.map((openid) => [openid, there.get(openid) ?? { way: isGone(openid) ? 'gone' : 'queued' }]));
  },
});

/** Residents' complaints and call-backs, from filing to the last word. */
export const createTickets = ({ db, ...given }: TicketsDeps): Tickets => {
  const deps = { ...given, ...toThoseWhoAreThere(given) };
  const seals = ticketSeals(deps.seal);
  const store = ticketStore(db, seals);
  const files = mediaStore(db);
  const tools: TicketTools = { ...deps, store, own: residentStore(db, seals), files, seals };
  const file = fileTicket(tools);
  const erasing = { erasures: erasureStore(db, seals), ids: deps.ids };

  return {
    file: async (input) => {
      const ticket = await file(input);
      if (ticket.media.some(({ state }) => state === 'waiting')) deps.filesWait?.();
      return ticket;
    },
    ofResident: (openid, limit = OWN_TICKETS) => store.ofResident(openid, Math.min(Math.max(1, limit), OWN_TICKETS)),
    forResident: async (openid, number) => {
      const ticket = await store.byNumber(number);
      return ticket?.openid === openid ? ticket : undefined;
    },
    show: async (number) => (await store.byNumber(number)) ?? refuse('ticket_unknown'),
    list: listTickets(store),
    waiting: countWaiting(store, deps.clock),
    take: async ({ number, by }) => {
      const taken = await store.take(number, by);
      if (taken) return taken;
      const seen = (await store.byNumber(number)) ?? refuse('ticket_unknown');
      mayAnswer(seen, by);
      return seen;
    },
    release: releaseTicket(tools),
    transfer: transferTicket(tools),
    reach: (openids) => deps.reach([...new Set(openids)]),
    add: addToTicket(tools),
    urge: urgeTicket(tools),
    reopen: reopenTicket(tools),
    withdraw: withdrawTicket(tools),
    solved: settleTicket(tools),
    awaitingVerdict: async (openid) => awaitsVerdict(await store.ofResident(openid, OWN_TICKETS)),
    similar: similarTicket(tools),
    near: nearTickets(tools),
    reply: replyToTicket(tools),
    note: noteOnTicket(tools),
    resolve: resolveTicket(tools),
    close: closeTicket(tools),
    media: async (number, id) => {
      const file = (await files.read(number, id)) ?? refuse('not_found', 'no such file on the ticket');
      return { type: file.type, bytes: deps.seal.openBytes(file.bytes, MEDIA_PURPOSE) };
    },
    fetchMedia: fetchTicketMedia(tools),
    erase: eraseResident(erasing),
    eraseEnded: eraseEnded(erasing),
    watchDeadlines: watchDeadlines(tools),
  };
};
