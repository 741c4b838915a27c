import { deflateSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { inBrowser, launchBrowser } from './browser.js';
import { type MockDriver, startMockDriver } from './mock-driver.js';

/** A grey PNG of this size; nothing reads its checksums but a decoder that wants them, so they are right. */
const png = (width: number, height: number): Buffer => {
  const table = Array.from({ length: 256 }, (_, n) => {
    let c = n;
    for (let k = 0; k < 8; k += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
    return c >>> 0;
  });
  const crc = (bytes: Buffer): number => {
    let c = 0xffffffff;
    for (const byte of bytes) c = table[(c ^ byte) & 0xff]! ^ (c >>> 8);
    return (c ^ 0xffffffff) >>> 0;
  };
  const chunk = (name: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 0], 8);
  const rows = Buffer.alloc((width + 1) * height, 0x90);
  for (let row = 0; row < height; row += 1) rows[row * (width + 1)] = 0;
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
};

/** Width and height that a baseline JPEG's frame header tells. */
const sizeOfJpeg = (bytes: Buffer): [number, number] => {
  let at = 2;
  while (bytes[at + 1] !== 0xc0 && bytes[at + 1] !== 0xc2) at += 2 + bytes.readUInt16BE(at + 2);
  return [bytes.readUInt16BE(at + 7), bytes.readUInt16BE(at + 5)];
};

const which = {
  type: 'text',
  text: '查哪一处？\n1 自住\n2 老房子\n3 两处都看',
  raw: {
    content:
      '查哪一处？\n1 <a href="weixin://bizmsgmenu?msgmenucontent=%E8%87%AA%E4%BD%8F&amp;msgmenuid=m1">自住</a>\n2 老房子\n3 两处都看',
    choices: [{ id: 'm1', content: '自住' }],
  },
};

inBrowser('the phone page', () => {
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let mock: MockDriver;
  let problems: string[] = [];
  let foreign: string[] = [];

  const watch = (watched: Page): Page => {
    watched.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    watched.on('pageerror', (problem) => problems.push(problem.message));
    watched.on('request', (request) => request.url().startsWith(mock.origin) || foreign.push(request.url()));
    return watched;
  };
  const open = async (path = '/'): Promise<void> => {
    await page.goto(mock.origin + path);
    await page.getByRole('button', { name: '关注公众号' }).or(page.locator('#words')).first().waitFor();
  };
  const follow = async (): Promise<void> => {
    await open();
    await page.getByRole('button', { name: '关注公众号' }).click();
    await page.locator('#words').waitFor();
    await until(() => mock.sent.length === 1);
  };
  const until = async (check: () => unknown): Promise<void> => {
    for (let left = 200; left > 0 && !(await check()); left -= 1) await page.waitForTimeout(20);
    expect(await check()).toBeTruthy();
  };
  const type = async (words: string): Promise<void> => {
    await page.locator('#words').fill(words);
    await page.locator('#words').press('Enter');
  };
  const lastSent = (): unknown => mock.sent.at(-1)?.payload;
  const theirs = (text: string) => page.locator('.theirs .bubble').filter({ hasText: text });

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
  });
  beforeEach(async () => {
    mock = await startMockDriver();
    problems = [];
    foreign = [];
    context = await browser.newContext({ viewport: { width: 390, height: 844 } });
    context.setDefaultTimeout(8000);
    page = watch(await context.newPage());
  });
  afterEach(async () => {
    const wide = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    await context.close();
    await mock.stop();
    expect(wide).toBe(0);
    expect(problems).toEqual([]);
    expect(foreign).toEqual([]);
  });

  it('follows: the profile first, then the chat with the greeting', async () => {
    mock.answer = ({ event }) =>
      event === 'subscribe'
        ? { type: 'text', text: '您好，我是清源自来水有限公司。\n第一次来，回复“绑定”', raw: {} }
        : undefined;
    await open();
    await page.getByRole('heading', { name: '清源自来水有限公司' }).first().waitFor();
    expect(await page.locator('#status-time').textContent()).toBe('11月21日 周六 09:00');
    expect(await page.locator('#chat').isVisible()).toBe(false);
    expect(mock.residents.size).toBe(0);
    await page.getByRole('button', { name: '关注公众号' }).click();
    await theirs('回复“绑定”').waitFor();
    expect(mock.sent).toEqual([{ openid: 'o-1', payload: { type: 'event', event: 'subscribe' } }]);
    expect(await page.locator('.when').allTextContents()).toEqual(['09:00']);
    expect(await page.locator('#profile').isVisible()).toBe(false);
  });

  it('sends a text on Enter and shows that an answer is being written', async () => {
    await follow();
    mock.delayMs = 900;
    mock.answer = () => ({ type: 'text', text: '用水 14 吨', raw: { content: '用水 14 吨' } });
    await type('上个月水费多少');
    await page.locator('.mine .bubble', { hasText: '上个月水费多少' }).waitFor();
    await page.getByText('对方正在输入').waitFor();
    await theirs('用水 14 吨').waitFor();
    await page.getByText('对方正在输入').waitFor({ state: 'hidden' });
    expect(lastSent()).toEqual({ type: 'text', content: '上个月水费多少' });
    expect(await page.locator('#words').inputValue()).toBe('');
  });

  it('keeps a line break on Shift+Enter, does not send while a word is being composed, and sends no blank', async () => {
    await follow();
    await until(() => mock.sent.length === 1);
    const words = page.locator('#words');
    await words.fill('   ');
    await words.press('Enter');
    await words.fill('第一行');
    await words.press('Shift+Enter');
    await words.pressSequentially('第二行');
    const composing = "new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, cancelable: true })";
    expect(await page.evaluate(`document.getElementById('words').dispatchEvent(${composing})`)).toBe(true);
    expect(mock.sent.length).toBe(1);
    await words.press('Enter');
    await until(() => mock.sent.length === 2);
    expect(lastSent()).toEqual({ type: 'text', content: '第一行\n第二行' });
  });

  it('makes choices tappable, shows no tags, and opens links outside', async () => {
    await follow();
    mock.answer = () => which;
    await type('水费');
    await page.getByRole('button', { name: '自住' }).click();
    await until(() => mock.sent.length === 3);
    expect(lastSent()).toEqual({ type: 'text', content: '自住', menuId: 'm1' });
    mock.say('o-1', {
      type: 'text',
      text: '您是想：\n1 查水费\n2 投诉\n0 人工\n看 https://example.com/a?b=1。',
      raw: {
        choices: [
          { id: '1', content: '查水费' },
          { id: '2', content: '投诉' },
          { id: '0', content: '人工' },
        ],
      },
    });
    await page.getByRole('button', { name: '0 人工' }).click();
    await until(() => mock.sent.length === 4);
    expect(lastSent()).toEqual({ type: 'text', content: '人工', menuId: '0' });
    const link = page.getByRole('link', { name: 'https://example.com/a?b=1', exact: true });
    expect(await link.getAttribute('rel')).toContain('noopener');
    expect(await page.locator('#thread').innerText()).not.toMatch(/<a|weixin:/);
  });

  it('finds the choices in the words, whatever their shape', async () => {
    await open();
    const pieces = (message: unknown): Promise<unknown> =>
      page.evaluate(
        `import('/pieces.js').then((m) => m.piecesOf(${JSON.stringify(message)}).map((p) => [p.kind, p.text, p.choice?.id ?? p.url ?? '']))`,
      );
    const choices = [
      { id: 'a', content: '提交' },
      { id: 'b', content: '修改' },
      { id: 'c', content: '不投诉了' },
    ];
    expect(await pieces({ from: 'account', text: '提交吗？\n1 提交　2 修改', raw: { choices } })).toEqual([
      ['text', '提交吗？\n', ''],
      ['choice', '1 提交', 'a'],
      ['text', '　', ''],
      ['choice', '2 修改', 'b'],
      ['text', '\n', ''],
      ['choice', '不投诉了', 'c'],
    ]);
    const content = '<a href="https://e.cn/x">公告</a>和<b>粗</b>&lt;a&gt;';
    expect(await pieces({ from: 'account', text: '', raw: { content } })).toEqual([
      ['link', '公告', 'https://e.cn/x'],
      ['text', '和粗<a>', ''],
    ]);
    expect(await pieces({ from: 'resident', text: '<a href="x">', raw: { choices } })).toEqual([
      ['text', '<a href="x">', ''],
    ]);
  });

  it('opens no address that is not of the web', async () => {
    await follow();
    mock.say('o-1', { type: 'text', text: '点这里', raw: { content: '<a href="javascript:alert(1)">点这里</a>' } });
    await theirs('点这里').waitFor();
    expect(await page.locator('.theirs a').count()).toBe(0);
  });

  it('speaks: words typed into the box go out as a voice message', async () => {
    await follow();
    await page.getByRole('button', { name: '语音', exact: true }).click();
    await page.getByRole('button', { name: '按住 说话' }).click();
    await page.getByRole('dialog', { name: '说一句话' }).getByRole('textbox').fill('上个月水费多少');
    await page.getByRole('button', { name: '发送语音' }).click();
    const bar = page.getByRole('button', { name: '语音 4 秒' });
    await bar.waitFor();
    expect(lastSent()).toEqual({ type: 'voice', text: '上个月水费多少' });
    const said = page.locator('.voice-words');
    expect(await said.isVisible()).toBe(false);
    await bar.click();
    expect(await said.textContent()).toBe('上个月水费多少');
    expect(await said.isVisible()).toBe(true);
  });

  it('sends a picture made smaller, shows it and enlarges it', async () => {
    await follow();
    await page.getByRole('button', { name: '更多功能' }).click();
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: '相册' }).click();
    await (await chooser).setFiles({ name: 'big.png', mimeType: 'image/png', buffer: png(2000, 1000) });
    const shown = page.getByRole('button', { name: '图片，点开放大' });
    await shown.waitFor();
    const payload = lastSent() as { type: string; base64: string };
    expect(payload.type).toBe('image');
    expect(sizeOfJpeg(Buffer.from(payload.base64, 'base64'))).toEqual([1280, 640]);
    await shown.click();
    await page.getByRole('dialog', { name: '查看图片' }).waitFor();
    await page.keyboard.press('Escape');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.setInputFiles('#camera-file', {
      name: 'x.png',
      mimeType: 'image/png',
      buffer: Buffer.from('no picture'),
    });
    await page.getByText('不是能看的图片').waitFor();
    expect(mock.sent.length).toBe(2);
  });

  it('sends a named place, or coordinates written by hand', async () => {
    await follow();
    await page.getByRole('button', { name: '更多功能' }).click();
    await page.getByRole('button', { name: '位置' }).click();
    await page.getByRole('radio', { name: '芳草园 停水等公告提到' }).check();
    await page.getByRole('button', { name: '发送位置' }).click();
    await page.locator('.place', { hasText: '芳草园' }).getByText('纬度 30.6400　经度 104.0500').waitFor();
    expect(lastSent()).toEqual({ type: 'location', latitude: 30.64, longitude: 104.05, label: '芳草园' });
    await page.getByRole('button', { name: '更多功能' }).click();
    await page.getByRole('button', { name: '位置' }).click();
    await page.getByLabel('名称').fill('河边');
    await page.getByLabel('纬度').fill('100');
    await page.getByRole('button', { name: '发送位置' }).click();
    await page.getByText('纬度（-90 到 90）').waitFor();
    expect(mock.sent.length).toBe(2);
    await page.getByLabel('纬度').fill('30.5');
    await page.getByLabel('经度').fill('104.2');
    await page.getByRole('button', { name: '发送位置' }).click();
    await until(() => mock.sent.length === 3);
    expect(lastSent()).toEqual({ type: 'location', latitude: 30.5, longitude: 104.2, label: '河边' });
  });

  it('has the custom menu behind the toggle: parents open, items click', async () => {
    await follow();
    await page.getByRole('button', { name: '显示菜单' }).click();
    await page.getByRole('button', { name: '停水报修' }).click();
    await until(() => mock.sent.length === 1);
    await page.getByRole('menuitem', { name: '停水公告' }).click();
    await until(() => mock.sent.length === 2);
    expect(lastSent()).toEqual({ type: 'event', event: 'CLICK', key: 'outage' });
    await page.getByRole('button', { name: '人工' }).click();
    await until(() => mock.sent.length === 3);
    expect(lastSent()).toEqual({ type: 'event', event: 'CLICK', key: 'human' });
    await page.getByRole('button', { name: '显示键盘' }).click();
    await page.locator('#words').waitFor();
  });

  it('keeps a sub-menu open when the same menu is loaded again', async () => {
    await follow();
    await page.getByRole('button', { name: '停水报修', includeHidden: true }).waitFor({ state: 'attached' });
    let answer = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await page.route('**/sandbox/api/menu', async (route) => {
      await held;
      await route.continue();
    });
    const loaded = page.waitForResponse('**/sandbox/api/menu');
    await page.getByRole('button', { name: '显示菜单' }).click();
    await page.getByRole('button', { name: '停水报修' }).click();
    const item = await page.getByRole('menuitem', { name: '停水公告' }).elementHandle();
    answer();
    await (await loaded).finished();
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 0)));
    expect(await item?.isVisible()).toBe(true);
    await page.unroute('**/sandbox/api/menu');
  });

  it('slides in a text message whose code goes into the input, and keeps the earlier ones', async () => {
    mock.sms({ at: '2026-11-21T00:00:00Z', mobile: '13800000002', text: '早先的短信' });
    await follow();
    expect(await page.locator('#banner').isVisible()).toBe(false);
    await until(() => mock.smsListeners() > 0);
    mock.sms({
      at: '2026-11-21T01:02:00Z',
      mobile: '13800000001',
      text: '【清源自来水】验证码 482913，5分钟内有效',
      code: '482913',
    });
    await page.locator('#banner', { hasText: '13800000001' }).getByRole('button', { name: '复制验证码' }).click();
    expect(await page.locator('#words').inputValue()).toBe('482913');
    expect(await page.locator('#banner').isVisible()).toBe(false);
    await page.getByRole('button', { name: '短信' }).click();
    expect(await page.locator('#sms-list .sms').count()).toBe(2);
    await page.getByLabel('看哪个手机号的短信').selectOption('13800000002');
    expect(await page.locator('#sms-list .sms p').allTextContents()).toEqual(['早先的短信']);
  });

  it('shows template cards, news and notes of the platform', async () => {
    await follow();
    const fields = [
      { label: '户号', value: '0023****' },
      { label: '金额', value: '¥48.72' },
    ];
    mock.say('o-1', {
      channel: 'template',
      type: 'template',
      text: '账单',
      raw: { title: '水费账单通知', url: 'https://example.com/b', fields },
    });
    const card = page.locator('.template', { hasText: '水费账单通知' });
    await card.waitFor();
    expect(await card.locator('.card-sub').textContent()).toBe('11月21日');
    expect(await card.locator('.card-row').allInnerTexts()).toEqual(['户号\n0023****', '金额\n¥48.72']);
    expect(await card.getByRole('link', { name: '详情' }).getAttribute('href')).toBe('https://example.com/b');
    mock.say('o-1', {
      type: 'news',
      text: '水质',
      raw: {
        title: '11月水质公告',
        description: '全部合格',
        url: 'https://example.com/q',
        picUrl: 'https://example.com/p.png',
      },
    });
    await page.locator('.article', { hasText: '全部合格' }).waitFor();
    mock.say('o-1', {
      from: 'platform',
      channel: null,
      type: 'text',
      text: '该公众号暂时无法提供服务，请稍后再试',
      raw: {},
    });
    await page.locator('.note', { hasText: '暂时无法提供服务' }).waitFor();
  });

  it('outlives a stopped server: says so, offers to send again, and misses nothing', async () => {
    await follow();
    await type('一');
    await page.locator('.mine', { hasText: '一' }).waitFor();
    const { port } = mock;
    await mock.stop();
    await page.getByText('连接断了，正在重连').waitFor();
    await type('二');
    const again = page.locator('.note', { hasText: '没有发出去' }).getByRole('button', { name: '重发' });
    await again.waitFor();
    mock.say('o-1', { type: 'text', text: '断线时来的', raw: {} });
    await mock.listen(port);
    await theirs('断线时来的').waitFor();
    await page.getByText('连接断了，正在重连').waitFor({ state: 'hidden' });
    await again.click();
    await page.locator('.mine', { hasText: '二' }).waitFor();
    expect(await page.locator('.bubble').allTextContents()).toEqual(['一', '断线时来的', '二']);
    problems = problems.filter((problem) => !problem.includes('Failed to load resource'));
  });

  it('remembers the resident; another tab may be another one, and one can switch', async () => {
    await follow();
    await type('我是一号');
    await page.locator('.mine', { hasText: '我是一号' }).waitFor();
    await open();
    await page.locator('.mine', { hasText: '我是一号' }).waitFor();

    await page.getByRole('button', { name: '更多', exact: true }).click();
    await page.getByRole('button', { name: '切换居民' }).click();
    await page.getByLabel('新居民的昵称').fill('小河');
    await page.getByRole('button', { name: '新居民' }).click();
    await page.getByRole('button', { name: '关注公众号' }).click();
    await until(() => mock.residents.get('o-2')?.following);
    expect(mock.residents.get('o-2')?.nickname).toBe('小河');

    const other = watch(await context.newPage());
    await other.goto(`${mock.origin}/?as=o-1`);
    await other.locator('.mine', { hasText: '我是一号' }).waitFor();
    await other.close();
    await open();
    await page.locator('#words').waitFor();
    expect(await page.locator('.mine').count()).toBe(0);
    await page.getByRole('button', { name: '更多', exact: true }).click();
    await page.getByRole('button', { name: '切换居民' }).click();
    await page.getByRole('button', { name: /居民1/ }).click();
    await page.locator('.mine', { hasText: '我是一号' }).waitFor();
  });

  it('unfollows, and goes back to the profile when the platform says that nobody follows', async () => {
    await follow();
    await page.getByRole('button', { name: '更多', exact: true }).click();
    await page.getByRole('button', { name: '取消关注' }).click();
    await page.getByRole('button', { name: '关注公众号' }).click();
    await page.locator('#words').waitFor();
    await until(() => mock.sent.length === 3);
    expect(mock.sent.map(({ payload }) => payload.event)).toEqual(['subscribe', 'unsubscribe', 'subscribe']);
    mock.residents.get('o-1')!.following = false;
    await type('还在吗');
    await page.getByRole('button', { name: '关注公众号' }).waitFor();
    problems = problems.filter((problem) => !problem.includes('409'));
  });

  it('stays at the newest message unless the person scrolled up', async () => {
    await follow();
    for (let n = 1; n <= 30; n += 1) mock.say('o-1', { type: 'text', text: `第 ${n} 条`, raw: {} });
    await theirs('第 30 条').waitFor();
    const gap = 'list.scrollHeight - list.scrollTop - list.clientHeight';
    const atEnd = (): Promise<void> => until(() => page.evaluate(`${gap} < 2`));
    await atEnd();
    await page.getByRole('button', { name: '更多功能' }).click();
    await atEnd();
    await page.getByRole('button', { name: '更多功能' }).click();
    await page.locator('#list').hover();
    await page.mouse.wheel(0, -600);
    await until(() => page.evaluate(`${gap} > 300`));
    mock.say('o-1', { type: 'text', text: '新的', raw: {} });
    await page.getByRole('button', { name: '1 条新消息' }).click();
    await atEnd();
    expect(await page.locator('#fresh').isVisible()).toBe(false);
  });

  it('moves the demo clock', async () => {
    await follow();
    await page.getByRole('button', { name: '更多', exact: true }).click();
    const more = page.getByRole('dialog', { name: '更多' });
    await more.getByRole('button', { name: '1 小时' }).click();
    await until(() => mock.clock.length === 1);
    await page.getByText('11月21日 周六 10:00').first().waitFor();
    await more.getByRole('button', { name: '到下月3日10点' }).click();
    await page.getByText('12月3日 周四 10:00').first().waitFor();
    expect(mock.clock).toEqual([3600, 12 * 86_400]);
    mock.say('o-1', { type: 'text', text: '今天的', raw: {} });
    await theirs('今天的').waitFor();
    expect(await page.locator('.when').last().textContent()).toBe('10:00');
  });

  it('cuts nothing off on the smallest phone', async () => {
    await page.setViewportSize({ width: 320, height: 568 });
    await follow();
    const fields = [{ label: '用水地址', value: '翠湖小区三栋二单元五零一' }];
    mock.say('o-1', { channel: 'template', type: 'template', text: '账单', raw: { title: '水费账单通知', fields } });
    mock.say('o-1', { type: 'text', text: 'x'.repeat(200), raw: {} });
    await theirs('xxx').waitFor();
    const beyond =
      "[...document.querySelectorAll('#phone *')].filter((e) => e.getClientRects().length && e.getBoundingClientRect().right > innerWidth + 0.5).map((e) => e.outerHTML.slice(0, 80))";
    expect(await page.evaluate(beyond)).toEqual([]);
    await page.getByRole('button', { name: '更多', exact: true }).click();
    expect(await page.evaluate(beyond)).toEqual([]);
  });

  it('has a framed phone and the hints beside it on a desktop', async () => {
    await page.setViewportSize({ width: 1280, height: 900 });
    await follow();
    await until(() => mock.sent.length === 1);
    const frame = await page.locator('#phone').boundingBox();
    expect(frame?.width).toBe(408);
    expect(Math.abs((frame?.x ?? 0) + 204 - 640)).toBeLessThan(8);
    await page.locator('.side-people').getByRole('button', { name: '填入：00451190' }).click();
    expect(await page.locator('#words').inputValue()).toBe('00451190');
    expect(await page.locator('.side-people .customer').first().innerText()).toContain('00238825');
  });
});
