import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Act, Delivery, Resident } from '../support/driver.js';
import { withSite } from '../support/service.js';

/** Nobody is at the desk: who asks for a person gets a ticket, which is an effect to be counted. */
const site = withSite({ DESK_HOURS: 'off' });

beforeAll(async () => {
  await site().signIn();
});
afterEach(async () => {
  await site().noFaults();
});

const accountWords = async (one: Resident): Promise<string[]> =>
  (await one.thread()).filter(({ from }) => from === 'account').map(({ text }) => text);
const tickets = async (): Promise<number> =>
  (await site().cliJson<{ items: unknown[] }>(['tickets', 'list'])).items.length;

/** One clear answer, in time, at the first try, and nothing else said. */
const expectOneAnswer = async (one: Resident, act: Act): Promise<string> => {
  const before = await accountWords(one);
  const delivery: Delivery = await one.send(act);
  expect(delivery).toMatchObject({ tries: 1, shown: null, problem: null });
  expect(delivery.ms).toBeLessThan(5000);
  const words = delivery.passive?.text ?? '';
  expect(words.trim()).not.toBe('');
  expect(words).not.toMatch(/undefined|NaN|null|\[object|Error/);
  expect(await accountWords(one)).toEqual([...before, words]);
  return words;
};

describe('words that are none', () => {
  it.each([
    ['an empty message', '', /没看到文字/],
    ['spaces', '   \n ', /没看到文字/],
    ['emoji only', '😀🎉👍🏽', /没看到文字/],
    ['zero-width characters', '\u200b\u200c\u200d\ufeff', /没看到文字/],
    ['2,000 characters about nothing', '春眠不觉晓处处闻啼鸟夜来风雨声花落知多少'.repeat(100), /太长了我看不全|帮不上/],
    ['2,000 characters of one', '啊'.repeat(2000), /./],
    ['2,000 characters of a question', '上个月水费多少'.repeat(286).slice(0, 2000), /先绑定户号才能查水费|太长/],
    ['digits that nobody asked for', '1234567', /一串数字/],
    ['markup', '<a href="weixin://x">点</a><script>alert(1)</script>', /./],
    ['the end of a CDATA section', ']]></Content><MsgType>event</MsgType>', /./],
    ['half of a pair', '\ud83d水费', /./],
  ])('%s', async (_name, content, expected) => {
    const one = await site().follower();
    expect(await expectOneAnswer(one, { type: 'text', content })).toMatch(expected);
  });

  it('control and zero-width characters amid words do not hide them', async () => {
    const one = await site().bound('00777016');
    const bill = await one.says('上个月水费多少');
    expect(bill).toContain('2026年10月');
    expect(await expectOneAnswer(one, { type: 'text', content: '上\u200b个月\u0007水\ufeff费多\u0001少' })).toBe(bill);
  });

  it('things that cannot be read, and a voice that says nothing', async () => {
    const one = await site().follower();
    expect(await expectOneAnswer(one, { type: 'video' })).toMatch(/这种消息我还看不了/);
    expect(await expectOneAnswer(one, { type: 'link', title: '看这个', url: 'http://127.0.0.1/' })).toMatch(/看不了/);
    expect(await expectOneAnswer(one, { type: 'voice', text: '' })).toMatch(/没听清/);
    expect(await expectOneAnswer(one, { type: 'voice', amr: Buffer.from('not a voice').toString('base64') })).toMatch(
      /没听清|听不了/,
    );
    const minute = Buffer.concat([Buffer.from('#!AMR\n'), Buffer.alloc(32 * 50 * 75, 0x3c)]).toString('base64');
    expect(await expectOneAnswer(one, { type: 'voice', amr: minute })).toMatch(/太长/);
  });
});

describe('wrong answers', () => {
  it('an account number of the wrong length, a photo where a number was asked, a code after its time', async () => {
    const one = await site().follower();
    await one.says('绑定');
    await one.says('同意');
    expect(await expectOneAnswer(one, { type: 'text', content: '0061220' })).toMatch(/户号是8位数字，您发的是7位/);
    expect(await expectOneAnswer(one, { type: 'image' })).toMatch(/这里不用照片[\s\S]*户号/);
    expect(await expectOneAnswer(one, { type: 'text', content: '99999999' })).toMatch(
      /^验证码已发到 1\d\d\*{4}\d{4}，5分钟内有效/,
    );
    expect(await expectOneAnswer(one, { type: 'text', content: '00612204' })).toMatch(/验证码已发到 138\*\*\*\*0003/);
    expect(await expectOneAnswer(one, { type: 'image' })).toMatch(/这里不用照片/);
    const code = await site().code('13800000003');
    await site().pass(301);
    expect(await expectOneAnswer(one, { type: 'text', content: code })).toMatch(/过期/);
    expect(await expectOneAnswer(one, { type: 'text', content: '重发' })).toMatch(/验证码已发到/);
    const fresh = await site().code('13800000003');
    expect(fresh).not.toBe(code);
    expect(await expectOneAnswer(one, { type: 'text', content: fresh })).toMatch(/绑好了：王\*/);
    expect(await expectOneAnswer(one, { type: 'text', content: '2027年3月水费' })).toMatch(/账单还没出/);
    expect(await expectOneAnswer(one, { type: 'text', content: '2020年1月水费' })).toMatch(/网上能查到2023年\d+月以后/);
    expect(await expectOneAnswer(one, { type: 'text', content: '13月水费' })).toMatch(/./);
    expect(await expectOneAnswer(one, { type: 'text', content: '查00451190的水费' })).toMatch(/只能查您自己绑定的/);
  });

  it('three wrong codes freeze the person, and say until when', async () => {
    const one = await site().follower();
    await one.says('绑定户号 00880031');
    await one.says('同意');
    const code = await site().code('13800000005');
    const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, '0');
    expect(await one.says(wrong)).toMatch(/还能再试 2 次/);
    expect(await one.says(wrong)).toMatch(/还能再试 1 次/);
    expect(await one.says(wrong)).toMatch(/试错次数太多.*今天 \d+:\d\d 后才能再试/);
    expect(await one.says('绑定户号 00880031')).toMatch(/试错次数太多/);
    expect((await site().sms('13800000005')).length).toBe(1);
    const other = await site().follower();
    await site().pass(61);
    expect(await other.binds('00880031', '13800000005')).toMatch(/绑好了/);
  });
});

describe('the same and the many', () => {
  it('the same message three times has one effect and one answer', async () => {
    const one = await site().follower();
    const before = await tickets();
    const first = await one.send({ type: 'text', content: '人工' });
    expect(first.passive?.text).toMatch(/单号 TS/);
    for (let again = 0; again < 2; again += 1) {
      const repeated = await one.send({ msgId: first.msgId });
      expect(repeated.passive?.text).toBe(first.passive?.text);
    }
    expect(await tickets()).toBe(before + 1);
    expect((await accountWords(one)).filter((words) => words.includes('单号'))).toEqual([first.passive?.text]);
  });

  it('an event twice greets once', async () => {
    const one = await site().resident();
    const first = await one.send({ type: 'event', event: 'subscribe' });
    const again = await one.send({ msgId: first.msgId });
    expect(again.passive?.text).toBe(first.passive?.text);
    expect((await accountWords(one)).length).toBe(1);
  });

  it('two messages at once are answered one by one, each its own', async () => {
    const one = await site().bound('00451190');
    const [bill, outage] = await Promise.all([one.says('上个月水费多少'), one.says('芳草园停水了吗')]);
    expect(bill).toContain('2026年10月');
    expect(outage).toContain('芳草园');
    const both = await Promise.all([one.says('我要投诉'), one.says('人工')]);
    expect(both.every((words) => words !== '')).toBe(true);
  });

  it('twenty at once are all answered', async () => {
    const one = await site().follower();
    const answers = await Promise.all(Array.from({ length: 20 }, () => one.send({ type: 'text', content: '你好' })));
    expect(answers.map(({ shown }) => shown)).toEqual(answers.map(() => null));
    expect(answers.filter(({ passive }) => passive === null)).toEqual([]);
  });

  it('code tries at once are counted one by one', async () => {
    const one = await site().follower();
    const { mobile, account } = (await site().demo()).customers.at(-1)!;
    await one.says(`绑定户号 ${account}`);
    await one.says('同意');
    const code = await site().code(mobile);
    const guesses = Array.from({ length: 10 }, (_, i) => String((Number(code) + i + 1) % 1_000_000).padStart(6, '0'));
    await Promise.all(guesses.map((guess) => one.says(guess)));
    expect(await one.says(code)).not.toMatch(/绑好了/);
    expect(await one.says(`绑定户号 ${account}`)).toMatch(/试错次数太多/);
  });
});

describe('others that are down', () => {
  it.each<[string, ...Record<string, unknown>[]]>([
    ['both recognisers answer 500', { path: '/speech', status: 500 }, { path: '/hf-inference', status: 500 }],
    ['both recognisers hang', { path: '/speech', hang: true }, { path: '/hf-inference', hang: true }],
    ['both refuse', { path: '/speech', errcode: 'InternalError' }, { path: '/hf-inference', errcode: 'loading' }],
    ['both talk nonsense', { path: '/speech', body: '<html>' }, { path: '/hf-inference', body: '<html>' }],
    ['media cannot be fetched', { path: '/cgi-bin/media/get', status: 500 }],
    ['media hang', { path: '/cgi-bin/media/get', hang: true }],
    ['media are gone', { path: '/cgi-bin/media/get', errcode: 40007 }],
  ])('%s: the voice is answered with the truth', async (_name, ...faults) => {
    const one = await site().follower();
    for (const fault of faults) await site().fault(fault);
    expect(await expectOneAnswer(one, { type: 'voice', text: '上个月水费多少' })).toMatch(
      /现在听不了语音，不是您的问题[\s\S]*96123/,
    );
    await site().noFaults();
    expect(await expectOneAnswer(one, { type: 'voice', text: '今天哪里停水' })).toMatch(/处停水/);
  });

  it.each([
    ['answers 500', { path: '/sms', status: 500 }],
    ['hangs', { path: '/sms', hang: true }],
  ])('the SMS gateway %s: no code is claimed to be sent', async (_name, fault) => {
    const one = await site().follower();
    const { mobile, account } = (await site().demo()).customers.at('hang' in fault ? -2 : -3)!;
    await one.says('绑定');
    await one.says('同意');
    await site().fault(fault);
    expect(await expectOneAnswer(one, { type: 'text', content: account })).toMatch(/短信没发出去，不是您的问题/);
    await site().noFaults();
    expect(await site().sms(mobile)).toEqual([]);
    expect(await one.binds(account, mobile)).toMatch(/绑好了/);
  });

  it('a token that the platform forgot is fetched anew', async () => {
    const number = await complain();
    await site().fault({ path: '/cgi-bin/message/custom/send', errcode: 40001, times: 1 });
    expect(await reply(number, '已经在修')).toMatchObject({ sent: 'kf' });
  });

  let person: Resident;
  const complain = async (): Promise<string> => {
    person = await site().follower();
    await person.says('我要投诉你们抄表员从来不上门');
    await person.says('没有');
    return /TS\d+/.exec(await person.says('提交'))?.[0] ?? '';
  };
  const reply = (number: string, text: string): Promise<{ sent: string; left: number }> =>
    site().cliJson(['tickets', 'reply', number, '--text', text]);
  const heard = async (words: string): Promise<string[]> =>
    (await person.thread()).filter(({ text }) => text.includes(words)).map(({ channel }) => String(channel));

  it('a platform that answers 500 does not make a clerk believe that her words arrived', async () => {
    const number = await complain();
    await site().fault({ path: '/cgi-bin/message', status: 500 });
    const { sent } = await reply(number, '阀门已经关好');
    expect(['queued', 'unknown']).toContain(sent);
    expect(await heard('阀门已经关好')).toEqual([]);
    await site().noFaults();
    expect(await person.says('进度')).toMatch(/阀门已经关好/);
  });

  it('a send that arrived though its answer was lost is not sent again', async () => {
    const number = await complain();
    await site().fault({ path: '/cgi-bin/message/custom/send', status: 500, after: true });
    const { sent } = await reply(number, '井盖已经换好');
    await site().noFaults();
    expect(sent).not.toBe('queued');
    expect((await heard('井盖已经换好')).length).toBe(1);
    await person.says('你好');
    expect((await heard('井盖已经换好')).length).toBe(1);
  });

  it('a platform that refuses the photo leaves the ticket filed, with the photo still to come', async () => {
    person = await site().follower();
    await site().fault({ path: '/cgi-bin/media/get', status: 500 });
    await person.says('我要投诉');
    await person.photo();
    await person.says('路口的井盖松动有响声');
    await person.says('没有');
    const number = /TS\d+/.exec(await person.says('提交'))?.[0] ?? '';
    await site().pass(30);
    const state = async (): Promise<string[]> =>
      (await site().cliJson<{ media: { state: string }[] }>(['tickets', 'show', number])).media.map((one) => one.state);
    expect(await state()).toEqual(['waiting']);
    expect(await person.says('进度')).toContain(number);
  });
});
