import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Resident } from '../support/driver.js';
import { withSite } from '../support/service.js';

const yuan = (fen: number): string => `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')} 元`;

const site = withSite();

describe('a new resident', () => {
  let li: Resident;
  beforeAll(async () => {
    li = await site().resident('李四');
  });

  it('is greeted when she follows', async () => {
    expect(await li.follow()).toMatch(/您好，我是某某自来水有限公司[\s\S]*绑定/);
  });

  it('asks for her bill, binds first with one wrong code, and has the bill unasked', async () => {
    const { mobile, bills } = await site().customer('00451190');
    expect(await li.says('上个月水费多少')).toMatch(/先绑定户号才能查水费[\s\S]*1 同意/);
    expect(await li.says('1')).toMatch(/请发8位户号/);
    expect(await li.says('00451190')).toMatch(/验证码已发到 138\*\*\*\*0002/);
    const code = await site().code(mobile);
    const wrong = code === '000000' ? '111111' : '000000';
    expect(await li.says(wrong)).toMatch(/验证码不对，还能再试 2 次/);
    const answer = await li.says(code);
    const bill = bills.find(({ month }) => month === '2026-10')!;
    expect(answer).toMatch(/绑好了：李\*/);
    expect(answer).toContain('2026年10月');
    expect(answer).toContain(`用水 ${bill.usage} 吨，水费 ${yuan(bill.amountFen)}，未交`);
    expect((await site().sms(mobile)).length).toBe(1);
  });

  it('has the bill of any month, and what is unpaid, as the demo says they are', async () => {
    const { bills, arrearsFen } = await site().customer('00451190');
    for (const [asked, month] of [
      ['今年8月水费', '2026-08'],
      ['去年12月水费多少', '2025-12'],
    ] as const) {
      const bill = bills.find((one) => one.month === month)!;
      expect(await li.says(asked)).toContain(`用水 ${bill.usage} 吨，水费 ${yuan(bill.amountFen)}，已交清`);
    }
    const unpaid = bills.filter(({ paid }) => !paid);
    expect(unpaid.map(({ month }) => month)).toEqual(['2026-09', '2026-10']);
    const answer = await li.says('我还欠多少钱');
    expect(answer).toContain(`有 2 个月没交，共 ${yuan(arrearsFen)}`);
    for (const { amountFen } of unpaid) expect(answer).toContain(yuan(amountFen));
  });

  it('asks by voice', async () => {
    const { bills } = await site().customer('00451190');
    expect(await li.speaks('上个月水费多少')).toContain(`水费 ${yuan(bills.at(-1)!.amountFen)}`);
    const [call] = (await site().calls('/speech')).slice(-1);
    expect(call?.answer).toMatchObject({ Response: { Result: '上个月水费多少' } });
  });
});

describe('one with two properties', () => {
  it('taps which one, and both', async () => {
    const zhang = await site().bound('00238817', '00238825');
    const [home, old] = await Promise.all([site().customer('00238817'), site().customer('00238825')]);
    expect(await zhang.says('查水费')).toMatch(/查哪一处？\n1 自住\n2 老房子\n3 两处都看/);
    expect(await zhang.taps('老房子')).toContain(`水费 ${yuan(old.bills.at(-1)!.amountFen)}`);
    await site().pass(120);
    const another = await site().bound('00238817', '00238825');
    await another.says('查水费');
    const both = await another.taps('两处都看');
    expect(both).toContain(`水费 ${yuan(home.bills.at(-1)!.amountFen)}`);
    expect(both).toContain(`水费 ${yuan(old.bills.at(-1)!.amountFen)}`);
  });
});

describe('outages', () => {
  it('are told by area, by home, by a sent place, and that there is none', async () => {
    const { notices } = await site().demo();
    const burst = notices.find(({ id }) => id === 'demo-emergency')!.areas[0]!;
    const one = await site().bound('00777016');
    expect(await one.says('芳草园怎么没水了')).toMatch(/^有影响：芳草园正在抢修停水/);
    expect(await one.says('翠湖小区停水了吗')).toMatch(/翠湖小区今天和接下来没有停水公告/);
    expect(await one.says('我家停水吗')).toMatch(/自住.*没有停水公告/);
    expect(await one.says('明天翡翠城停水吗')).toMatch(/有影响：翡翠城.*计划停水/);
    expect(await one.place(burst.latitude!, burst.longitude!, '我在这里')).toMatch(/收到位置/);
    expect(await one.taps('查这里停不停水')).toMatch(/有影响：.*芳草园/);
    await one.place(31.9, 115.9, '远处');
    expect(await one.says('1')).toMatch(/没有停水公告/);
  });

  it('published in the terminal are found by the next question', async () => {
    const one = await site().follower();
    expect(await one.says('育才小区停水了吗')).toMatch(/没有停水公告/);
    await site().signIn();
    const draft = await site().cliJson<{ id: string; state: string }>([
      ...['notices', 'create', '--kind', 'emergency', '--title', '育才小区抢修停水', '--body', '主管漏水，正在抢修。'],
      ...['--area', '育才小区', '--from', '2026-11-21T08:30:00+08:00', '--to', '2026-11-21T20:00:00+08:00'],
    ]);
    expect(draft.state).toBe('draft');
    expect(await one.says('育才小区停水了吗')).toMatch(/没有停水公告/);
    const published = await site().cliJson<{ id: string; state: string }>(['notices', 'publish', draft.id]);
    expect(published).toMatchObject({ id: draft.id, state: 'published' });
    expect(await one.says('育才小区停水了吗')).toMatch(
      /有影响：育才小区正在抢修停水，预计今天 20:00 恢复[\s\S]*主管漏水/,
    );
    const { items } = await site().cliJson<{ items: { id: string }[]; next: string | null }>(['notices', 'list']);
    expect(items[0]?.id).toBe(draft.id);
    await site().cliJson(['notices', 'withdraw', draft.id]);
    expect(await one.says('育才小区停水了吗')).toMatch(/没有停水公告/);
    expect((await site().cli(['notices', 'publish', draft.id, '--json'])).code).toBe(6);
    expect((await site().cli(['notices', 'show', 'nothing-like-it', '--json'])).code).toBe(5);
  });
});

interface TicketOut {
  number: string;
  state: string;
  text: string;
  clerk?: string;
  place?: { label: string };
  contact?: { holder: string; mobile: string };
  media: { id: string; kind: string; state: string; transcript?: string }[];
  lines: { from: string; text: string; sent?: { way: string } }[];
}

const ticketNumber = (words: string): string => {
  const [number] = /TS\d{11,}/.exec(words) ?? [];
  if (!number) throw new Error(`no ticket number in: ${words}`);
  return number;
};

describe('a complaint', () => {
  let zhao: Resident;
  let number: string;
  beforeAll(async () => {
    zhao = await site().bound('00612204');
  });

  it('takes three photos, a voice and a place, survives a bill question, and is filed once confirmed', async () => {
    const { bills } = await site().customer('00612204');
    expect(await zhao.says('我要投诉')).toMatch(/请说一下是什么事/);
    expect(await zhao.photo()).toMatch(/收到第 1 张照片/);
    expect(await zhao.speaks('滨河路口的井盖松了半夜一直响')).toMatch(/在什么地方/);
    expect(await zhao.photo()).toMatch(/收到第 2 张照片/);
    const bill = await zhao.says('上个月水费多少');
    expect(bill).toContain(`水费 ${yuan(bills.at(-1)!.amountFen)}`);
    expect(bill).toMatch(/接着刚才的投诉/);
    expect(await zhao.photo()).toMatch(/收到第 3 张照片/);
    const summary = await zhao.place(30.559, 114.293, '滨河路12号');
    expect(summary).toMatch(
      /滨河路口的井盖松了半夜一直响[\s\S]*滨河路12号；照片 3 张；语音 1 段；电话 138\*\*\*\*0003/,
    );
    const filed = await zhao.taps('提交');
    expect(filed).toMatch(/已登记，单号 TS20261121\d{3}，11月\d+日.*前答复您/);
    number = ticketNumber(filed);
    expect(await zhao.says('进度')).toMatch(new RegExp(`${number}[\\s\\S]*等待受理`));
  });

  it('needs a sign-in of the clerk', async () => {
    expect((await site().cli(['tickets', 'list', '--json'], { as: 'nobody' })).code).toBe(3);
    const wrong = await site().cli(['login', '--user', 'support', '--password-stdin', '--json'], {
      stdin: 'not the password',
      as: 'support',
    });
    expect(wrong.code).toBe(3);
    await site().signIn('support');
    expect(await site().cliJson(['whoami'], { as: 'support' })).toMatchObject({ user: 'support', role: 'support' });
    expect((await site().cli(['accounts', 'put', '--help'], { as: 'support' })).code).toBe(0);
    expect((await site().cli(['tickets', 'frobnicate'], { as: 'support' })).code).toBe(2);
  });

  it('is listed with its photos stored, taken, answered in the chat and closed', async () => {
    const as = 'support';
    const { items } = await site().cliJson<{ items: { number: string; state: string }[] }>(['tickets', 'list'], { as });
    expect(items).toContainEqual(expect.objectContaining({ number, state: 'open' }));
    await site().pass(30);
    const shown = await site().cliJson<TicketOut>(['tickets', 'show', number], { as });
    expect(shown.media.map(({ kind, state }) => `${kind} ${state}`).sort()).toEqual([
      'photo stored',
      'photo stored',
      'photo stored',
      'voice stored',
    ]);
    expect(shown.place?.label).toBe('滨河路12号');
    expect(shown.contact?.mobile).toBe('138****0003');

    expect(await site().cliJson(['tickets', 'take', number], { as })).toMatchObject({
      state: 'taken',
      clerk: 'support',
    });
    await site().signIn('admin');
    expect((await site().cli(['tickets', 'reply', number, '--text', '不该发出', '--json'])).code).toBe(6);

    const before = (await zhao.thread()).at(-1)?.seq ?? 0;
    const replied = await site().cliJson<{ sent: string; left: number }>(
      ['tickets', 'reply', number, '--text', '维修班今天下午去紧固井盖'],
      { as },
    );
    expect(replied.sent).toBe('kf');
    expect(replied.left).toBe(4);
    const heard = await zhao.hears(({ text }) => text.includes('维修班今天下午去紧固井盖'), { after: before });
    expect(heard.channel).toBe('kf');
    expect(await zhao.says('我的投诉到哪了')).toMatch(/客服正在处理[\s\S]*客服答复：维修班今天下午去紧固井盖/);
    expect(await site().cliJson(['tickets', 'close', number], { as })).toMatchObject({ state: 'closed' });
    expect((await site().cli(['tickets', 'reply', number, '--text', '太晚了', '--json'], { as })).code).toBe(6);
    expect((await site().cli(['tickets', 'show', 'TS20260101001', '--json'], { as })).code).toBe(5);
    expect(await zhao.says('进度')).toMatch(/已办结/);
    expect((await zhao.thread()).filter(({ text }) => /不该发出|太晚了/.test(text))).toEqual([]);
  });

  it('prints tables for people and one document for machines', async () => {
    const table = await site().cli(['tickets', 'list'], { as: 'support' });
    expect(table.code).toBe(0);
    expect(table.stdout).toContain('单号');
    const json = await site().cli(['tickets', 'show', number, '--json'], { as: 'support' });
    expect(JSON.parse(json.stdout)).toMatchObject({ number, state: 'closed' });
    expect(json.stderr).toBe('');
  });

  it('leaves a whole audit trail', async () => {
    expect(await site().cliJson(['activity', 'verify'])).toMatchObject({ whole: true });
    const { items } = await site().cliJson<{ items: { who: string; what: string; which: string }[] }>([
      'activity',
      'list',
    ]);
    expect(items.filter(({ which }) => which === number).length).toBeGreaterThanOrEqual(3);
  });
});

describe('everything else', () => {
  it('is told who to ask, or that it was not understood', async () => {
    const one = await site().follower();
    expect(await one.says('电费多少')).toMatch(/电的事我查不了，请找供电公司/);
    expect(await one.says('阿拉巴拉哇啦哇')).not.toBe('');
    expect(await one.says('谢谢')).toMatch(/不客气/);
  });

  it('speaks to a clerk, and the bot is silent until it is over', async () => {
    const one = await site().follower();
    expect(await one.says('人工')).toMatch(/^已转人工，/);
    const { items: waiting } = await site().cliJson<{ items: { number: string }[] }>(['desk', 'list']);
    const talk = waiting[0]?.number ?? '';
    await site().cliJson(['desk', 'take', talk]);
    expect(await site().cliJson(['desk', 'say', talk, '--text', '您好，请讲'])).toMatchObject({ sent: 'kf' });
    const heard = await one.hears(({ text }) => text === '客服：您好，请讲');
    expect(heard.channel).toBe('kf');
    expect((await one.send({ type: 'text', content: '上个月水费多少' })).passive).toBeNull();
    expect(await site().cliJson(['desk', 'show', talk])).toMatchObject({
      lines: expect.arrayContaining([expect.objectContaining({ text: '上个月水费多少', from: 'resident' })]),
    });
    await site().cliJson(['desk', 'release', talk, '--to-ticket']);
    await one.hears(({ text }) => /登记下来接着办，单号 TS/.test(text));
    expect(await one.says('谢谢')).toMatch(/不客气/);
  });

  it('finds the callback ticket in the list', async () => {
    const { items } = await site().cliJson<{ items: { kind: string }[] }>(['tickets', 'list', '--state', 'open']);
    expect(items).toContainEqual(expect.objectContaining({ kind: 'callback' }));
  });

  it('has its menu published and answers its keys', async () => {
    const one = await site().follower();
    expect(JSON.stringify(await site().menu())).toContain('"key":"outage_lookup"');
    expect((await one.send({ type: 'event', event: 'CLICK', key: 'outage_lookup' })).passive?.text).toMatch(/处停水/);
  });

  it('is well by its own word', async () => {
    expect(await site().cliJson(['status'])).toMatchObject({ status: 'ok', mode: 'demo' });
    expect(await site().cliJson(['doctor'])).toMatchObject({ ok: true });
  });
});
