import { deskCard } from '../templates/messages/desk.js';
import { deskNote, ticketSource, ticketText } from '../templates/replies/desk.js';
import { isFestival } from './conversation/nlu/festivals.js';
import { createDesk, type Desk, type DeskDeps, type DeskTalk, type TellResident } from './domain/desk/index.js';
import type { Services } from './services.js';
import type { Notice } from './wechat/notify.js';

/** What a ticket takes over from a conversation besides the words. */
const filesOf = ({ lines }: DeskTalk) => {
  const photos = lines.flatMap(({ media }) => (media?.kind === 'photo' ? [media.id] : []));
  const voice = lines.findLast(({ media }) => media?.kind === 'voice');
  return {
    photos: photos.slice(-PHOTOS_MOST),
    ...(voice?.media ? { voice: { mediaId: voice.media.id, ...(voice.text ? { transcript: voice.text } : {}) } } : {}),
  };
};

const PHOTOS_MOST = 6;

/** The live desk over the other modules: tickets that go on with a conversation, clerks who are signed in, the way to residents. */
export const wireDesk = (
  deps: Omit<DeskDeps, 'isHoliday' | 'tell' | 'fileTicket' | 'fetchMedia' | 'isOnDuty'>,
  { tickets, customers, staff }: Pick<Services, 'tickets' | 'customers' | 'staff'>,
  ways: {
    notify(message: Pick<Notice, 'openid' | 'cause' | 'text' | 'card'>): ReturnType<TellResident>;
    fetchMedia: DeskDeps['fetchMedia'];
  },
): Desk =>
  createDesk({
    ...deps,
    isHoliday: isFestival,
    fetchMedia: ways.fetchMedia,
    tell: ({ openid, number, cause, note }) =>
      ways.notify({ openid, cause, text: deskNote(note), card: deskCard(number, note, deps.clock.now()) }),
    fileTicket: async ({ talk, cause }) => {
      const { openid, account, district } = talk;
      const contact = account === undefined ? undefined : await customers.customerOf(openid, account);
      const ticket = await tickets.file({
        openid,
        kind: 'callback',
        text: ticketText(talk),
        ...filesOf(talk),
        ...(account ? { account } : {}),
        ...(district ? { district } : {}),
        ...(contact ? { contact } : {}),
        cause,
      });
      const { number, state } = ticket;
      const note = { number, by: 'desk', text: ticketSource(talk.number), cause: `${cause}:source` };
      if (state !== 'closed') await tickets.note(note);
      return ticket;
    },
    isOnDuty: async (user) => {
      const [sessions, accounts] = await Promise.all([staff.sessions(user), staff.accounts()]);
      return sessions.length > 0 && accounts.some((account) => account.user === user && !account.disabled);
    },
  });
