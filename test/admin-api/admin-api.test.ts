import { request as rawRequest } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { budgets } from '../../src/admin-api/limiter.js';
import { fakeNotices, type RunningAdmin, sampleTicket, startAdmin, tokenOf } from './fakes.js';

let admin: RunningAdmin;
beforeEach(async () => {
  admin = await startAdmin();
});
afterEach(() => admin.close());

interface Sent {
  user?: string;
  token?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

const send = async (method: string, path: string, { user, token, body, headers }: Sent = {}) => {
  const bearer = token ?? (user && tokenOf(user));
  const answer = await fetch(`${admin.url}/admin/api${path}`, {
    method,
    headers: {
      ...(bearer ? { Authorization: `Bearer ${bearer}` } : {}),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, text, json: text ? JSON.parse(text) : undefined };
};
const codeOf = ({ status, json }: Awaited<ReturnType<typeof send>>) => [status, json?.error?.code];

const notice = { kind: 'emergency', title: '芳草园抢修', body: '主管漏水', areas: [{ name: '芳草园' }] };

describe('sessions', () => {
  it('signs in, says who it is, and records it', async () => {
    const signedIn = await send('POST', '/sessions', { body: { user: 'liuyang', password: 'autumn water' } });
    expect(signedIn.status).toBe(201);
    expect(signedIn.json).toEqual({
      user: 'liuyang',
      role: 'support',
      token: tokenOf('liuyang'),
      expiresAt: '2026-11-21T13:00:00.000Z',
    });
    const me = await send('GET', '/sessions/current', { token: signedIn.json.token });
    expect(me.json).toEqual({ user: 'liuyang', role: 'support' });
    expect(admin.acts).toEqual([{ who: 'liuyang', what: 'staff.sign_in', which: '', result: 'done' }]);
  });

  it('refuses a wrong password and a locked account, each on record, and never writes down what may be a password', async () => {
    expect(codeOf(await send('POST', '/sessions', { body: { user: 'liuyang', password: 'no' } }))).toEqual([
      401,
      'wrong_password',
    ]);
    const locked = await send('POST', '/sessions', { body: { user: 'suo', password: 'any' } });
    expect(codeOf(locked)).toEqual([403, 'locked_out']);
    expect(locked.json.error.data).toEqual({ until: '2026-11-21T01:15:00.000Z' });
    await send('POST', '/sessions', { body: { user: 'My Secret!', password: 'x' } });
    expect(admin.acts.map(({ who, result, detail }) => [who, result, detail?.code])).toEqual([
      ['liuyang', 'refused', 'wrong'],
      ['suo', 'refused', 'locked'],
      ['unknown', 'refused', 'wrong'],
    ]);
  });

  it('limits sign-ins by the minute', async () => {
    const statuses: number[] = [];
    // Twice the budget, so that a minute that turns in between cannot hide the limit.
    for (let i = 0; i < 2 * budgets['sign-in'] + 2; i += 1)
      statuses.push((await send('POST', '/sessions', { body: { user: 'nobody', password: 'x' } })).status);
    expect(statuses.slice(0, budgets['sign-in']).every((status) => status === 401)).toBe(true);
    expect(statuses).toContain(429);
  });

  it('tells no token from a wrong one', async () => {
    expect(codeOf(await send('GET', '/tickets'))).toEqual([401, 'not_signed_in']);
    expect(codeOf(await send('GET', '/tickets', { token: 'x'.repeat(32) }))).toEqual([401, 'not_signed_in']);
  });

  it('lets only a super administrator put accounts', async () => {
    const body = { role: 'support', password: 'longer than eight' };
    expect(codeOf(await send('PUT', '/accounts/wang', { user: 'liuyang', body }))).toEqual([403, 'not_allowed']);
    expect((await send('PUT', '/accounts/wang', { user: 'zhou', body })).json).toEqual({
      user: 'wang',
      role: 'support',
      mustChange: true,
      disabled: false,
    });
    expect(admin.acts.map(({ who, what, which, result }) => [who, what, which, result])).toEqual([
      ['liuyang', 'staff.put_account', 'wang', 'refused'],
      ['zhou', 'staff.put_account', 'wang', 'done'],
    ]);
    expect(JSON.stringify(admin.acts)).not.toContain('longer than eight');
  });
});

describe('notices', () => {
  it('drafts, edits, publishes, reports, withdraws and records each', async () => {
    const user = 'liuyang';
    const body = { ...notice, from: '2026-11-21T14:00:00+08:00', to: '2026-11-21T20:00:00+08:00' };
    const created = await send('POST', '/notices', { user, body });
    expect(created.status).toBe(201);
    expect(created.json).toMatchObject({ id: 'n1', state: 'draft', from: '2026-11-21T06:00:00.000Z', createdBy: user });
    const edited = await send('PATCH', '/notices/n1', { user, body: { title: '改过', version: 1 } });
    expect(edited.json).toMatchObject({ title: '改过', version: 2, body: '主管漏水' });
    expect(codeOf(await send('PATCH', '/notices/n1', { user, body: { title: '旧', version: 1 } }))).toEqual([
      409,
      'conflict',
    ]);
    expect((await send('POST', '/notices/n1/publish', { user })).json.state).toBe('published');
    expect(
      (await send('POST', '/notices/n1/reports', { user, body: { text: '漏点找到' } })).json.timeline,
    ).toHaveLength(1);
    expect(codeOf(await send('DELETE', '/notices/n1', { user }))).toEqual([409, 'notice_not_draft']);
    expect((await send('POST', '/notices/n1/withdraw', { user })).json.state).toBe('withdrawn');
    expect((await send('GET', '/notices?kind=emergency', { user })).json.items).toHaveLength(1);
    expect(admin.acts.map(({ what, which, result }) => [what, which, result])).toEqual([
      ['notice.create', 'n1', 'done'],
      ['notice.edit', 'n1', 'done'],
      ['notice.edit', 'n1', 'refused'],
      ['notice.publish', 'n1', 'done'],
      ['notice.report', 'n1', 'done'],
      ['notice.delete', 'n1', 'refused'],
      ['notice.withdraw', 'n1', 'done'],
    ]);
  });

  it('deletes a draft with nothing to say', async () => {
    await send('POST', '/notices', { user: 'zhou', body: notice });
    const gone = await send('DELETE', '/notices/n1', { user: 'zhou' });
    expect([gone.status, gone.text]).toEqual([204, '']);
    expect(codeOf(await send('GET', '/notices/n1', { user: 'zhou' }))).toEqual([404, 'notice_unknown']);
  });

  it.each([
    ['an unknown field', { ...notice, state: 'published' }, 'body'],
    ['an unknown kind', { ...notice, kind: 'party' }, 'body.kind'],
    ['no title', { ...notice, title: '  ' }, 'body.title'],
    ['control characters', { ...notice, body: 'a\u001b[2Jb' }, 'body.body'],
    ['a day that does not exist', { ...notice, from: '2026-02-30T00:00:00+08:00' }, 'body.from'],
    ['an end before its start', { ...notice, from: '2026-11-21T14:00:00Z', to: '2026-11-21T13:00:00Z' }, 'body.to'],
    ['a centre without a radius', { ...notice, areas: [{ name: 'x', latitude: 1, longitude: 2 }] }, 'body.areas.0'],
    [
      'a pole too far',
      { ...notice, areas: [{ name: 'x', latitude: 91, longitude: 2, radiusM: 9 }] },
      'body.areas.0.latitude',
    ],
  ])('refuses %s and names the place', async (_name, body, field) => {
    const refused = await send('POST', '/notices', { user: 'zhou', body });
    expect(codeOf(refused)).toEqual([400, 'bad_input']);
    expect(refused.json.error.data.field).toBe(field);
  });
});

describe('tickets', () => {
  const user = 'liuyang';

  it('lists without contacts and shows them masked', async () => {
    const list = await send('GET', '/tickets?state=open', { user });
    expect(list.json.items).toHaveLength(1);
    expect(list.text).not.toContain('1380');
    const shown = await send('GET', '/tickets/TS20261121042', { user });
    expect(shown.json.contact).toMatchObject({ holder: '张*', mobile: '138****0001', masked: true });
    expect(shown.text).not.toContain('oABCDEFGHIJKLMNOP');
    expect(admin.acts).toEqual([]);
  });

  it('records a full view before it shows it', async () => {
    const shown = await send('GET', '/tickets/TS20261121042?full=true', { user });
    expect(shown.json.contact).toEqual({ ...sampleTicket().contact, masked: false });
    expect(admin.acts).toEqual([{ who: user, what: 'customer.view_full', which: 'TS20261121042', result: 'done' }]);
  });

  it('shows nothing in full when the record cannot be written', async () => {
    await admin.close();
    const broken = async () => Promise.reject(new Error('disk full'));
    admin = await startAdmin({ activity: { record: broken, list: async () => [], verify: broken } });
    const shown = await send('GET', '/tickets/TS20261121042?full=true', { user });
    expect(codeOf(shown)).toEqual([500, 'internal']);
    expect(shown.text).not.toContain('张三');
    expect(shown.text).not.toContain('disk full');
  });

  it('takes, answers, notes, resolves and closes', async () => {
    const path = '/tickets/TS20261121042';
    expect((await send('POST', `${path}/take`, { user })).json).toMatchObject({ state: 'taken', clerk: user });
    const replied = await send('POST', `${path}/replies`, { user, body: { text: '今天下午换好' } });
    expect([replied.status, replied.json]).toEqual([
      201,
      { sent: 'kf', left: 4, number: 'TS20261121042', state: 'taken' },
    ]);
    expect((await send('POST', `${path}/notes`, { user, body: { text: '已派班组' } })).json.lines[0].toResident).toBe(
      false,
    );
    expect((await send('POST', `${path}/resolve`, { user, body: {} })).json.state).toBe('resolved');
    expect((await send('POST', `${path}/close`, { user })).json.state).toBe('closed');
    expect(admin.acts.map(({ what }) => what)).toEqual([
      'ticket.take',
      'ticket.reply',
      'ticket.note',
      'ticket.resolve',
      'ticket.close',
    ]);
    expect(admin.acts[1]).toMatchObject({ which: 'TS20261121042', detail: { way: 'kf', left: 4 } });
    expect(JSON.stringify(admin.acts)).not.toContain('换好');
  });

  it("refuses another clerk's ticket, a closed one and an unknown one", async () => {
    const body = { text: '好' };
    expect(codeOf(await send('POST', '/tickets/TS20261121043/replies', { user, body }))).toEqual([
      409,
      'ticket_not_yours',
    ]);
    expect(codeOf(await send('POST', '/tickets/TS20261121044/replies', { user, body }))).toEqual([
      409,
      'ticket_closed',
    ]);
    expect(codeOf(await send('POST', '/tickets/TS20260101001/take', { user }))).toEqual([404, 'ticket_unknown']);
    expect(codeOf(await send('POST', '/tickets/nonsense/take', { user }))).toEqual([400, 'bad_input']);
  });

  it('uses the Idempotency-Key as the cause, apart for each clerk', async () => {
    const headers = { 'Idempotency-Key': 'abc-1' };
    await send('POST', '/tickets/TS20261121042/notes', { user, headers, body: { text: '一' } });
    await send('POST', '/tickets/TS20261121042/notes', { user, headers, body: { text: '一' } });
    await send('POST', '/tickets/TS20261121043/notes', { user: 'zhou', headers, body: { text: '一' } });
    await send('POST', '/tickets/TS20261121042/notes', { user, body: { text: '二' } });
    expect(admin.causes.slice(0, 3)).toEqual(['staff:liuyang:abc-1', 'staff:liuyang:abc-1', 'staff:zhou:abc-1']);
    expect(admin.causes[3]).toMatch(/^staff:liuyang:.{16,}$/);
    const bad = await send('POST', '/tickets/TS20261121042/take', { user, headers: { 'Idempotency-Key': 'a b' } });
    expect(codeOf(bad)).toEqual([400, 'bad_input']);
  });

  it('hands out media as a download that no browser sniffs', async () => {
    const answer = await fetch(`${admin.url}/admin/api/tickets/TS20261121042/media/m1`, {
      headers: { Authorization: `Bearer ${tokenOf(user)}` },
    });
    expect(answer.headers.get('content-type')).toBe('image/jpeg');
    expect(answer.headers.get('content-disposition')).toBe('attachment');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect([...new Uint8Array(await answer.arrayBuffer())]).toEqual([255, 216, 1]);
    expect(codeOf(await send('GET', '/tickets/TS20261121042/media/m9', { user }))).toEqual([404, 'not_found']);
  });
});

describe('campaigns', () => {
  it('pushes, and shows how far it is', async () => {
    const user = 'liuyang';
    const pushed = await send('POST', '/campaigns/bills', { user, body: { month: '2026-10' } });
    expect(pushed.json).toEqual(admin.run);
    expect(admin.acts).toEqual([
      {
        who: user,
        what: 'campaign.push',
        which: 'bills:2026-10',
        result: 'done',
        detail: { dryRun: false, sent: 3, skipped: 1, failed: 0, unknown: 0, state: 'done' },
      },
    ]);
    expect((await send('GET', '/campaigns/bills:2026-10', { user })).json.counts.sent).toBe(3);
    expect(codeOf(await send('GET', '/campaigns/bills:2020-10', { user }))).toEqual([404, 'campaign_unknown']);
  });

  it('only counts in a dry run', async () => {
    admin.seen.push = () => Promise.reject(new Error('must not push'));
    const counted = await send('POST', '/campaigns/bills', { user: 'zhou', body: { month: '2026-10', dryRun: true } });
    expect(counted.json).toEqual({
      campaign: 'bills:2026-10',
      sent: 0,
      skipped: 0,
      failed: 0,
      unknown: 0,
      audience: 7,
    });
  });

  it('refuses a month that is not over', async () => {
    for (const month of ['2026-11', '2027-01', '2026-13', '2026-1']) {
      const refused = await send('POST', '/campaigns/bills', { user: 'zhou', body: { month } });
      expect(codeOf(refused)).toEqual([400, 'bad_input']);
    }
  });
});

describe('the edge', () => {
  it('answers what it does not know with 404 and lets other paths through to the listener', async () => {
    expect(codeOf(await send('GET', '/nonsense', { user: 'zhou' }))).toEqual([404, 'not_found']);
    expect(codeOf(await send('DELETE', '/tickets', { user: 'zhou' }))).toEqual([404, 'not_found']);
    expect((await fetch(`${admin.url}/healthz`)).status).toBe(404);
  });

  it.each([
    ['broken JSON', '{"text":', {}],
    ['another type', 'text=1', { 'Content-Type': 'application/x-www-form-urlencoded' }],
    ['an array', '[]', {}],
    ['null', 'null', {}],
  ])('refuses %s', async (_name, body, headers) => {
    const refused = await send('POST', '/tickets/TS20261121042/notes', { user: 'zhou', body, headers });
    expect(codeOf(refused)).toEqual([400, 'bad_input']);
  });

  it('refuses a body over 256 KB, announced or streamed', async () => {
    const text = 'x'.repeat(300 * 1024);
    const refused = await send('POST', '/tickets/TS20261121042/notes', { user: 'zhou', body: { text } });
    expect(codeOf(refused)).toEqual([413, 'too_large']);
    const status = await new Promise((resolve, reject) => {
      const sent = rawRequest(
        `${admin.url}/admin/api/tickets/TS20261121042/notes`,
        { method: 'POST', headers: { Authorization: `Bearer ${tokenOf('zhou')}`, 'Content-Type': 'application/json' } },
        (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        },
      );
      sent.on('error', reject);
      for (let i = 0; i < 5; i += 1) sent.write('x'.repeat(60 * 1024));
      sent.end();
    });
    expect(status).toBe(413);
  });

  it('sets the headers that keep browsers and caches away', async () => {
    const { headers } = await send('GET', '/status', { user: 'zhou' });
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('lists the audit trail in pages', async () => {
    for (let i = 0; i < 3; i += 1)
      await send('POST', '/tickets/TS20261121042/notes', { user: 'zhou', body: { text: '一' } });
    const page = await send('GET', '/activity?limit=2', { user: 'liuyang' });
    expect(page.json.items.map(({ seq }: { seq: number }) => seq)).toEqual([3, 2]);
    expect(page.json.next).toBe('2');
    const rest = await send('GET', '/activity?limit=2&after=2', { user: 'liuyang' });
    expect([rest.json.items.length, rest.json.next]).toEqual([1, null]);
    expect((await send('GET', '/activity/verification', { user: 'zhou' })).json).toEqual({ whole: true, count: 3 });
  });
});

describe('a store that does not answer', () => {
  const stuck = () => new Promise<never>(() => undefined);

  it('is said of a read, in time', async () => {
    const slow = await startAdmin({ notices: { ...fakeNotices(), list: stuck } }, { readMs: 50 });
    try {
      const token = tokenOf('liuyang');
      const answer = await fetch(`${slow.url}/admin/api/notices`, { headers: { authorization: `Bearer ${token}` } });
      expect(answer.status).toBe(503);
      expect(await answer.json()).toMatchObject({ error: { code: 'database_unreachable' } });
    } finally {
      await slow.close();
    }
  });
});
