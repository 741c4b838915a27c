import { cardOf } from '../intents/bill-pictures.js';
import { labels } from '../intents/examples.js';
import { detours, intents } from '../intents/index.js';
import { byKeyword, lookUpKnown } from '../intents/known-answer.js';
import { monthlyBill } from '../templates/messages/bill.js';
import { outageCard } from '../templates/messages/notice.js';
import { bill as billWords } from '../templates/replies/bill.js';
import { boundByAnother, codeWords } from '../templates/replies/binding.js';
import { bindingEnded, guestBound, guestEnding } from '../templates/replies/guests.js';
import { outageChanged } from '../templates/replies/outage-change.js';
import { repair } from '../templates/replies/repair.js';
import { askVerdict } from '../templates/replies/ticket-notes.js';
import { createEngine, type Engine, type EngineOptions } from './conversation/engine.js';
import { covers, isExact } from './conversation/nlu/addresses.js';
import { isFestival } from './conversation/nlu/festivals.js';
import { readHours } from './conversation/nlu/opening-hours.js';
import { asExample, seemsPersonal } from './conversation/nlu/personal.js';
import { present } from './conversation/offer.js';
import { conversationStore } from './conversation/store.js';
import type { Connection } from './database/connect.js';
import { createActivity } from './domain/activity/index.js';
import { createBilling, type Tariffs } from './domain/billing/index.js';
import { createCustomers } from './domain/customers/index.js';
import { createKnowledge, type LoadedKnowledge } from './domain/knowledge/index.js';
import { createNotices } from './domain/notices/index.js';
import { createOutlets } from './domain/outlets/index.js';
import { createOutreach, type Outreach, type SendTemplate } from './domain/outreach/index.js';
import { createReview } from './domain/review/index.js';
import { createStaff } from './domain/staff/index.js';
import { createTickets, type FetchMedia, type Notify, type Tickets, type TicketsDeps } from './domain/tickets/index.js';
import type { Clock } from './kernel/clock.js';
import type { Config } from './kernel/config.js';
import type { Seal } from './kernel/crypto.js';
import { dayOf } from './kernel/dates.js';
import { reasonOf } from './kernel/errors.js';
import type { Ids } from './kernel/ids.js';
import type { Log } from './kernel/log.js';
import { maskAddress } from './kernel/mask.js';
import type { Channel, Company, Services } from './services.js';
import type { ResidentNotice, WechatOut } from './wechat/index.js';
import { wireDesk } from './wiring-desk.js';
import { understanding, watchUnclear, wireReading } from './wiring-nlu.js';
import { mendHeard, wireVoices } from './wiring-voices.js';

/** Words to a resident by the best open way; a card is for the template rung, and what waits longer than `until` is dropped. */
export type NotifyResident = (
  message: Parameters<Notify>[0] & Pick<ResidentNotice, 'card' | 'until'>,
) => ReturnType<Notify>;

/** Under which the question whether a ticket is solved is known: in the note that asks it, and when it is answered. */
export const verdictKey = (number: string): string => `verdict:${number}`;

/** What the domain asks of the world outside. */
export interface Ports {
  sendSms: Parameters<typeof createCustomers>[0]['sendSms'];
  sendTemplate: SendTemplate;
  notify: NotifyResident;
  reach: TicketsDeps['reach'];
  fetchMedia: FetchMedia;
  /** Shows a picture in the chat if it is open now. */
  sendPicture: WechatOut['sendPicture'];
  /** Says words in the chat if it is open now. */
  sayIfOpen: Channel['sayIfOpen'];
  /** Erases what the channel keeps of a resident. */
  eraseResident: Channel['erase'];
}

export interface ServicesDeps {
  db: Connection;
  clock: Clock;
  ids: Ids;
  seal: Seal;
  company: Company;
  tariffs: Tariffs;
  ports: Ports;
  /** When bills are not pushed, and above how many a second person is asked; without it always, and never. */
  push?: Config['push'];
  /** When clerks speak to residents in the chat; without it never. */
  deskHours?: Config['deskHours'] | undefined;
  log: Log;
}

/** Files of a new ticket that are fetched at once; the job takes the rest. */
const FILES_AT_ONCE = 8;

/** News of an outage that could not be sent at once is said with the resident's next message, up to a day later. */
const NEWS_HOLDS_MS = 24 * 3_600_000;

/** The domain, a line a module, dependencies in view. */
export const wireServices = (deps: ServicesDeps): Services & { knowledge: LoadedKnowledge } => {
  const { db, clock, ids, seal, company, tariffs, ports, push, deskHours: hours, log } = deps;
  const activity = createActivity({ db, clock, log });
  const customers = createCustomers({
    db,
    clock,
    ids,
    seal,
    sendSms: ports.sendSms,
    codeWords: codeWords(company.name),
    tellBinder: ({ openid, home, at, guest, cause }) =>
      ports.notify({ openid, cause, text: guest ? guestBound(home, guest) : boundByAnother(home, at) }),
    tellEnding: ({ openid, home, cause }) => ports.notify({ openid, cause, text: guestEnding(home) }),
    tellEnded: ({ openid, home, why, cause }) => ports.notify({ openid, cause, text: bindingEnded(home, why) }),
    audit: activity.record,
    endSubscription: ({ openid, account, cause }) => outreach.unsubscribe({ openid, accounts: [account], cause }),
    log,
  });
  const billing = createBilling({ db, clock, tariffs, log });
  const understood = (words: string) => understanding().understand(words, { today: dayOf(clock.now()), areas: [] });
  const knowledge = createKnowledge({
    db,
    clock,
    gist: (words) => understanding().gist(words),
    isForeign: (words) => understood(words).action === 'out_of_scope',
    isGoal: (name) => intents.some((goal) => goal.name === name),
    isBusiness: (words) => {
      const { action, intent, command, danger } = understood(words);
      const goal = action === 'answer' ? intents.find(({ name }) => name === intent) : undefined;
      return command !== undefined || danger !== undefined || goal?.kind === 'form' || goal?.needs !== undefined;
    },
    log,
  });
  const notices = createNotices({
    db,
    clock,
    ids,
    seal,
    words: { covers, isExact },
    tell: ({ openid, cause, change }) => {
      const fields = outageCard(change);
      return ports.notify({
        openid,
        cause,
        text: outageChanged(change, clock.now()),
        until: new Date(clock.now().getTime() + NEWS_HOLDS_MS),
        ...(fields ? { card: { template: 'notice', fields } } : {}),
      });
    },
    following: customers.followingAmong,
    log,
  });
  const outlets = createOutlets({ db, readHours, isHoliday: isFestival });
  const tickets: Tickets = createTickets({
    db,
    clock,
    ids,
    seal,
    notify: ports.notify,
    reach: ports.reach,
    fetchMedia: ports.fetchMedia,
    filesWait: () => {
      tickets
        .fetchMedia(FILES_AT_ONCE)
        .catch((error: unknown) => log.warn({ reason: reasonOf(error) }, 'files were not fetched'));
    },
    audit: activity.record,
    log,
  });
  /** A bill, and the home it is of as its resident calls it. */
  const billAtHome = async ({ openid, account, month }: { openid: string; account: string; month: string }) => {
    const [bill, { homes }] = await Promise.all([billing.bill(account, month), customers.resident(openid)]);
    const home = homes.find((each) => each.account === account);
    return bill && home && { bill, home };
  };
  const outreach: Outreach = createOutreach({
    db,
    clock,
    ids,
    send: ports.sendTemplate,
    compose: async ({ account, month }) => {
      const bill = await billing.bill(account, month);
      return bill && monthlyBill({ bill, address: maskAddress((await customers.customer(account)).address) });
    },
    following: customers.followingAmong,
    tell: async ({ openid, cause, ...of }) => {
      const found = await billAtHome({ openid, ...of });
      if (!found) return 'closed';
      return ports.sayIfOpen({ openid, cause: `bill:${cause}`, text: billWords(found.home, found.bill) });
    },
    afterSent: async ({ openid, cause, ...of }) => {
      const picture = async () => {
        const found = await billAtHome({ openid, ...of });
        return found && cardOf(found.home, found.bill, { billing, company });
      };
      await ports.sendPicture({ openid, cause: `bill:${cause}`, picture });
    },
    ...push,
    log,
  });
  const review = createReview({ db, clock, seal, labels, words: { seemsPersonal, asExample } });
  const voices = wireVoices({ db, clock, seal, notices });
  const staff = createStaff({ db, clock, ids, audit: activity.record, log });
  const desk = wireDesk({ db, clock, ids, seal, hours, log }, { tickets, customers, staff }, ports);
  const conversations = conversationStore(db, seal);
  const channel: Channel = { sayIfOpen: ports.sayIfOpen, erase: ports.eraseResident };
  return {
    activity,
    billing,
    channel,
    clock,
    company,
    conversations,
    customers,
    desk,
    knowledge,
    notices,
    outlets,
    outreach,
    reading: wireReading({ clock, knowledge, notices }),
    review,
    staff,
    tickets,
    voices,
  };
};

/** The conversation over the services. */
export const wireEngine = (
  services: Services,
  {
    db,
    seal,
    log,
    onDecision,
    secondOpinion,
  }: { db: Connection; seal: Seal; log: Log } & Pick<EngineOptions<Services>, 'onDecision' | 'secondOpinion'>,
): Engine =>
  createEngine<Services>({
    intents,
    detours,
    conversations: conversationStore(db, seal),
    services,
    understanding: understanding(),
    repair: repair(services.company),
    byKeyword: (words) => byKeyword(services, words),
    lookUp: (words) => lookUpKnown(services, words),
    areas: () => services.notices.areaNames(),
    mendHeard: mendHeard(services, log),
    manner: {
      slow: async (resident) => (await services.customers.resident(resident)).slow === true,
      keep: ({ resident, ...manner }) => services.customers.keepManner({ openid: resident, ...manner }),
    },
    asked: async (resident) => {
      const ticket = await services.tickets.awaitingVerdict(resident);
      const { offer } = ticket ? present(askVerdict(ticket.number), verdictKey(ticket.number)) : {};
      return offer && ticket?.askedAt && { offer, at: ticket.askedAt };
    },
    unclear: watchUnclear(services.review, log),
    clock: services.clock,
    log,
    ...(onDecision ? { onDecision } : {}),
    ...(secondOpinion ? { secondOpinion } : {}),
  });
