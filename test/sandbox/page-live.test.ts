import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { inBrowser, launchBrowser } from './browser.js';
import { element, textReply } from './fake-service.js';
import { demo } from './mock-facts.js';
import { openStage, type Stage, stageOptions } from './stage.js';

/** The page against the sandbox itself, which holds the mock of page.test.ts to the truth. */
inBrowser('the phone page on the real sandbox', () => {
  let browser: Browser;
  let page: Page;
  let stage: Stage;
  let problems: string[] = [];

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
  });
  beforeEach(async () => {
    stage = await openStage({ cutMs: 5000 });
    stage.service.doorAnswer = () => ({ status: 200, body: JSON.stringify(demo) });
    stage.service.reply = (push) => {
      if (element(push.xml, 'Event') === 'subscribe') return textReply(push, '您好，我是清泉自来水');
      const tapped = element(push.xml, 'bizmsgmenuid');
      if (tapped) return textReply(push, `选了 ${tapped}`);
      const choice = (id: string, words: string): string =>
        `<a href="weixin://bizmsgmenu?msgmenucontent=${encodeURIComponent(words)}&msgmenuid=${id}">${words}</a>`;
      return element(push.xml, 'MsgType') === 'text'
        ? textReply(push, `查哪一处？\n1 ${choice('m1', '自住')}\n2 ${choice('m2', '老房子')}`)
        : textReply(push, `收到 ${element(push.xml, 'MsgType')}`);
    };
    problems = [];
    page = await browser.newPage({ viewport: { width: 390, height: 844 } });
    page.setDefaultTimeout(8000);
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    page.on('pageerror', (problem) => problems.push(problem.message));
    await page.goto(stage.sandbox.origin);
    await page.getByRole('heading', { name: '清泉自来水' }).first().waitFor();
    await page.getByRole('button', { name: '关注公众号' }).click();
    await page.getByText('您好，我是清泉自来水').waitFor();
  });
  afterEach(async () => {
    await page.close();
    await stage.close();
    expect(problems).toEqual([]);
  });
  const said = (text: string) => page.locator('.theirs .bubble').filter({ hasText: text });

  it('talks: a text, a tapped choice, a voice, a picture, a place', async () => {
    await page.locator('#words').fill('水费');
    await page.locator('#words').press('Enter');
    await page.getByRole('button', { name: '老房子' }).click();
    await said('选了 m2').waitFor();

    await page.getByRole('button', { name: '语音', exact: true }).click();
    await page.getByRole('button', { name: '按住 说话' }).click();
    await page.getByRole('dialog', { name: '说一句话' }).getByRole('textbox').fill('上个月水费多少');
    await page.getByRole('button', { name: '发送语音' }).click();
    await said('收到 voice').waitFor();
    await page.getByRole('button', { name: /^语音 \d+ 秒/ }).click();
    expect(await page.locator('.voice-words').textContent()).toBe('上个月水费多少');

    const { body } = await stage.drive<{ openid: string }>('POST', '/residents', {});
    await stage.drive('POST', `/residents/${body.openid}/send`, { type: 'event', event: 'subscribe' });
    await stage.send(body.openid, { type: 'image' });
    const sample = (await stage.thread(body.openid)).find((message) => message.type === 'image')?.raw.mediaId;
    const bytes = await fetch(`${stage.sandbox.origin}/sandbox/api/media/${String(sample)}`);
    const buffer = Buffer.from(await bytes.arrayBuffer());
    await page.setInputFiles('#album-file', { name: 'p', mimeType: bytes.headers.get('content-type') ?? '', buffer });
    await said('收到 image').waitFor();
    const picture = "document.querySelector('.picture img')";
    expect(await page.evaluate(`${picture}.decode().then(() => ${picture}.naturalWidth > 0)`)).toBe(true);

    await page.getByRole('button', { name: '更多功能' }).click();
    await page.getByRole('button', { name: '位置' }).click();
    await page.getByRole('radio', { name: '芳草园 停水等公告提到' }).check();
    await page.getByRole('button', { name: '发送位置' }).click();
    await said('收到 location').waitFor();
    await page.locator('.place', { hasText: '芳草园' }).waitFor();
  });

  it('gets a text message and a template', async () => {
    await page.getByRole('button', { name: '短信' }).click();
    await page.getByText('还没有短信').waitFor();
    await page.keyboard.press('Escape');
    await fetch(`${stage.sandbox.origin}/sms/send`, {
      method: 'POST',
      headers: { authorization: `Bearer ${stageOptions.smsKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ id: 's1', mobile: '13800000001', text: '验证码 482913，5分钟内有效' }),
    });
    await page.getByRole('button', { name: '复制验证码' }).click();
    expect(await page.locator('#words').inputValue()).toBe('482913');

    const { items } = (await stage.drive<{ items: { openid: string }[] }>('GET', '/residents')).body;
    const data = {
      thing1: { value: '翠湖小区3栋501' },
      character_string2: { value: '00238817' },
      time3: { value: '2026年10月31日' },
      amount4: { value: '¥48.72' },
      thing5: { value: '已交清' },
    };
    const answer = await stage.api('/cgi-bin/message/template/send', {
      touser: items[0]?.openid,
      template_id: 'DEMO_BILL',
      data,
    });
    expect(answer).toMatchObject({ errcode: 0 });
    await page.locator('.template .card-row', { hasText: '¥48.72' }).waitFor();
  });

  it('moves the clock of the sandbox', async () => {
    await page.getByRole('button', { name: '更多', exact: true }).click();
    await page.getByRole('dialog', { name: '更多' }).getByRole('button', { name: '1 天' }).click();
    await page.getByText('11月22日 周日 09:00').first().waitFor();
    expect(stage.clock.now().toISOString()).toBe('2026-11-22T01:00:00.000Z');
  });
});
