import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { columns } from '../../admin-cli/output.js';
import {
  boundId,
  type RunningAdmin,
  sampleDoctor,
  sampleStatus,
  sessionOf,
  startAdmin,
  tokenOf,
} from '../admin-api/fakes.js';
import { sitDown } from './run.js';

let admin: RunningAdmin;
let desk: ReturnType<typeof sitDown>;
beforeEach(async () => {
  admin = await startAdmin();
  desk = sitDown(admin.url);
});
afterEach(async () => {
  desk.standUp();
  await admin.close();
});

const TICKET = 'TS20261121042';
const signedIn = () => desk.login('liuyang', 'autumn water');
const draft = async (): Promise<string> => {
  await signedIn();
  const { document } = await desk.json(['notices', 'create', '--kind', 'news', '--title', '题', '--body', '文']);
  return document.id;
};

describe('signing in', () => {
  it('keeps the token for the user alone and for that server only', async () => {
    const { code, out } = await signedIn();
    expect([code, out]).toEqual([0, '已登录：liuyang（客服），到 2026-11-21 21:00 为止\n']);
    const config = join(desk.folder, 'config');
    expect(readdirSync(config)).toEqual(['session.json']);
    expect(statSync(join(config, 'session.json')).mode & 0o777).toBe(0o600);
    expect(statSync(config).mode & 0o777).toBe(0o700);
    const kept = JSON.parse(readFileSync(join(config, 'session.json'), 'utf8'));
    expect(Object.keys(kept.servers)).toEqual([admin.url]);
    expect((await desk.run(['whoami'])).out).toBe('liuyang（客服）\n');
    const other = await startAdmin();
    const elsewhere = await desk.run(['whoami', '--server', other.url], { toServer: false });
    expect(elsewhere.code).toBe(3);
    await other.close();
  });

  it('prints no token with --json', async () => {
    const { code, document } = await desk.json(['login', '--user', 'zhou', '--password-stdin'], {
      stdin: 'mountain river',
    });
    expect([code, document.user, document.role]).toEqual([0, 'zhou', 'super_admin']);
    expect(JSON.stringify(document)).not.toContain(tokenOf('zhou'));
  });

  it('asks on a terminal without showing the password', async () => {
    const asked = await desk.run(['login', '--user', 'zhou'], { stdin: 'mountain river\n', tty: true });
    expect([asked.code, asked.err]).toEqual([0, '密码：\n']);
    expect(asked.out).not.toContain('mountain');
  });

  it('refuses a wrong password with 3, a locked account with 4', async () => {
    expect(await desk.login('liuyang', 'wrong')).toEqual({ code: 3, out: '', err: '用户名或密码不对\n' });
    expect(await desk.login('suo', 'any')).toEqual({
      code: 4,
      out: '',
      err: '错误次数太多，账号已锁定，2026-11-21 09:15 后再试\n',
    });
    expect(existsSync(join(desk.folder, 'config'))).toBe(false);
  });

  it('never waits for a person who is not there', async () => {
    expect((await desk.run(['login', '--user', 'zhou'])).code).toBe(2);
    expect((await desk.run(['login', '--user', 'zhou', '--password-stdin'])).err).toBe('密码是空的\n');
  });

  it('signs out, also twice', async () => {
    await signedIn();
    expect((await desk.run(['logout'])).code).toBe(0);
    expect((await desk.run(['whoami'])).code).toBe(3);
    expect((await desk.json(['logout'])).document).toEqual({ signedOut: true });
  });
});

describe('customers', () => {
  it('shows, lists, ends, transfers and unfreezes', async () => {
    await signedIn();
    const shown = await desk.run(['customers', 'show', '00238817']);
    expect([shown.code, shown.out]).toEqual([0, expect.stringMatching(/张\*[\s\S]*138\*{4}0001/)]);
    expect((await desk.run(['customers', 'show', '00238817', '--full'])).out).toContain('13800000001');
    const list = (await desk.run(['customers', 'bindings', '00238817'])).out;
    expect(list).toMatch(/0a1b2c3d4e5f │ 户主/);
    expect(list).toMatch(/租客[\s\S]*2027-06-01 00:00 │ 没关注/);
    const unbound = await desk.run(['customers', 'unbind', '00238817', '--binding', boundId, '--why', 'objection']);
    expect(unbound.out).toBe('停了 2 个绑定，还关注的都会收到通知\n');
    expect((await desk.json(['customers', 'end-bindings', '00238817', '--why', 'household_change'])).document).toEqual({
      ended: 2,
    });
    const moved = await desk.run(
      ['customers', 'transfer', '00238817', '--holder', '孙八', '--mobile', '13800000099', '--password-stdin'],
      { stdin: '192837' },
    );
    expect([moved.code, moved.out]).toEqual([0, expect.stringMatching(/孙\*[\s\S]*过户好了，停了 2 个绑定/)]);
    expect((await desk.run(['customers', 'unfreeze', '--ticket', TICKET])).out).toContain('解开了');
    expect(admin.acts.slice(-4).map(({ what, which, detail }) => [what, which, detail])).toEqual([
      ['customer.unbind', '00238817', { why: 'objection', binding: boundId, ended: 2 }],
      ['customer.end_bindings', '00238817', { why: 'household_change', ended: 2 }],
      ['customer.transfer', '00238817', { ended: 2 }],
      ['customer.unfreeze', TICKET, undefined],
    ]);
  });

  it('says what is wrong', async () => {
    await signedIn();
    expect((await desk.run(['customers', 'show', '99999999'])).code).toBe(5);
    const none = await desk.run(['customers', 'unbind', '00238817', '--binding', 'ffffffffffff', '--why', 'mistake']);
    expect([none.code, none.err]).toEqual([5, '没有这个绑定，可能已经停了\n']);
    expect((await desk.run(['customers', 'end-bindings', '00238817', '--why', 'x'])).code).toBe(2);
  });
});

describe('notices', () => {
  it('go from draft to published to withdrawn', async () => {
    await signedIn();
    const created = await desk.json([
      ...['notices', 'create', '--kind', 'emergency', '--title', '芳草园抢修', '--body', '主管漏水'],
      ...['--area', '芳草园@31.23,121.47,500', '--area', '滨河路', '--from', '2026-11-21 14:00'],
      ...['--to', '2026-11-21T20:00+08:00'],
    ]);
    expect([created.code, created.lines]).toEqual([0, 1]);
    expect(created.document).toMatchObject({
      id: 'n1',
      state: 'draft',
      areas: [{ name: '芳草园', latitude: 31.23, longitude: 121.47, radiusM: 500 }, { name: '滨河路' }],
      from: '2026-11-21T06:00:00.000Z',
      to: '2026-11-21T12:00:00.000Z',
    });
    expect((await desk.run(['notices', 'publish', 'n1'])).out).toBe('已发布：芳草园抢修\n');
    expect((await desk.json(['notices', 'report', 'n1', '--text', '漏点找到'])).document.timeline).toHaveLength(1);
    const { out } = await desk.run(['notices', 'show', 'n1']);
    expect(out).toContain('紧急抢修');
    expect(out).toContain('芳草园（500 米内）、滨河路');
    expect(out).toContain('漏点找到');
    const list = await desk.run(['notices', 'list', '--kind', 'emergency']);
    expect(list.out).toMatch(/编号.*类型.*状态.*标题/);
    expect(list.out).toMatch(/n1.*紧急抢修.*已发布.*芳草园抢修.*2026-11-21 14:00/);
    expect((await desk.json(['notices', 'list'])).document).toMatchObject({ items: [{ id: 'n1' }], next: null });
    expect((await desk.json(['notices', 'withdraw', 'n1'])).document.state).toBe('withdrawn');
  });

  it('take title and body from a file, and what is written out goes first', async () => {
    await signedIn();
    const file = join(desk.folder, 'n.md');
    writeFileSync(file, '\ufeff# 水质公告（10月）\r\n\r\n各项合格。\r\n第二段。\r\n');
    const args = ['notices', 'create', '--kind', 'quality', '--file', file];
    expect((await desk.json(args)).document).toMatchObject({ title: '水质公告（10月）', body: '各项合格。\n第二段。' });
    expect((await desk.json([...args, '--title', '另题'])).document.title).toBe('另题');
    expect((await desk.run([...args, '--file', join(desk.folder, 'none.md')])).code).toBe(2);
  });

  it('are read whole from a file with a head', async () => {
    await signedIn();
    const file = join(desk.folder, 'n.md');
    const head = [
      'kind: planned',
      'area: 芳草园@31.23,121.47,500',
      'area：滨河路1-99号单号',
      'from: "2026-11-22 09:00"',
    ].join('\n');
    writeFileSync(file, `---\n${head}\nto: 2026-11-22 17:00\nexpires: 2026-11-23\n---\n# 计划停水\n\n换阀门。\n`);
    expect((await desk.json(['notices', 'create', '--file', file])).document).toMatchObject({
      kind: 'planned',
      title: '计划停水',
      body: '换阀门。',
      areas: [{ name: '芳草园', radiusM: 500 }, { name: '滨河路1-99号单号' }],
      from: '2026-11-22T01:00:00.000Z',
      to: '2026-11-22T09:00:00.000Z',
      expiresAt: '2026-11-22T16:00:00.000Z',
    });
  });

  it.each([
    ['---\nkind: party\n---\n# 题\n文', '文件第 2 行：“party”不对，可以是：planned（计划停水）'],
    ['---\n\nwhen: today\n---\n文', '文件第 3 行：开头只能写 kind、title、area、from、to、expires'],
    ['---\nfrom: 明天\n---\n文', '文件第 2 行：时间“明天”看不懂'],
    ['---\nkind: news\n# 题\n文', '--- 没有结尾'],
    [`---\nkind: news\n---\n# ${'长'.repeat(65)}\n文`, '文件第 4 行：内容太长了，最多 64 个字'],
  ])('a file that is wrong is refused by its line: %j', async (text, words) => {
    await signedIn();
    const file = join(desk.folder, 'n.md');
    writeFileSync(file, text);
    const { code, err } = await desk.run(['notices', 'create', '--file', file]);
    expect([code, err.trimEnd().includes('\n')]).toEqual([2, false]);
    expect(err).toContain(words);
  });

  it('are published at a time, and say who did what', async () => {
    const id = await draft();
    expect((await desk.run(['notices', 'publish', id, '--at', '2026-11-22 07:00'])).out).toBe(
      '已定时：题，2026-11-22 07:00 自动发布\n',
    );
    expect((await desk.run(['notices', 'show', id])).out).toContain('待发布，2026-11-22 07:00 自动发布，不在线');
    const { out } = await desk.run(['notices', 'versions', id]);
    expect(out).toMatch(/1.*2026-11-21 09:00.*liuyang.*起草/);
    expect((await desk.run(['notices', 'versions', 'none'])).code).toBe(5);
  });

  it('say how many were answered from them, and how many an edit will reach', async () => {
    const id = await draft();
    expect((await desk.run(['notices', 'edit', id, '--to', 'none', '--title', '新'])).out).toContain(
      '问过这条公告的 2 位客户会收到更正',
    );
    expect((await desk.run(['notices', 'show', id])).out).toContain('3 位客户；已告知更正 1 位，待告知 2 位');
    expect((await desk.run(['notices', 'withdraw', id])).out).toBe(
      '已撤回：新\n问过这条公告的 2 位客户会收到更正（夜里 22 点到 7 点不打扰，急的除外）\n',
    );
  });

  it('are edited field by field and deleted as drafts', async () => {
    const id = await draft();
    expect((await desk.json(['notices', 'edit', id, '--title', '新题', '--version', '1'])).document).toMatchObject({
      title: '新题',
      body: '文',
      version: 2,
    });
    expect((await desk.run(['notices', 'edit', id, '--title', '旧题', '--version', '1'])).code).toBe(6);
    expect(await desk.run(['notices', 'edit', id])).toEqual({ code: 2, out: '', err: '没有写要改什么\n' });
    expect((await desk.json(['notices', 'delete', id])).document).toEqual({ id, deleted: true });
    expect((await desk.run(['notices', 'show', id])).code).toBe(5);
  });

  it.each([
    ['a kind that is none', ['--kind', 'party', '--title', 'a', '--body', 'b'], 'planned（计划停水）'],
    ['no kind', ['--title', 'a', '--body', 'b'], '--kind'],
    ['no title', ['--kind', 'news', '--body', 'b'], '--title'],
    ['an empty body', ['--kind', 'news', '--title', 'a', '--body', ' '], '内容是空的'],
    [
      'a day that does not exist',
      ['--kind', 'news', '--title', 'a', '--body', 'b', '--from', '2026-02-30'],
      '2026-02-30',
    ],
    ['a time in words', ['--kind', 'news', '--title', 'a', '--body', 'b', '--from', '明天'], '明天'],
    [
      'an end before the start',
      ['--kind', 'news', '--title', 'a', '--body', 'b', '--from', '2026-11-22', '--to', '2026-11-21'],
      '晚于',
    ],
    [
      'half a place',
      ['--kind', 'news', '--title', 'a', '--body', 'b', '--area', '芳草园@31.2,121.4'],
      '芳草园@31.2,121.4',
    ],
    [
      'a place off the map',
      ['--kind', 'news', '--title', 'a', '--body', 'b', '--area', '芳草园@95,121.4,9'],
      '芳草园@95',
    ],
  ])('refuse %s in one line, without asking the server', async (_name, options, words) => {
    const { code, out, err } = await desk.run(['notices', 'create', ...options]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(words);
    expect(err.trimEnd()).not.toContain('\n');
    expect(admin.acts).toEqual([]);
  });
});

describe('tickets', () => {
  it('are listed, shown masked and in full', async () => {
    await signedIn();
    const list = await desk.run(['tickets', 'list']);
    expect(list.out).toMatch(/TS20261121042.*待处理.*11-24 18:00.*3 条.*路口井盖松动/);
    expect(list.out).toContain('到21日14:00');
    for (const line of list.out.split('\n')) expect(columns(line)).toBeLessThanOrEqual(100);
    expect((await desk.json(['tickets', 'list', '--state', 'taken'])).document.items).toHaveLength(1);
    const more = await desk.run(['tickets', 'list', '--limit', '1']);
    expect(more.out).toContain('--after more');
    const masked = await desk.run(['tickets', 'show', TICKET]);
    expect(masked.out).toContain('138****0001');
    expect(masked.out).toContain('照片 m1（已存，1 KB）');
    expect(masked.out).toContain('可直接回复：还剩 3 条，到 11-21 14:00');
    expect(admin.acts.filter(({ what }) => what === 'customer.view_full')).toEqual([]);
    const full = await desk.json(['tickets', 'show', TICKET, '--full']);
    expect(full.document.contact.mobile).toBe('13800000001');
    expect(admin.acts.filter(({ what }) => what === 'customer.view_full')).toHaveLength(1);
  });

  it('save their media where they are told', async () => {
    await signedIn();
    const folder = join(desk.folder, 'media');
    const { code, document } = await desk.json(['tickets', 'show', TICKET, '--open', folder]);
    expect([code, document.files]).toEqual([0, [join(folder, `${TICKET}-m1.jpg`)]]);
    expect([...readFileSync(document.files[0])]).toEqual([255, 216, 1]);
  });

  it('are taken, noted, answered, resolved and closed', async () => {
    await signedIn();
    expect((await desk.json(['tickets', 'take', TICKET])).document).toMatchObject({ state: 'taken', clerk: 'liuyang' });
    expect((await desk.json(['tickets', 'list', '--mine'])).document.items).toHaveLength(2);
    expect((await desk.run(['tickets', 'note', TICKET, '--text', '已派班组'])).out).toBe('已备注\n');
    const replied = await desk.run(['tickets', 'reply', TICKET, '--text', '今天下午换好']);
    expect(replied.out).toBe('已发出（微信对话），本次对话还能发 4 条\n');
    const again = await desk.json(['tickets', 'reply', TICKET, '--text', '好了']);
    expect(again.document).toMatchObject({ sent: 'kf', left: 4 });
    expect((await desk.json(['tickets', 'resolve', TICKET])).document.state).toBe('resolved');
    expect((await desk.json(['tickets', 'close', TICKET])).document.state).toBe('closed');
    expect(admin.causes.every((cause) => /^staff:liuyang:key-\d+$/.test(cause))).toBe(true);
  });

  it('are given back, handed over, and moved by a super administrator alone when another has them', async () => {
    await signedIn();
    await desk.run(['tickets', 'take', TICKET]);
    expect((await desk.run(['tickets', 'transfer', TICKET, '--to', 'zhou'])).out).toBe(`${TICKET} 已转给 zhou\n`);
    expect((await desk.json(['tickets', 'transfer', TICKET, '--to', 'kan'])).document).toMatchObject({
      error: { code: 'bad_input', message: '接手的人（--to，要能办这张工单的）不对，请检查' },
    });
    expect((await desk.run(['tickets', 'transfer', TICKET, '--to', 'nobody'])).code).toBe(5);
    expect((await desk.run(['tickets', 'release', 'TS20261121043'])).code).toBe(6);
    await desk.login('zhou', 'mountain river');
    expect((await desk.json(['tickets', 'release', 'TS20261121043'])).document).toMatchObject({ state: 'open' });
    expect(admin.acts.filter(({ what }) => what === 'ticket.transfer').map(({ detail }) => detail)).toContainEqual({
      to: 'zhou',
    });
  });

  it("end with 6 for a colleague's, 5 for an unknown and 2 for a wrong number", async () => {
    await signedIn();
    expect(await desk.run(['tickets', 'reply', 'TS20261121043', '--text', '好'])).toEqual({
      code: 6,
      out: '',
      err: '这张工单由 zhou 在处理\n',
    });
    const unknown = await desk.json(['tickets', 'show', 'TS20260101001']);
    expect([unknown.code, unknown.document, unknown.err]).toEqual([
      5,
      { error: { code: 'ticket_unknown', message: '没有这张工单' } },
      '',
    ]);
    expect((await desk.run(['tickets', 'take', '42'])).code).toBe(2);
  });

  it('never let a resident steer the terminal', async () => {
    await admin.close();
    const { sampleTicket } = await import('../admin-api/fakes.js');
    const evil = sampleTicket({ text: 'a\u001b[2J\u202eb' });
    admin = await startAdmin({
      tickets: { show: async () => evil, reach: async () => new Map([[evil.openid, { way: 'queued' }]]) } as never,
    });
    desk.standUp();
    desk = sitDown(admin.url);
    await signedIn();
    expect((await desk.run(['tickets', 'show', TICKET])).out).toContain('a[2Jb');
  });
});

describe('bills push', () => {
  it('sends once and says how it went', async () => {
    await signedIn();
    const { code, document } = await desk.json(['bills', 'push', '--month', '2026-10']);
    expect([code, document]).toEqual([0, admin.run]);
    const { out } = await desk.run(['bills', 'push', '--month', '2026-10']);
    expect(out).toBe('2026-10 账单：发出 3，跳过 1，失败 0，结果不明 0\n');
  });

  it('shows on stderr how far it is, and keeps stdout clean', async () => {
    await signedIn();
    let finish = (): void => undefined;
    admin.seen.push = () =>
      new Promise((resolve) => {
        finish = () => resolve(admin.run);
      });
    const running = desk.json(['bills', 'push', '--month', '2026-10']);
    // The second look proves that the first was answered while the push was still on.
    while (admin.looks.length < 2) await new Promise((resolve) => setImmediate(resolve));
    finish();
    const { code, document, err } = await running;
    expect([code, document]).toEqual([0, admin.run]);
    expect(err).toBe('2026-10 账单推送：4 / 7，已发 3\n');
  });

  it('counts without sending, and refuses a month that is none or not over', async () => {
    await signedIn();
    const dry = await desk.json(['bills', 'push', '--month', '2026-10', '--dry-run']);
    expect(dry.document).toMatchObject({ campaign: 'bills:2026-10', sent: 0, audience: 7 });
    expect((await desk.run(['bills', 'push', '--month', '2026-13'])).code).toBe(2);
    expect((await desk.run(['bills', 'push'])).err).toContain('--month');
    const early = await desk.run(['bills', 'push', '--month', '2026-11']);
    expect([early.code, early.err]).toEqual([2, '月份（--month）不对，请检查\n']);
  });
});

describe('what became of a push', () => {
  it('that awaits a second person is said so, with an exit code of its own', async () => {
    await signedIn();
    const awaiting = { ...admin.run, sent: 0, skipped: 0, state: 'awaiting approval', waiting: 0 } as const;
    admin.seen.push = async () => awaiting;
    const { code, document } = await desk.json(['bills', 'push', '--month', '2026-10']);
    expect([code, document]).toEqual([4, awaiting]);
    expect((await desk.run(['bills', 'push', '--month', '2026-10'])).out).toContain('bills approve --month 2026-10');
    admin.seen.push = async () => admin.run;
    expect((await desk.json(['bills', 'approve', '--month', '2026-10'])).document).toEqual(admin.run);
  });

  it('that waits says for what and until when', async () => {
    await signedIn();
    const wait = { for: 'quiet hours', until: new Date('2026-11-22T08:00:00+08:00') } as const;
    admin.seen.push = async () => ({ ...admin.run, state: 'waiting', waiting: 4, wait });
    expect((await desk.run(['bills', 'push', '--month', '2026-10'])).out).toBe(
      '2026-10 账单：发出 3，跳过 1，失败 0，结果不明 0，还有 4 户没发（免打扰时间，2026-11-22 08:00 后自动接着发）\n',
    );
  });

  it('is listed and reported, residents masked', async () => {
    await signedIn();
    expect((await desk.run(['bills', 'campaigns'])).out).toMatch(/2026-10.*进行中.*liuyang.*3/);
    expect((await desk.json(['bills', 'campaigns'])).document).toMatchObject({ items: [{ key: 'bills:2026-10' }] });
    const { out } = await desk.run(['bills', 'report', '--month', '2026-10', '--state', 'failed']);
    expect(out).toMatch(/失败.*微信拒绝：没有关注（43004）.*1/);
    expect(out).toMatch(/\*\*\*\*1190/);
    expect(out).not.toContain('00451190');
    const { document } = await desk.json(['bills', 'report', '--month', '2026-10', '--state', 'failed']);
    expect(document).toMatchObject({ month: '2026-10', items: [{ account: '****1190' }], next: null });
    expect((await desk.run(['bills', 'report', '--month', '2020-10'])).code).toBe(5);
    expect((await desk.run(['bills', 'report', '--month', '2026-10', '--state', 'lost'])).code).toBe(2);
  });
});

describe('the service', () => {
  it('shows its state, its checks and its audit trail', async () => {
    await signedIn();
    expect((await desk.json(['status'])).document).toEqual(sampleStatus);
    const state = await desk.run(['status']);
    expect(state.code).toBe(0);
    for (const words of [
      /状态.*正常/,
      /消息队列.*正在处理 1，没办完 3（办理 1，补发 2）/,
      /答复.*当场答复 9，先请稍候 1，随后补发 1，没答成 1/,
      /微信接口.*成功 20，超额度 2/,
      /语音·腾讯云.*听清 2，失败 4（失败太多，暂停使用）/,
      /工单.*待处理 3，处理中 1，超时 0；最急的 TS20261121001/,
      /账单推送.*2026-10：发出 3，失败 1（完成）/,
      /定时任务.*1 个，最近一次/,
    ])
      expect(state.out).toMatch(words);
    const sick = await desk.run(['doctor']);
    expect([sick.code, sick.err]).toEqual([1, '']);
    expect(sick.out).toBe(
      [
        '✗ 模板消息：账号里没有：bill',
        '    怎么办：到公众号后台抄下模板 ID，改 WECHAT_TEMPLATES，然后重启服务',
        '✓ 数据库：能读能写，3 毫秒',
        '',
        '有 1 个问题',
        '',
      ].join('\n'),
    );
    expect((await desk.json(['doctor'])).document).toEqual(sampleDoctor);
    expect((await desk.run(['activity', 'list'])).out).toMatch(/liuyang.*staff.sign_in.*完成/);
    expect((await desk.run(['activity', 'verify'])).out).toMatch(/^完整，共 \d+ 条\n$/);
  });

  it('adds accounts for super administrators only', async () => {
    const put = ['accounts', 'put', 'wang', '--role', 'support', '--password-stdin'];
    await signedIn();
    expect((await desk.run(put, { stdin: 'longer than eight' })).code).toBe(4);
    await desk.login('zhou', 'mountain river');
    expect((await desk.json(put, { stdin: 'longer than eight' })).document).toMatchObject({
      user: 'wang',
      role: 'support',
    });
    expect((await desk.run(put, { stdin: 'short' })).err).toBe('密码不对，请检查\n');
    const district = ['accounts', 'put', 'wang', '--role', 'district', '--password-stdin'];
    expect((await desk.run([...district, '--district', '城东区'], { stdin: 'longer than eight' })).out).toBe(
      '账号已保存：wang（片区，城东区）\n',
    );
    expect(await desk.run(district, { stdin: 'longer than eight' })).toMatchObject({
      code: 2,
      err: '片区（--district，片区员工要写，别的角色不写）不对，请检查\n',
    });
  });

  it('lists accounts and shuts them out', async () => {
    await desk.login('zhou', 'mountain river');
    expect((await desk.run(['accounts', 'list'])).out).toMatch(
      /suo.*停用[\s\S]*dong.*片区.*城东区.*正常[\s\S]*xin.*待改密码/,
    );
    expect((await desk.run(['accounts', 'disable', 'dong'])).out).toBe('账号已停用：dong\n');
    expect((await desk.run(['accounts', 'enable', 'dong'])).out).toBe('账号已恢复：dong\n');
    expect(await desk.run(['accounts', 'disable', 'zhou'])).toMatchObject({
      code: 6,
      err: '不能停用自己的账号或改自己的角色，请找另一位超级管理员\n',
    });
    expect((await desk.run(['accounts', 'disable', 'nobody'])).code).toBe(5);
  });

  it('lists sessions and ends them', async () => {
    await desk.login('dong', 'eastern gate');
    const { items } = (await desk.json(['sessions', 'list'])).document;
    expect(items).toHaveLength(1);
    expect((await desk.run(['sessions', 'list'])).out).toMatch(new RegExp(`${items[0].id}.*dong.*2026-11-21 09:00`));
    expect((await desk.run(['sessions', 'revoke', sessionOf(0)])).err).toBe('没有这个登录，可能已经结束\n');
    expect((await desk.run(['sessions', 'revoke', 'all'])).code).toBe(2);
  });

  it('sends who has a password of another to change it first', async () => {
    expect((await desk.login('xin', 'chosen by zhou')).out).toBe(
      '已登录：xin（客服）。先把密码改成自己的：admin-cli password change\n',
    );
    expect(await desk.run(['tickets', 'list'])).toMatchObject({
      code: 4,
      err: '密码是别人设的，要先改成自己的：admin-cli password change\n',
    });
    const change = ['password', 'change'];
    const typed = (again: string) => ({ stdin: `chosen by zhou\nmy very own\n${again}\n`, tty: true });
    expect(await desk.run(change, typed('my very won'))).toMatchObject({
      code: 2,
      err: '现在的密码：\n新密码（至少 8 位）：\n再输一次新密码：\n两次输入的新密码不一样，密码没有改\n',
    });
    expect((await desk.run(change, typed('my very own'))).out).toBe('密码已改\n');
    const piped = await desk.run([...change, '--password-stdin'], { stdin: 'chosen by zhou\nmy very own\n' });
    expect([piped.code, piped.out]).toEqual([0, '密码已改\n']);
    expect((await desk.run([...change, '--password-stdin'], { stdin: 'one line\n' })).err).toBe('密码是空的\n');
    expect((await desk.run([...change, '--password-stdin'], { stdin: 'wrong\nmy very own\n' })).code).toBe(3);
  });
});
