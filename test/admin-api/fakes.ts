import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DoctorReport, StatusReport } from '../../src/admin-api/contract.js';
import { type AdminApiDeps, createAdminApi } from '../../src/admin-api/index.js';
import type { Act, Activity, RecordedAct } from '../../src/domain/activity/door.js';
import type { Customer } from '../../src/domain/customers/door.js';
import type { Desk, DeskTalk } from '../../src/domain/desk/door.js';
import type { Notice, Notices } from '../../src/domain/notices/door.js';
import type { Outlet, Outlets } from '../../src/domain/outlets/door.js';
import type { Campaign, CampaignRun, Outreach } from '../../src/domain/outreach/door.js';
import type { Role, Staff } from '../../src/domain/staff/door.js';
import type { Ticket, Tickets } from '../../src/domain/tickets/door.js';
import type { KeptVoice, LearntMending, Voices } from '../../src/domain/voices/door.js';
import { handClock } from '../../src/kernel/clock.js';
import { refuse } from '../../src/kernel/errors.js';
import { silentLog } from '../../src/kernel/log.js';
import { fakeKnowledge } from './fake-knowledge.js';
import { fakeReading, fakeReview } from './fake-nlu.js';

const NOW = new Date('2026-11-21T09:00:00+08:00');

export const accounts: Record<string, { role: Role; password: string; district?: string; mustChange?: true }> = {
  zhou: { role: 'super_admin', password: 'mountain river' },
  liuyang: { role: 'support', password: 'autumn water' },
  suo: { role: 'support', password: 'locked away' },
  dong: { role: 'district', district: '城东区', password: 'eastern gate' },
  kan: { role: 'viewer', password: 'looking only' },
  xin: { role: 'support', password: 'chosen by zhou', mustChange: true },
};
/** The fake's session of the account at this place of the list. */
export const sessionOf = (i: number): string => String(i).padStart(16, '0');
/** The fake's tokens, without signing in. */
export const tokenOf = (user: string): string => `token-of-${user}-0123456789`;

const memberOf = (user: string, { password: _password, ...account }: (typeof accounts)[string]) => ({
  user,
  ...account,
});

const fakeStaff = (): Staff => ({
  signIn: async ({ user, password }) => {
    if (user === 'suo') return { kind: 'locked', until: new Date('2026-11-21T09:15:00+08:00') };
    const account = accounts[user];
    if (account?.password !== password) return { kind: 'wrong' };
    const expiresAt = new Date(NOW.getTime() + 12 * 3_600_000);
    return { kind: 'signed in', token: tokenOf(user), staff: memberOf(user, account), expiresAt };
  },
  authenticate: async (token) => {
    const found = Object.entries(accounts).find(([user]) => tokenOf(user) === token);
    return found && memberOf(...found);
  },
  signOut: async () => undefined,
  changePassword: async ({ password }) => ({ kind: password === 'wrong' ? 'wrong' : 'changed' }),
  putAccount: async ({ user, role, district, password }) => {
    if (password === 'password') refuse('bad_input', 'password', { field: 'password' });
    return { user, role, ...(district ? { district } : {}), mustChange: true, disabled: false };
  },
  accounts: async () =>
    Object.entries(accounts).map((account) => ({ ...memberOf(...account), disabled: account[0] === 'suo' })),
  setDisabled: async ({ user, disabled, by }) => {
    if (user === by) refuse('own_account');
    return { ...memberOf(user, accounts[user] ?? refuse('staff_unknown')), disabled };
  },
  sessions: async (user) =>
    Object.keys(accounts)
      .filter((name) => user === undefined || name === user)
      .map((name, i) => ({ id: sessionOf(i), user: name, signedInAt: NOW, lastSeenAt: NOW, expiresAt: NOW })),
  revokeSession: async (id, user) => {
    const held = Object.keys(accounts).filter((name) => user === undefined || name === user);
    if (!Object.keys(accounts).some((name, i) => sessionOf(i) === id && held.includes(name))) refuse('session_unknown');
  },
});

const fakeActivity = (acts: Act[]): Activity => ({
  record: async (act) => {
    acts.push(act);
  },
  list: async ({ after = Number.POSITIVE_INFINITY, limit }) =>
    acts
      .map((act, i): RecordedAct => ({ ...act, seq: i + 1, at: NOW }))
      .filter(({ seq }) => seq < after)
      .reverse()
      .slice(0, limit),
  verify: async () => ({ kind: 'whole', count: acts.length }),
});

export const sampleTicket = (over: Partial<Ticket> = {}): Ticket => ({
  number: 'TS20261121042',
  kind: 'complaint',
  state: 'open',
  openid: 'oABCDEFGHIJKLMNOP',
  account: '00238817',
  district: '城东区',
  text: '路口井盖松动，晚上有响声',
  contact: { holder: '张三', mobile: '13800000001', address: '北城区翠湖小区12号楼3单元501' },
  place: { label: '滨河路12号', latitude: 31.2, longitude: 121.4 },
  media: [
    { id: 'm1', kind: 'photo', state: 'stored', type: 'image/jpeg', size: 3 },
    { id: 'm2', kind: 'photo', state: 'waiting' },
  ],
  openedAt: NOW,
  dueAt: new Date('2026-11-24T18:00:00+08:00'),
  late: false,
  reopened: 0,
  lines: [],
  ...over,
});

const fakeTickets = (causes: string[]): Tickets => {
  const tickets = new Map<string, Ticket>(
    [
      sampleTicket(),
      sampleTicket({ number: 'TS20261121043', state: 'taken', clerk: 'zhou', text: '水压太低' }),
      sampleTicket({ number: 'TS20261121044', state: 'closed', clerk: 'liuyang' }),
      sampleTicket({ number: 'TS20261121045', state: 'resolved', district: '城西区', text: '水表停走' }),
      sampleTicket({ number: 'TS20261121046', state: 'resolved', district: '', text: '路边漏水' }),
    ].map((ticket) => [ticket.number, ticket]),
  );
  const held = (number: string, by: string): Ticket => {
    const ticket = tickets.get(number) ?? refuse('ticket_unknown');
    if (ticket.state === 'closed') refuse('ticket_closed');
    if (ticket.clerk && ticket.clerk !== by) refuse('ticket_not_yours', number, { holder: ticket.clerk });
    return ticket;
  };
  const change = (number: string, by: string, cause: string, fields: Partial<Ticket>): Ticket => {
    causes.push(cause);
    const changed = { ...held(number, by), clerk: by, ...fields };
    tickets.set(number, changed);
    return changed;
  };
  const line = (text: string, by: string, toResident: boolean): Ticket['lines'] => [
    { id: 'l1', from: 'clerk', by, at: NOW, text, toResident, ...(toResident ? { sent: { way: 'kf', left: 4 } } : {}) },
  ];
  return {
    file: () => refuse('bad_input'),
    ofResident: async () => [],
    forResident: async () => undefined,
    add: async () => ({ kind: 'unknown' }),
    urge: async () => ({ kind: 'unknown' }),
    reopen: async () => ({ kind: 'unknown' }),
    withdraw: async () => ({ kind: 'unknown' }),
    solved: async () => ({ kind: 'unknown' }),
    awaitingVerdict: async () => undefined,
    similar: async () => undefined,
    near: async ([first]) => new Map(first ? [[first.number, ['TS20261121043']]] : []),
    reach: async (openids) =>
      new Map(
        openids.map((openid) => [openid, { way: 'kf', left: 3, until: new Date(NOW.getTime() + 5 * 3_600_000) }]),
      ),
    release: async ({ number, by, cause, force }) => {
      const { clerk: _free, ...ticket } = change(number, force ? (tickets.get(number)?.clerk ?? by) : by, cause, {});
      tickets.set(number, { ...ticket, state: 'open' });
      return tickets.get(number) ?? refuse('ticket_unknown');
    },
    transfer: async ({ number, by, to, cause, force }) => ({
      ...change(number, force ? (tickets.get(number)?.clerk ?? by) : by, cause, { state: 'taken' }),
      clerk: to,
    }),
    show: async (number) => tickets.get(number) ?? refuse('ticket_unknown'),
    waiting: async () => ({ open: 1, taken: 0, overdue: 0 }),
    list: async ({ state, clerk, district, late, urged, limit }) => {
      const all = [...tickets.values()].filter(
        (t) =>
          (!state || t.state === state) &&
          (!clerk || t.clerk === clerk) &&
          (!late || t.late) &&
          (!urged || t.urged?.pressing) &&
          (district === undefined || t.district === district),
      );
      return { items: all.slice(0, limit), next: all.length > limit ? 'more' : null };
    },
    take: async ({ number, by, cause }) => change(number, by, cause, { state: 'taken' }),
    reply: async ({ number, by, cause, text }) => ({
      ticket: change(number, by, cause, { state: 'taken', lines: line(text, by, true) }),
      way: 'kf',
      left: 4,
    }),
    note: async ({ number, by, cause, text }) => change(number, by, cause, { lines: line(text, by, false) }),
    resolve: async ({ number, by, cause }) => change(number, by, cause, { state: 'resolved' }),
    close: async ({ number, by, cause }) => change(number, by, cause, { state: 'closed', closedAt: NOW }),
    media: async (_number, id) =>
      id === 'm1' ? { bytes: Buffer.from([255, 216, 1]), type: 'image/jpeg' } : refuse('not_found'),
    fetchMedia: async () => 0,
    watchDeadlines: async () => 0,
    erase: async () => undefined,
    eraseEnded: async () => 0,
  };
};

export const sampleDeskTalk = (over: Partial<DeskTalk> = {}): DeskTalk => ({
  number: 'RG20261121001',
  state: 'waiting',
  openid: 'oABCDEFGHIJKLMNOP',
  account: '00238817',
  district: '城东区',
  askedAt: new Date(NOW.getTime() - 4 * 60_000),
  last: 'resident',
  lines: [
    { id: 'l1', from: 'resident', at: NOW, text: '水费怎么这么多', before: true },
    { id: 'l2', from: 'bot', at: NOW, text: '2026年10月…', before: true },
    { id: 'l3', from: 'resident', at: NOW, text: '打我电话 13800000001', before: false },
  ],
  ...over,
});

const fakeDesk = (causes: string[]): Desk => {
  const talks = new Map<string, DeskTalk>(
    [
      sampleDeskTalk(),
      sampleDeskTalk({ number: 'RG20261121002', state: 'held', clerk: 'zhou', district: '城西区', last: 'clerk' }),
      sampleDeskTalk({ number: 'RG20261121003', state: 'over', ending: 'resident', district: '' }),
    ].map((talk) => [talk.number, talk]),
  );
  const get = (number: string): DeskTalk => talks.get(number) ?? refuse('desk_unknown');
  const serve = (number: string, by: string, cause: string, change: Partial<DeskTalk>, force = false): DeskTalk => {
    const talk = get(number);
    if (talk.state === 'over') refuse('desk_over');
    if (talk.clerk && talk.clerk !== by && !force) refuse('desk_not_yours', number, { holder: talk.clerk });
    causes.push(cause);
    talks.set(number, { ...talk, clerk: by, state: 'held', ...change });
    return get(number);
  };
  return {
    stateAt: () => ({ kind: 'open', until: NOW }),
    ask: async () => ({ kind: 'closed' }),
    pass: async () => ({ kind: 'over' }),
    look: async () => ({ kind: 'over' }),
    leave: async () => false,
    list: async ({ district, limit }) =>
      [...talks.values()]
        .filter((talk) => talk.state !== 'over' && (district === undefined || talk.district === district))
        .slice(0, limit),
    show: async (number) => get(number),
    take: async ({ number, by, cause }) => serve(number, by, cause, {}),
    say: async ({ number, by, cause }) => ({ talk: serve(number, by, cause, { last: 'clerk' }), way: 'kf', left: 4 }),
    release: async ({ number, by, cause, toTicket, force }) =>
      serve(
        number,
        by,
        cause,
        { state: 'over', ending: 'clerk', ...(toTicket ? { ticket: 'TS20261121099' } : {}) },
        force,
      ),
    file: async ({ number, line }) => {
      get(number);
      return line === 'l3' ? { bytes: Buffer.from([255, 216, 1]), type: 'image/jpeg' } : refuse('not_found');
    },
    fetchFiles: async () => undefined,
    countOf: async () => 0,
    waiting: async () => ({ waiting: 1, held: 1, longest: NOW }),
    watch: async () => 0,
    forgetOld: async () => 0,
    erase: async () => undefined,
  };
};

export const fakeNotices = (): Notices => {
  const notices = new Map<string, Notice>();
  const get = (id: string): Notice => notices.get(id) ?? refuse('notice_unknown');
  const put = (notice: Notice): Notice => {
    notices.set(notice.id, notice);
    return notice;
  };
  return {
    create: async ({ by, cause: _cause, ...content }) =>
      put({
        ...content,
        id: `n${notices.size + 1}`,
        state: 'draft',
        timeline: [],
        views: 0,
        version: 1,
        createdBy: by,
        createdAt: NOW,
      }),
    edit: async ({ id, change, version }) => {
      const before = get(id);
      if (version !== undefined && version !== before.version) refuse('conflict');
      const { from, to, expiresAt, ...words } = change;
      const times = { ...(from ? { from } : {}), ...(to ? { to } : {}), ...(expiresAt ? { expiresAt } : {}) };
      return put({ ...before, ...words, ...times, version: before.version + 1 });
    },
    publish: async ({ id, at }) =>
      put(
        at && at > NOW
          ? { ...get(id), state: 'scheduled', publishAt: at }
          : { ...get(id), state: 'published', publishedAt: NOW },
      ),
    publishDue: async () => 0,
    versions: async (id) => [{ version: 1, at: NOW, by: get(id).createdBy, what: 'create', changes: [] }],
    remember: async () => undefined,
    readership: async () => ({ answered: 3, waiting: 2, told: 1 }),
    tellChanges: async () => 0,
    forgetAnswers: async () => 0,
    forgetResident: async () => undefined,
    withdraw: async ({ id }) => put({ ...get(id), state: 'withdrawn' }),
    remove: async ({ id }) => {
      if (get(id).state !== 'draft') refuse('notice_not_draft');
      notices.delete(id);
    },
    report: async ({ id, text }) => put({ ...get(id), timeline: [...get(id).timeline, { at: NOW, text }] }),
    get: async (id) => get(id),
    list: async ({ kind, limit }) => {
      const all = [...notices.values()].filter((notice) => !kind || notice.kind === kind);
      return { items: all.slice(0, limit), next: all.length > limit ? 'n9' : null };
    },
    outages: async () => ({ kind: 'none' }),
    areaNames: async () => [],
    importNotices: async () => ({ imported: 0 }),
  };
};

/** `00238817` is dong's district's, `00451190` is not. */
export const boundId = '0a1b2c3d4e5f';
const fakeCustomers = (): AdminApiDeps['services']['customers'] => {
  const customer = async (account: string): Promise<Customer> => ({
    account: ['00238817', '00451190'].includes(account) ? account : refuse('account_unknown'),
    holder: '张三',
    mobile: '13800000001',
    address: '翠湖小区3幢2单元501',
    district: account === '00238817' ? '城东区' : '城西区',
    property: '自住',
    latitude: 30.6,
    longitude: 114.3,
  });
  return {
    customer,
    bindings: async (account) => {
      await customer(account);
      const until = new Date('2027-06-01T00:00:00+08:00');
      return [
        { id: boundId, openid: 'oResident0123456789', kind: 'householder', since: NOW, following: true },
        { id: '1b2c3d4e5f60', openid: 'oTenant0123456789', kind: 'tenant', since: NOW, until, following: false },
      ];
    },
    endBinding: async ({ id }) => ({ ended: id === boundId ? 2 : refuse('binding_unknown') }),
    endBindings: async () => ({ ended: 2 }),
    changeHouseholder: async ({ account, holder, mobile }) => ({
      customer: { ...(await customer(account)), holder, mobile },
      ended: 2,
    }),
    unfreeze: async () => true,
  };
};

const fakeVoices = (): Voices => {
  const voice: KeptVoice = {
    id: 'v1',
    openid: 'oABCDEFGHIJKLMNOP',
    at: NOW,
    outcome: 'words',
    heard: '方草园停水了吗，我的手机13800000001',
    by: 'tencent 16k_zh',
    ms: 900,
    audio: { format: 'amr', size: 3 },
  };
  const silence: KeptVoice = { id: 'v2', openid: voice.openid, at: NOW, outcome: 'nothing', ms: 700 };
  const mending: LearntMending = { id: 'w1', from: '方草', to: '芳草', times: 1, confirmed: false, active: false };
  const known = (id: string): void => {
    if (id !== voice.id) refuse('voice_unknown');
  };
  return {
    keep: async () => undefined,
    list: async ({ uncorrected }) => ({
      items: uncorrected ? [voice] : [voice, silence],
      next: undefined,
    }),
    show: async (id) => {
      known(id);
      return voice;
    },
    correct: async ({ id, text, by, learn }) => {
      known(id);
      const learnt = learn ? { ...mending, confirmed: true, active: true } : mending;
      return { voice: { ...voice, correction: { text, by, at: NOW } }, learnt: [learnt] };
    },
    recording: async (id, as) => {
      known(id);
      return as === 'wav'
        ? { bytes: Buffer.from('RIFF'), type: 'audio/wav' }
        : { bytes: Buffer.from('#!AMR\n'), type: 'audio/amr' };
    },
    mendings: async () => [],
    learnt: async () => [mending],
    unlearn: async (id) => {
      if (id !== mending.id) refuse('mending_unknown');
    },
    forgetOld: async () => 0,
    erase: async () => undefined,
  };
};

const fakeOutlets = (): Outlets => {
  const east: Outlet = {
    name: 'East',
    address: 'a',
    hours: '每天 8:00-18:00',
    latitude: 30,
    longitude: 114,
    serves: [],
  };
  const all = new Map([[east.name, east]]);
  const get = (name: string): Outlet => all.get(name) ?? refuse('outlet_unknown');
  return {
    nearest: async () => [],
    at: async () => [],
    all: async () => [...all.values()],
    get: async (name) => get(name),
    put: async (outlet) => {
      const added = !all.has(outlet.name);
      all.set(outlet.name, outlet);
      return { outlet, added };
    },
    remove: async (name) => {
      all.delete(get(name).name);
    },
    stateAt: ({ hours }) =>
      hours.startsWith('每天') ? { kind: 'open', until: NOW } : { kind: 'unknown', holiday: false },
    hoursOn: () => ({ kind: 'unknown', holiday: false }),
    importOutlets: async (list, { dryRun = false } = {}) => {
      const removed = [...all.keys()].filter((name) => !list.some((one) => one.name === name));
      const added = list.map(({ name }) => name).filter((name) => !all.has(name));
      if (!dryRun) {
        all.clear();
        for (const one of list) all.set(one.name, one);
      }
      return { imported: list.length, added, changed: [], removed };
    },
  };
};

const counts = { pending: 2, sending: 1, sent: 3, failed: 0, skipped: 1, unknown: 0 };

const campaign: Campaign = {
  key: 'bills:2026-10',
  month: '2026-10',
  state: 'running',
  startedAt: NOW,
  startedBy: 'liuyang',
  perSecond: 120.5,
  counts,
};

const fakeOutreach = (push: () => Promise<CampaignRun>, looks: string[]): Outreach => ({
  subscribe: async () => ({ added: [], already: [] }),
  unsubscribe: async () => ({ removed: [], never: [] }),
  subscriptions: async () => [],
  quietHours: async () => undefined,
  setQuietHours: async () => undefined,
  audience: async () => 7,
  pushBills: push,
  approveBills: push,
  unfinished: async () => [],
  campaign: async (key) => {
    looks.push(key);
    return key === 'bills:2026-10' ? campaign : undefined;
  },
  campaigns: async () => [campaign],
  report: async ({ key, state }) => ({
    campaign: key === campaign.key ? campaign : refuse('campaign_unknown'),
    reasons: [{ state: 'failed', reason: 'refused 43004', count: 1 }],
    recipients: state
      ? [{ openid: 'oResident0123456789', account: '00451190', state, reason: 'refused 43004', at: NOW }]
      : [],
  }),
  delivered: async () => undefined,
  erase: async () => undefined,
});

export const sampleStatus: StatusReport = {
  status: 'ok',
  version: '0.1.0',
  mode: 'demo',
  roles: ['web', 'worker'],
  pid: 42,
  now: NOW.toISOString(),
  startedAt: NOW.toISOString(),
  parts: [{ name: 'database', ok: true, detail: 'built-in store' }],
  messages: {
    last24Hours: 12,
    inWork: 1,
    unfinished: { working: 1, passive: 0, sending: 2, noting: 0 },
    counted: { passive: 9, late: 1, failed: 1, kf: 1 },
  },
  platformCalls: { ok: 20, quota: 2 },
  tickets: {
    open: 3,
    taken: 1,
    overdue: 0,
    next: {
      number: 'TS20261121001',
      openedAt: NOW.toISOString(),
      dueAt: new Date(NOW.getTime() + 3_600_000).toISOString(),
    },
  },
  desk: { waiting: 2, held: 1, longest: NOW.toISOString() },
  push: {
    campaign: 'bills:2026-10',
    month: '2026-10',
    state: 'done',
    counts: { pending: 0, sending: 0, sent: 3, failed: 1, skipped: 0, unknown: 0 },
  },
  speech: [
    { name: 'tencent', resting: true, counted: { words: 2, failed: 4 } },
    { name: 'hugging_face', resting: false, counted: {} },
  ],
  jobs: [{ job: 'expire-leftovers', reached: NOW.toISOString(), running: false, failures: 0 }],
};
export const sampleDoctor: DoctorReport = {
  ok: false,
  checks: [
    {
      name: 'templates',
      result: 'failed',
      code: 'templates_unknown',
      detail: 'not in the account: bill',
      data: { names: 'bill' },
      remedy: 'set it',
    },
    { name: 'database', result: 'ok', code: 'database_well', detail: 'reads and writes, 3 ms', data: { ms: 3 } },
  ],
};

/** The admin API over fakes on a free port, and what the fakes saw. */
export const startAdmin = async (over: Partial<AdminApiDeps['services']> = {}, deps: Partial<AdminApiDeps> = {}) => {
  const acts: Act[] = [];
  const causes: string[] = [];
  const looks: string[] = [];
  const run: CampaignRun = {
    campaign: 'bills:2026-10',
    sent: 3,
    skipped: 1,
    failed: 0,
    unknown: 0,
    state: 'done',
    waiting: 0,
  };
  const seen: { push: () => Promise<CampaignRun> } = { push: async () => run };
  const services = {
    activity: fakeActivity(acts),
    notices: fakeNotices(),
    knowledge: fakeKnowledge(),
    outlets: fakeOutlets(),
    outreach: fakeOutreach(() => seen.push(), looks),
    reading: fakeReading(),
    review: fakeReview(),
    staff: fakeStaff(),
    tickets: fakeTickets(causes),
    customers: fakeCustomers(),
    desk: fakeDesk(causes),
    voices: fakeVoices(),
    ...over,
  };
  const app = createAdminApi({
    services,
    health: async () => sampleStatus,
    doctor: async () => sampleDoctor,
    clock: handClock(NOW),
    log: silentLog,
    ...deps,
  });
  const server = createServer(app.callback());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    acts,
    causes,
    looks,
    seen,
    run,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

export type RunningAdmin = Awaited<ReturnType<typeof startAdmin>>;
