import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PREFIX, type Route, routes } from '../../src/admin-api/contract.js';
import { createAdminRouter } from '../../src/admin-api/index.js';
import { openApiPath } from '../../src/admin-api/openapi.js';
import { handClock } from '../../src/kernel/clock.js';
import { silentLog } from '../../src/kernel/log.js';
import { type RunningAdmin, sampleDoctor, sampleStatus, startAdmin, tokenOf } from './fakes.js';

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
  putAccount: { path: '/accounts/wang', body: { role: 'support', password: 'longer than eight' } },
  noticeCreate: { path: '/notices', body: { kind: 'news', title: '标题', body: '正文' } },
  noticeList: { path: '/notices' },
  noticeShow: { path: '/notices/n1' },
  noticeEdit: { path: '/notices/n1', body: { title: '新标题' } },
  noticeReport: { path: '/notices/n1/reports', body: { text: '进展' } },
  noticeDelete: { path: '/notices/n1' },
  noticePublish: { path: '/notices/n1/publish' },
  noticeWithdraw: { path: '/notices/n1/withdraw' },
  ticketList: { path: '/tickets' },
  ticketShow: { path: '/tickets/TS20261121042' },
  ticketTake: { path: '/tickets/TS20261121042/take' },
  ticketReply: { path: '/tickets/TS20261121042/replies', body: { text: '好' } },
  ticketNote: { path: '/tickets/TS20261121042/notes', body: { text: '好' } },
  ticketResolve: { path: '/tickets/TS20261121042/resolve' },
  ticketMedia: { path: '/tickets/TS20261121042/media/m1' },
  ticketClose: { path: '/tickets/TS20261121042/close' },
  billsPush: { path: '/campaigns/bills', body: { month: '2026-10' } },
  campaignShow: { path: '/campaigns/bills:2026-10' },
  status: { path: '/status' },
  doctor: { path: '/doctor' },
  activityList: { path: '/activity' },
  activityVerify: { path: '/activity/verification' },
  signOut: { path: '/sessions/current' },
};

const call = (to: RunningAdmin, id: keyof typeof routes, user?: string) => {
  const { path, body } = good[id];
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

describe('roles', () => {
  const open = new Set(['openapi', 'signIn']);
  const superOnly = new Set(['putAccount']);

  it.each(table.map(([id]) => id as keyof typeof routes))('%s', async (id) => {
    const expected = (user?: string): number => {
      if (open.has(id)) return routes[id].status;
      if (!user) return 401;
      return superOnly.has(id) && user !== 'zhou' ? 403 : routes[id].status;
    };
    for (const user of [undefined, 'liuyang', 'zhou']) {
      const fresh = await startAdmin();
      try {
        // The draft that the routes of one notice are tried on.
        if (id !== 'noticeCreate') await call(fresh, 'noticeCreate', 'zhou');
        const answer = await call(fresh, id, user);
        expect([user, answer.status]).toEqual([user, expected(user)]);
        const { out } = routes[id];
        if (answer.ok && typeof out === 'object') out.parse(await answer.json());
      } finally {
        await fresh.close();
      }
    }
  });

  it('leaves a line in the audit trail for everything that is not a mere read', async () => {
    const reads = new Set(table.filter(([, { method }]) => method === 'GET').map(([id]) => id));
    for (const unrecorded of ['doctor', 'ticketMedia']) reads.delete(unrecorded);
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
