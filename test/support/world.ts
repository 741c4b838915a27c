import { randomBytes } from 'node:crypto';
import { demoTariff, makeDemo, seedDemo } from '../../demo/index.js';
import { present } from '../../src/conversation/offer.js';
import { plainText, type Spoken } from '../../src/conversation/reply.js';
import type { SecondOpinion } from '../../src/conversation/second-opinion.js';
import { conversationStore } from '../../src/conversation/store.js';
import type { Heard, Input } from '../../src/conversation/turn.js';
import type { Connection } from '../../src/database/connect.js';
import { prepareModels } from '../../src/database/connect.js';
import { type HandClock, handClock, realNow } from '../../src/kernel/clock.js';
import { createSeal } from '../../src/kernel/crypto.js';
import { dayOf, instant } from '../../src/kernel/dates.js';
import { digestOf, randomIds } from '../../src/kernel/ids.js';
import { silentLog } from '../../src/kernel/log.js';
import { readWeekly } from '../../src/kernel/opening.js';
import type { Services } from '../../src/services.js';
import { type Ports, wireEngine, wireServices } from '../../src/wiring.js';
import { ticketNote } from '../../templates/replies/ticket-notes.js';
import { expectedAnswer, type Talk } from './transcript.js';

export const DEMO_NOW = '2026-11-21T09:00:00+08:00';

/** The real services and engine over a real store, the outer ports played: what a talk is run against. */
export interface World {
  services: Services;
  clock: HandClock;
  /** Text messages sent, oldest first. */
  sms: { mobile: string; text: string; code: string }[];
  /** Numbers of invitations made for talks, the latest last. */
  invitations: string[];
  /** What was sent to residents outside their turns. */
  notified: { openid: string; text: string }[];
  /** What the helper, asked about an unclear sentence, will say from now on: a goal, and slots that it quotes; nothing: it knows nothing. */
  helperSays(intent?: string, slots?: Readonly<Record<string, string>>): void;
  resident(): Person;
  /** Another process takes over: an engine that remembers nothing but what is stored. */
  restart(): void;
  /** What is kept of a resident's talk, unsealed. */
  kept(openid: string): Promise<unknown>;
}

export interface Person {
  openid: string;
  does(input: Input): Promise<string>;
  says(words: string): Promise<string>;
  taps(digit: string): Promise<string>;
  /** The same message once more, as the platform repeats it. */
  again(): Promise<string>;
  /** What can be tapped now. */
  offered(): readonly string[];
}

/** Real milliseconds that a resident waits for a reply. */
const PATIENCE_MS = 4500;

/**
 * @param ports those that are not to be played @param helper in place of the one that says what it is told to
 * @param hours of the desk; whatever the clock says, somebody is there
 */
export const createWorld = async (
  db: Connection,
  ports: Partial<Ports> = {},
  helper?: SecondOpinion,
  hours = 'Mo-Su 00:00-24:00',
): Promise<World> => {
  const clock = handClock(DEMO_NOW);
  const seal = createSeal({ keys: [{ id: 't', key: randomBytes(32) }], indexKey: randomBytes(32) });
  const sms: World['sms'] = [];
  const notified: World['notified'] = [];
  const invitations: string[] = [];
  const services = wireServices({
    db,
    clock,
    ids: randomIds,
    seal,
    company: { name: '某某自来水有限公司', hotline: '96123' },
    tariffs: [demoTariff],
    deskHours: readWeekly(hours),
    ports: {
      sendSms: async ({ mobile, text, code }) => {
        sms.push({ mobile, text, code });
        return 'sent';
      },
      sendTemplate: async () => ({ kind: 'sent', msgId: randomIds.id() }),
      notify: async ({ openid, text, ticket }) => {
        const said = ticket ? ticketNote(ticket, text).said : { text };
        notified.push({ openid, text: plainText(present(said, 'n').spoken ?? { text, choices: [] }) });
        return { way: 'kf', left: 4 };
      },
      reach: async (openids) =>
        new Map(openids.map((openid) => [openid, { way: 'kf', left: 4, until: new Date(clock.now().getTime() + 1) }])),
      fetchMedia: async () => ({ bytes: Buffer.from([0xff, 0xd8, 0xff, 0xe0]), type: 'image/jpeg' }),
      sendPicture: async () => 'left out',
      sayIfOpen: async () => 'closed',
      eraseResident: async () => true,
      ...ports,
    },
    log: silentLog,
  });
  await prepareModels(db);
  await seedDemo({ data: makeDemo(clock.now()), services });
  let opinion: Awaited<ReturnType<SecondOpinion>>;
  const secondOpinion = helper ?? (async () => opinion);
  const newEngine = () => wireEngine(services, { db, seal, log: silentLog, secondOpinion });
  let engine = newEngine();
  await prepareModels(db);

  const resident = (): Person => {
    const openid = `o${randomIds.id()}`;
    let last: Spoken | undefined;
    let n = 0;
    let sent: Input = { kind: 'follow' };
    const answer = async (input: Input): Promise<string> => {
      const turn = { key: digestOf(`${openid}:${n}`), resident: openid, at: clock.now(), input };
      last = await engine.answer({ ...turn, replyBy: realNow() + PATIENCE_MS });
      return last ? [plainText(last), ...(last.pictures ?? []).map(({ alt }) => `[图：${alt}]`)].join('\n') : '';
    };
    const does = (input: Input): Promise<string> => {
      n += 1;
      sent = input;
      return answer(input);
    };
    return {
      openid,
      does,
      says: (words) => does({ kind: 'text', text: words }),
      taps: (digit) => {
        const tapped = last?.choices.find((choice) => choice.digit === digit);
        if (!tapped) throw new Error(`no choice ${digit} was offered`);
        return does({ kind: 'text', text: tapped.label, choice: tapped.id });
      },
      again: () => answer(sent),
      offered: () => last?.choices.map(({ digit }) => digit) ?? [],
    };
  };
  const kept = async (openid: string): Promise<unknown> => (await conversationStore(db, seal).load(openid))?.kept;
  const restart = (): void => {
    engine = newEngine();
  };
  const helperSays: World['helperSays'] = (intent, slots) => {
    opinion = intent === undefined ? undefined : { intent, ...(slots ? { slots } : {}) };
  };
  return { services, clock, sms, invitations, notified, helperSays, resident, restart, kept };
};

const wrongCode = (code: string): string => (code === '000000' ? '111111' : '000000');

/** What a resident's line in a transcript does. */
const act = async (person: Person, world: World, words: string): Promise<string> => {
  const [, what = '', rest = ''] = /^\[([^\]]+)\]\s*(.*)$/.exec(words) ?? [];
  const [verb = '', ...args] = what.split(' ');
  const code = world.sms.at(-1)?.code ?? '';
  const heard = (text: string): Heard => {
    if (args[0] === '听不了') return { kind: 'unavailable' };
    if (args[0] === '太长') return { kind: 'too long', limitSeconds: 60 };
    return text ? { kind: 'words', text } : { kind: 'nothing' };
  };
  switch (verb) {
    case '照片':
      return person.does({ kind: 'image', mediaId: `photo-${randomIds.id()}` });
    case '视频':
      return person.does({ kind: 'video', mediaId: 'video' });
    case '语音':
      return person.does({ kind: 'voice', mediaId: `voice-${randomIds.id()}`, heard: heard(rest) });
    case '位置': {
      const [latitude = 0, longitude = 0] = (args[0] ?? '').split(',').map(Number);
      return person.does({ kind: 'location', latitude, longitude, label: args.slice(1).join(' ') });
    }
    case '菜单':
      return person.does({ kind: 'menu', key: args[0] ?? '' });
    case '点':
      return person.taps(args[0] ?? '');
    case '关注':
      return person.does({ kind: 'follow' });
    case '取消关注':
      return person.does({ kind: 'unfollow' });
    case '短信验证码':
      return person.says(code);
    case '错的验证码':
      return person.says(wrongCode(code));
    case '邀请码':
      return person.says(`邀请码${world.invitations.at(-1) ?? ''}`);
    case '邀请码的数字':
      return person.says(world.invitations.at(-1) ?? '');
    default:
      return person.says(words);
  }
};

const setUp = async (person: Person, { customers }: Services, what: string, rest: readonly string[]): Promise<void> => {
  const { NOTICE } = await import('../../templates/replies/binding.js');
  const openid = person.openid;
  await customers.follow({ openid, cause: 'setup:follow' });
  await customers.consent({ openid, version: NOTICE, cause: 'setup:consent' });
  if (what === '绑定')
    for (const account of rest) await customers.bindDirectly({ openid, account, cause: `setup:${account}` });
  else if (what !== '同意') throw new Error(`no such set-up: ${what}`);
};

/** Lets a guest in: `from` invites on these terms, and `to`, when there is one, accepts. */
const letIn = async (
  { services: { customers }, clock, invitations }: World,
  from: Person,
  [account = '', who, day]: readonly string[],
  to?: Person,
): Promise<void> => {
  const cause = `setup:invite:${invitations.length}`;
  const until = day ? { until: new Date(Date.parse(`${day}T00:00:00+08:00`) + 86_400_000) } : {};
  const guest = { kind: who === '租客' ? 'tenant' : 'family', ...until } as const;
  const made = await customers.invite({ openid: from.openid, account, guest, cause });
  if (made.kind !== 'invited') throw new Error(`no invitation: ${made.kind}`);
  invitations.push(made.number);
  clock.advance(60);
  if (to) await customers.acceptInvitation({ openid: to.openid, number: made.number, cause: `${cause}/accepted` });
};

/** Today's outage from 8 to 18 o'clock in these areas, by their names alone. */
const announce = async ({ services: { notices }, clock }: World, areas: readonly string[]): Promise<void> => {
  const by = { by: 'setup', cause: `setup:notice:${areas.join()}` };
  const day = dayOf(clock.now());
  const { id } = await notices.create({
    kind: 'emergency',
    title: '抢修停水',
    body: '管道漏水。',
    areas: areas.map((name) => ({ name })),
    from: instant(day, '08:00'),
    to: instant(day, '18:00'),
    ...by,
  });
  await notices.publish({ id, by: by.by, cause: `${by.cause}/out` });
};

/** Who else there is in a talk: a helper who is asked what was meant, another who binds, a householder who invites, a guest who is let in. */
const others = async (world: World, person: Person, what: string, rest: readonly string[]): Promise<boolean> => {
  const other = world.resident();
  if (what === '别人绑定') {
    world.clock.advance(60);
    await setUp(other, world.services, '绑定', rest);
  } else if (what === '户主邀请' || what === '户主让我绑') {
    await setUp(other, world.services, '绑定', rest.slice(0, 1));
    if (what === '户主让我绑') await setUp(person, world.services, '同意', []);
    await letIn(world, other, rest, what === '户主让我绑' ? person : undefined);
  } else if (what === '让人绑') {
    await setUp(other, world.services, '同意', []);
    await letIn(world, person, rest, other);
  } else if (what === '公告') await announce(world, rest);
  else if (what === '帮手') world.helperSays(rest[0], rest[1] ? { area: rest[1] } : undefined);
  else return false;
  return true;
};

const CLERK = { user: 'li', password: 'autumn water' };

/** The clerk is signed in for as long as nobody signs her out. */
const signedIn = async ({ staff }: Services): Promise<string> => {
  if (!(await staff.accounts()).some(({ user }) => user === CLERK.user))
    await staff.putAccount({ ...CLERK, role: 'support' });
  const signIn = await staff.signIn(CLERK);
  if (signIn.kind !== 'signed in') throw new Error(`the clerk is ${signIn.kind}`);
  return signIn.token;
};

/** What a clerk does at the desk. @returns false when it is nothing of the desk */
const deskActs = async (services: Services, openid: string, what: string, text: string): Promise<boolean> => {
  const { desk, staff } = services;
  if (what === '离开') {
    for (const { id } of await staff.sessions(CLERK.user)) await staff.revokeSession(id);
    await desk.watch(100);
    return true;
  }
  if (!['接入', '说', '结束', '转工单'].includes(what)) return false;
  if ((await staff.sessions(CLERK.user)).length === 0) await signedIn(services);
  const talk = (await desk.list({ limit: 100 })).find((one) => one.openid === openid);
  if (!talk) throw new Error('nobody at the desk for the clerk');
  const act = { number: talk.number, by: CLERK.user, cause: randomIds.id() };
  if (what === '接入') await desk.take(act);
  else if (what === '说') await desk.say({ ...act, text });
  else await desk.release({ ...act, toTicket: what === '转工单' });
  return true;
};

/** What a clerk does to the resident's newest ticket, or at the desk. */
const clerkActs = async (services: Services, openid: string, what: string, text: string): Promise<void> => {
  if (await deskActs(services, openid, what, text)) return;
  const { tickets } = services;
  const [ticket] = await tickets.ofResident(openid, 1);
  if (!ticket) throw new Error('no ticket for the clerk');
  const act = { number: ticket.number, by: 'li', cause: randomIds.id() };
  if (what === '接单') await tickets.take(act);
  else if (what === '答复') await tickets.reply({ ...act, text });
  else if (what === '办结') await tickets.resolve(text ? { ...act, text } : act);
  else await tickets.close(act);
};

/** Runs a talk; the first answer that differs ends it. @returns undefined when all was as written, else the difference */
export const runTalk = async (talk: Talk, world: World): Promise<string | undefined> => {
  const person = world.resident();
  const difference = await play(talk, world, person);
  // Nobody of this talk is before somebody of the next.
  await world.services.desk.leave({ openid: person.openid });
  return difference;
};

const play = async (talk: Talk, world: World, person: Person): Promise<string | undefined> => {
  world.helperSays();
  let answer = '';
  const thread: string[] = [];
  for (const step of talk.steps) {
    if (step.kind === 'setup') {
      if (!(await others(world, person, step.what, step.rest)))
        await setUp(person, world.services, step.what, step.rest);
    } else if (step.kind === 'wait') {
      world.clock.advance(step.minutes * 60);
      await world.services.tickets.watchDeadlines(100);
      await world.services.desk.watch(100);
    } else if (step.kind === 'clerk') {
      await clerkActs(world.services, person.openid, step.what, step.words);
      thread.push(`客服 ${step.what} ${step.words}`);
    } else if (step.kind === 'told') {
      const told = world.notified.findLast(({ openid }) => openid === person.openid)?.text ?? '';
      if (!expectedAnswer(step.words).test(told))
        return `${talk.file}:${step.line} expected to be told\n  ${step.words}\nbut was\n  ${told.replaceAll('\n', '↵')}`;
    } else if (step.kind === 'said') {
      answer = await act(person, world, step.words);
      thread.push(`客户> ${step.words}`, `机器人> ${answer.replaceAll('\n', '↵')}`);
    } else if (step.words === '（无）' ? answer !== '' : !expectedAnswer(step.words).test(answer))
      return `${talk.file}:${step.line} expected\n  ${step.words}\nbut the talk was\n  ${thread.join('\n  ')}`;
  }
  return undefined;
};
