import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PREFIX, type Route, routes } from '../../src/admin-api/contract.js';
import { createAdminRouter } from '../../src/admin-api/index.js';
import { openApiPath } from '../../src/admin-api/openapi.js';
import { handClock } from '../../src/kernel/clock.js';
import { silentLog } from '../../src/kernel/log.js';
import { sentenceId } from './fake-nlu.js';
import { boundId, type RunningAdmin, sampleDoctor, sampleStatus, sessionOf, startAdmin, tokenOf } from './fakes.js';

let admin: RunningAdmin;
beforeAll(async () => {
  admin = await startAdmin();
});
afterAll(() => admin.close());

const table: [string, Route][] = Object.entries(routes);

/** A request that each route accepts, and the one that must run before it. */
const good: Record<keyof typeof routes, { path: string; body?: unknown }> = {
  openapi: { path: '/openapi.json' },
  signIn: { path: '/sessions', body: { user: 'zhou', password: 'mountain river' } },
  me: { path: '/sessions/current' },
  sessionList: { path: '/sessions' },
  passwordChange: { path: '/password', body: { password: 'mountain river', newPassword: 'longer than eight' } },
  accountList: { path: '/accounts' },
  accountDisable: { path: '/accounts/suo/disable' },
  accountEnable: { path: '/accounts/suo/enable' },
  putAccount: { path: '/accounts/wang', body: { role: 'support', password: 'longer than eight' } },
  noticeCreate: { path: '/notices', body: { kind: 'news', title: '标题', body: '正文' } },
  noticeList: { path: '/notices' },
  noticeShow: { path: '/notices/n1' },
  noticeVersions: { path: '/notices/n1/versions' },
  noticeEdit: { path: '/notices/n1', body: { title: '新标题' } },
  noticeReport: { path: '/notices/n1/reports', body: { text: '进展' } },
  noticeDelete: { path: '/notices/n1' },
  noticePublish: { path: '/notices/n1/publish' },
  noticeWithdraw: { path: '/notices/n1/withdraw' },
  outletList: { path: '/outlets' },
  outletShow: { path: '/outlets/East' },
  outletPut: { path: '/outlets/East', body: { address: 'a', hours: 'h', latitude: 30, longitude: 114 } },
  outletImport: {
    path: '/outlets/import',
    body: { outlets: [{ name: 'East', address: 'a', hours: 'h', latitude: 30, longitude: 114 }] },
  },
  outletRemove: { path: '/outlets/East' },
  deskList: { path: '/desk' },
  deskShow: { path: '/desk/RG20261121001' },
  deskFile: { path: '/desk/RG20261121001/files/l3' },
  deskTake: { path: '/desk/RG20261121001/take' },
  deskSay: { path: '/desk/RG20261121001/words', body: { text: '好' } },
  deskRelease: { path: '/desk/RG20261121001/release' },
  questionList: { path: '/questions' },
  questionShow: { path: '/questions/meter-move' },
  questionSearch: { path: `/questions/search?words=${encodeURIComponent('移表')}` },
  questionPut: { path: '/questions/new-one', body: { title: '新题', answer: '答', state: 'online' } },
  questionImport: { path: '/questions/import', body: { questions: [{ id: 'a', title: '题', answer: '答' }] } },
  questionRemove: { path: '/questions/meter-move' },
  ticketList: { path: '/tickets' },
  ticketShow: { path: '/tickets/TS20261121042' },
  ticketTake: { path: '/tickets/TS20261121042/take' },
  ticketRelease: { path: '/tickets/TS20261121042/release' },
  ticketTransfer: { path: '/tickets/TS20261121042/transfer', body: { clerk: 'zhou' } },
  ticketReply: { path: '/tickets/TS20261121042/replies', body: { text: '好' } },
  ticketNote: { path: '/tickets/TS20261121042/notes', body: { text: '好' } },
  ticketResolve: { path: '/tickets/TS20261121042/resolve' },
  ticketMedia: { path: '/tickets/TS20261121042/media/m1' },
  ticketUnfreeze: { path: '/tickets/TS20261121042/unfreeze' },
  customerShow: { path: '/customers/00238817' },
  customerBindings: { path: '/customers/00238817/bindings' },
  customerUnbind: { path: `/customers/00238817/bindings/${boundId}/end`, body: { why: 'objection' } },
  customerEndBindings: { path: '/customers/00238817/bindings/end', body: { why: 'household_change' } },
  customerTransfer: { path: '/customers/00238817/householder', body: { holder: '孙八', mobile: '13800000099' } },
  ticketClose: { path: '/tickets/TS20261121042/close' },
  voiceList: { path: '/voices?uncorrected=true&since=2026-11-20T00:00:00%2B08:00' },
  voiceShow: { path: '/voices/v1' },
  voiceCorrect: { path: '/voices/v1/correction', body: { text: '芳草园停水了吗' } },
  voiceRecording: { path: '/voices/v1/recording?as=wav' },
  mendingList: { path: '/voices/words' },
  mendingRemove: { path: '/voices/words/w1' },
  billsPush: { path: '/campaigns/bills', body: { month: '2026-10' } },
  billsApprove: { path: '/campaigns/bills/approvals', body: { month: '2026-10' } },
  campaignList: { path: '/campaigns' },
  campaignReport: { path: '/campaigns/bills:2026-10/report?state=failed' },
  campaignShow: { path: '/campaigns/bills:2026-10' },
  nluExplain: { path: '/nlu/explain', body: { words: '上个月水费多少' } },
  nluLabels: { path: '/nlu/labels' },
  reviewList: { path: '/nlu/sentences' },
  reviewExamples: { path: '/nlu/sentences/examples' },
  reviewShow: { path: `/nlu/sentences/${sentenceId}` },
  reviewLabel: { path: `/nlu/sentences/${sentenceId}/label`, body: { intent: 'bill_query' } },
  reviewSkip: { path: `/nlu/sentences/${sentenceId}/skip` },
  status: { path: '/status' },
  doctor: { path: '/doctor' },
  activityList: { path: '/activity' },
  activityVerify: { path: '/activity/verification' },
  sessionRevoke: { path: `/sessions/${sessionOf(1)}` },
  signOut: { path: '/sessions/current' },
};

const call = (to: RunningAdmin, id: keyof typeof routes, user?: string, path = good[id].path) => {
  const { body } = good[id];
  return fetch(to.url + PREFIX + path, {
    method: routes[id].method,
    headers: {
      ...(user ? { Authorization: `Bearer ${tokenOf(user)}` } : {}),
      ...(body ? { 'Content-Type': 'application/json' } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
};

describe('the OpenAPI document', () => {
  it('describes every registered route and no other', async () => {
    const answer = await fetch(`${admin.url}${PREFIX}/openapi.json`);
    expect(answer.status).toBe(200);
    const { openapi, paths } = (await answer.json()) as { openapi: string; paths: Record<string, object> };
    expect(openapi).toBe('3.0.3');
    const described = Object.entries(paths).flatMap(([path, verbs]) =>
      Object.keys(verbs).map((verb) => `${verb.toUpperCase()} ${path}`),
    );
    const router = createAdminRouter({
      services: {} as never,
      health: async () => sampleStatus,
      doctor: async () => sampleDoctor,
      clock: handClock('2026-11-21T09:00:00+08:00'),
      log: silentLog,
    });
    const registered = router.stack.flatMap(({ methods, path }) =>
      methods
        .filter((method) => method !== 'HEAD')
        .map((method) => `${method} ${String(path).replace(/:(\w+)/g, '{$1}')}`),
    );
    expect(described.toSorted()).toEqual(registered.toSorted());
    expect(registered.length).toBe(table.length);
  });

  it('gives parameters, body and answer of a route', async () => {
    const document = (await (await fetch(`${admin.url}${PREFIX}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, Record<string, unknown>>>;
    };
    const edit = document.paths[openApiPath(routes.noticeEdit)]?.patch;
    expect(edit).toMatchObject({
      operationId: 'noticeEdit',
      parameters: [{ name: 'id', in: 'path', required: true }],
      requestBody: { content: { 'application/json': { schema: { properties: { from: { format: 'date-time' } } } } } },
      responses: { 200: {}, default: {} },
    });
    expect(document.paths[openApiPath(routes.signIn)]?.post).toHaveProperty('security', []);
  });
});

type Id = keyof typeof routes;
const OPEN: readonly Id[] = ['openapi', 'signIn'];
const SELF: readonly Id[] = ['me', 'signOut', 'passwordChange'];
const OWN: readonly Id[] = [
  'customerShow',
  'customerBindings',
  'sessionList',
  'noticeList',
  'noticeShow',
  'noticeVersions',
  'outletList',
  'outletShow',
  'questionList',
  'questionShow',
  'questionSearch',
  'ticketList',
  'ticketShow',
  'ticketMedia',
  'nluExplain',
  'nluLabels',
];
const TICKET_WORK: readonly Id[] = [
  'ticketTake',
  'ticketRelease',
  'ticketTransfer',
  'ticketReply',
  'ticketNote',
  'ticketResolve',
  'ticketClose',
  'ticketUnfreeze',
];
const CUSTOMER_WORK: readonly Id[] = ['customerUnbind', 'customerEndBindings', 'customerTransfer'];
const DESK: readonly Id[] = ['deskList', 'deskShow', 'deskFile', 'deskTake', 'deskSay', 'deskRelease'];
const LOOKING: readonly Id[] = [
  'campaignShow',
  'campaignList',
  'campaignReport',
  'status',
  'doctor',
  'activityList',
  'activityVerify',
  'reviewList',
  'reviewExamples',
  'reviewShow',
];

/** What each role may do, said here once more by hand; `zhou` may everything. */
const mayCall: Record<string, readonly Id[]> = {
  liuyang: table
    .map(([id]) => id as Id)
    .filter((id) => !['accountList', 'putAccount', 'accountDisable', 'accountEnable'].includes(id)),
  dong: [...OPEN, ...SELF, ...OWN, ...TICKET_WORK, ...CUSTOMER_WORK, ...DESK, 'sessionRevoke'],
  kan: [...OPEN, ...SELF, ...OWN, ...LOOKING, 'sessionRevoke'],
  xin: [...OPEN, ...SELF],
};

describe('roles', () => {
  it.each(table.map(([id]) => id as Id))('%s', async (id) => {
    const expected = (user?: string): number => {
      if (OPEN.includes(id)) return routes[id].status;
      if (!user) return 401;
      if (user !== 'zhou' && !mayCall[user]?.includes(id)) return 403;
      // Session 1 is liuyang's: nobody else's but for who manages accounts.
      return id === 'sessionRevoke' && !['zhou', 'liuyang'].includes(user) ? 404 : routes[id].status;
    };
    for (const user of [undefined, 'zhou', ...Object.keys(mayCall)]) {
      const fresh = await startAdmin();
      try {
        // The draft that the routes of one notice are tried on.
        if (id !== 'noticeCreate') await call(fresh, 'noticeCreate', 'zhou');
        const before = fresh.acts.length;
        const answer = await call(fresh, id, user);
        expect([user, answer.status]).toEqual([user, expected(user)]);
        const { out } = routes[id];
        if (answer.ok && typeof out === 'object') out.parse(await answer.json());
        if (answer.status === 403)
          expect(fresh.acts.slice(before)).toEqual([expect.objectContaining({ who: user, result: 'refused' })]);
      } finally {
        await fresh.close();
      }
    }
  });

  const ofTickets = table.filter(([, { path }]) => path.startsWith('/tickets/:number')).map(([id]) => id as Id);

  it('knows the routes of one ticket', () => {
    expect(ofTickets.toSorted()).toEqual([...TICKET_WORK, 'ticketShow', 'ticketMedia'].toSorted());
  });

  it.each(ofTickets)('%s of another district, and of none', async (id) => {
    for (const number of ['TS20261121045', 'TS20261121046'])
      for (const [user, status] of [
        ['zhou', routes[id].status],
        ['liuyang', routes[id].status],
        ['dong', 403],
        ['kan', TICKET_WORK.includes(id) ? 403 : routes[id].status],
      ] as const) {
        const fresh = await startAdmin();
        try {
          const answer = await call(fresh, id, user, good[id].path.replace('TS20261121042', number));
          expect([user, number, answer.status]).toEqual([user, number, status]);
          if (user !== 'dong') continue;
          expect(await answer.json()).toMatchObject({ error: { code: 'not_your_district' } });
          expect(fresh.acts).toEqual([expect.objectContaining({ who: user, which: number, result: 'refused' })]);
          expect(fresh.causes).toEqual([]);
        } finally {
          await fresh.close();
        }
      }
  });

  const ofCustomers = table.filter(([, { path }]) => path.startsWith('/customers/:account')).map(([id]) => id as Id);

  it('knows the routes of one customer', () => {
    expect(ofCustomers.toSorted()).toEqual([...CUSTOMER_WORK, 'customerShow', 'customerBindings'].toSorted());
  });

  it.each(ofCustomers)('%s of another district', async (id) => {
    for (const [user, status] of [
      ['zhou', routes[id].status],
      ['liuyang', routes[id].status],
      ['dong', 403],
      ['kan', CUSTOMER_WORK.includes(id) ? 403 : routes[id].status],
    ] as const) {
      const fresh = await startAdmin();
      try {
        const answer = await call(fresh, id, user, good[id].path.replace('00238817', '00451190'));
        expect([user, answer.status]).toEqual([user, status]);
        if (user !== 'dong') continue;
        expect(await answer.json()).toMatchObject({ error: { code: 'not_your_district' } });
        expect(fresh.acts).toEqual([expect.objectContaining({ who: user, which: '00451190', result: 'refused' })]);
      } finally {
        await fresh.close();
      }
    }
  });

  it.each([
    'deskShow',
    'deskFile',
    'deskTake',
    'deskSay',
    'deskRelease',
  ] as const)('%s of another district, and of none', async (id) => {
    for (const number of ['RG20261121002', 'RG20261121003']) {
      const fresh = await startAdmin();
      try {
        const answer = await call(fresh, id, 'dong', good[id].path.replace('RG20261121001', number));
        expect([answer.status, await answer.json()]).toMatchObject([403, { error: { code: 'not_your_district' } }]);
        expect(fresh.acts).toEqual([expect.objectContaining({ who: 'dong', which: number, result: 'refused' })]);
        expect(fresh.causes).toEqual([]);
      } finally {
        await fresh.close();
      }
    }
  });

  it('lists a district clerk only the own; the words are masked in the list, and each whole view is on record', async () => {
    const list = async (user: string) => await (await call(admin, 'deskList', user)).text();
    expect(JSON.parse(await list('liuyang')).items).toHaveLength(2);
    expect(JSON.parse(await list('dong')).items).toHaveLength(1);
    expect(await list('dong')).not.toContain('13800000001');
    const shown = await call(admin, 'deskShow', 'dong');
    expect(await shown.text()).toContain('13800000001');
    expect(admin.acts.at(-1)).toEqual({ who: 'dong', what: 'desk.view_full', which: 'RG20261121001', result: 'done' });
  });

  it('shows a customer masked; in full on record, to no viewer', async () => {
    const shown = async (user: string, query = '') => {
      const answer = await call(admin, 'customerShow', user, `/customers/00238817${query}`);
      return [answer.status, (await answer.text()).includes('13800000001')];
    };
    const before = admin.acts.length;
    expect(await shown('kan')).toEqual([200, false]);
    expect(admin.acts.length).toBe(before);
    expect(await shown('dong', '?full=true')).toEqual([200, true]);
    expect(admin.acts.at(-1)).toEqual({ who: 'dong', what: 'customer.view_full', which: '00238817', result: 'done' });
    expect(await shown('kan', '?full=true')).toEqual([403, false]);
    const list = await (await call(admin, 'customerBindings', 'kan')).text();
    expect(list).toContain(boundId);
    expect(list).not.toContain('oResident0123456789');
  });

  it('lists a district clerk the own district alone', async () => {
    const numbersFor = async (user: string) => {
      const { items } = (await (await call(admin, 'ticketList', user)).json()) as { items: { number: string }[] };
      return items.map(({ number }) => number.slice(-2));
    };
    expect(await numbersFor('dong')).toEqual(['42', '43', '44']);
    expect(await numbersFor('kan')).toEqual(['42', '43', '44', '45', '46']);
  });

  it('shows a full contact to no viewer, and of no other district', async () => {
    const full = async (user: string, number: string) => {
      const answer = await call(admin, 'ticketShow', user, `/tickets/${number}?full=true`);
      return [answer.status, (await answer.text()).includes('13800000001')];
    };
    expect(await full('kan', 'TS20261121042')).toEqual([403, false]);
    expect(await full('dong', 'TS20261121042')).toEqual([200, true]);
    expect(await full('dong', 'TS20261121045')).toEqual([403, false]);
  });

  it('shows sessions of others to who manages accounts', async () => {
    const users = async (user: string, of = '') => {
      const answer = await call(admin, 'sessionList', user, `/sessions${of}`);
      if (!answer.ok) return answer.status;
      return ((await answer.json()) as { items: { user: string }[] }).items.map((session) => session.user);
    };
    expect(await users('dong')).toEqual(['dong']);
    expect(await users('dong', '?user=zhou')).toBe(403);
    expect(await users('zhou', '?user=dong')).toEqual(['dong']);
    expect(await users('zhou')).toContain('kan');
  });

  it('says that a password is due', async () => {
    expect(await (await call(admin, 'status', 'xin')).json()).toMatchObject({ error: { code: 'password_change_due' } });
  });

  it('leaves a line in the audit trail for everything that is not a mere read', async () => {
    const reads = new Set(table.filter(([, { method }]) => method === 'GET').map(([id]) => id));
    reads.add('nluExplain');
    const recorded = ['doctor', 'ticketMedia', 'deskShow', 'deskFile', 'voiceShow', 'voiceRecording'];
    for (const id of recorded) reads.delete(id);
    for (const id of Object.keys(good) as (keyof typeof routes)[]) {
      const fresh = await startAdmin();
      await call(fresh, 'noticeCreate', 'zhou');
      const before = fresh.acts.length;
      await call(fresh, id, 'zhou');
      expect([id, fresh.acts.length - before]).toEqual([id, reads.has(id) ? 0 : 1]);
      await fresh.close();
    }
  });
});
