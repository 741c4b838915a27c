import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { inBrowser, launchBrowser } from '../sandbox/browser.js';
import { withSite } from '../support/service.js';

/** Where screenshots go, when somebody wants to look at them. */
const SHOTS = process.env.E2E_SHOTS;

inBrowser('a person with a phone', () => {
  const site = withSite();
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];

  const said = (text: string | RegExp) => page.locator('.theirs .bubble').filter({ hasText: text }).last();
  const type = async (words: string): Promise<void> => {
    await page.locator('#words').fill(words);
    await page.locator('#words').press('Enter');
  };
  const shoot = async (name: string): Promise<void> => {
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
    if (!SHOTS) return;
    mkdirSync(SHOTS, { recursive: true });
    await page.screenshot({ path: join(SHOTS, `${name}.png`), animations: 'disabled' });
  };

  beforeAll(async () => {
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 390, height: 844 } });
    page.setDefaultTimeout(15_000);
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    page.on('pageerror', (problem) => problems.push(problem.message));
    page.on('request', (request) => {
      const url = request.url();
      if (!/^(data|blob):/.test(url) && !url.startsWith(site().sandbox)) problems.push(`foreign request ${url}`);
    });
  });
  afterAll(async () => {
    await browser?.close();
  });

  it('follows and is greeted', async () => {
    await page.goto(site().sandbox);
    await page.getByRole('heading', { name: '某某自来水有限公司' }).first().waitFor();
    await shoot('01-profile');
    await page.getByRole('button', { name: '关注公众号' }).click();
    await said('您好，我是某某自来水有限公司').waitFor();
    await shoot('02-greeting');
  });

  it('binds from the menu, with the code of the text message that slides in', async () => {
    await page.getByRole('button', { name: '显示菜单' }).click();
    await page.getByRole('button', { name: '我的用水' }).click();
    await shoot('03-menu');
    await page.getByRole('menuitem', { name: '绑定户号' }).click();
    await said('绑定前请您知道').waitFor();
    await shoot('04-consent');
    await page.getByRole('button', { name: '1 同意' }).click();
    await said('请发8位户号').waitFor();
    await page.getByRole('button', { name: '显示键盘' }).click();
    await page.getByRole('button', { name: '更多', exact: true }).click();
    await shoot('05-more');
    await page.getByRole('dialog', { name: '更多' }).getByRole('button', { name: '填入：00451190' }).click();
    await page.locator('#words').press('Enter');
    const banner = page.locator('#banner', { hasText: '13800000002' });
    await banner.waitFor();
    await said('验证码已发到 138****0002').waitFor();
    await shoot('06-code');
    await banner.getByRole('button', { name: '复制验证码' }).click();
    await page.locator('#words').press('Enter');
    await said('绑好了：李*').waitFor();
    await shoot('07-bound');
  });

  it('sees the bill that the demo says, typed and spoken', async () => {
    const { bills } = await site().customer('00451190');
    const amount = `${(bills.at(-1)!.amountFen / 100).toFixed(2)} 元`;
    await type('上个月水费多少');
    await said(`水费 ${amount}`).waitFor();
    await shoot('08-bill');
    const before = await page.locator('.theirs .bubble').count();
    await page.getByRole('button', { name: '语音', exact: true }).click();
    await page.getByRole('button', { name: '按住 说话' }).click();
    await page.getByRole('dialog', { name: '说一句话' }).getByRole('textbox').fill('我还欠多少钱');
    await page.getByRole('button', { name: '发送语音' }).click();
    await said('有 2 个月没交').waitFor();
    expect(await page.locator('.theirs .bubble').count()).toBe(before + 1);
    await page.getByRole('button', { name: '键盘', exact: true }).click();
    await shoot('09-voice');
  });

  it('complains with a photo and a place, and files it with a tap', async () => {
    await type('我要投诉');
    await said('请说一下是什么事').waitFor();
    const shot = await page.screenshot({ clip: { x: 0, y: 0, width: 200, height: 200 } });
    await page.setInputFiles('#album-file', { name: 'well.png', mimeType: 'image/png', buffer: shot });
    await said('收到第 1 张照片').waitFor();
    await type('路口的井盖松动，半夜一直响');
    await said('在什么地方').waitFor();
    await page.getByRole('button', { name: '更多功能' }).click();
    await shoot('10-panel');
    await page.getByRole('button', { name: '位置' }).click();
    await page
      .getByRole('radio', { name: /芳草园/ })
      .first()
      .check();
    await shoot('11-place');
    await page.getByRole('button', { name: '发送位置' }).click();
    await said(/投诉内容：路口的井盖松动[\s\S]*照片 1 张/).waitFor();
    await shoot('12-summary');
    await page.getByRole('button', { name: '1 提交' }).click();
    await said('已登记，单号 TS20261121').waitFor();
    await shoot('13-filed');
  });

  it("sees the clerk's answer come in while she looks", async () => {
    const number = /TS\d+/.exec((await said('已登记，单号').textContent()) ?? '')?.[0] ?? '';
    await site().signIn();
    await site().cliJson(['tickets', 'take', number]);
    await site().cliJson(['tickets', 'reply', number, '--text', '维修班今天下午去紧固，修好再告诉您。']);
    await said('维修班今天下午去紧固').waitFor();
    await shoot('14-answer');
    await type('进度');
    await said(/客服正在处理[\s\S]*维修班今天下午/).waitFor();
    await shoot('15-progress');
  });

  it('subscribes, moves the clock to the 3rd of next month, and the bill arrives as a card', async () => {
    await type('订阅账单');
    await said('订好了').waitFor();
    await page.getByRole('button', { name: '更多', exact: true }).click();
    await page.getByRole('dialog', { name: '更多' }).getByRole('button', { name: '到下月3日10点' }).click();
    const card = page.locator('.template', { hasText: '水费账单通知' });
    await card.waitFor();
    await page.keyboard.press('Escape');
    const { bills } = await site().customer('00451190');
    expect(bills.at(-1)?.month).toBe('2026-11');
    expect(await card.innerText()).toContain(`¥${(bills.at(-1)!.amountFen / 100).toFixed(2)}`);
    await shoot('16-card');
  });

  it('looks at everything on a desktop too', async () => {
    await page.setViewportSize({ width: 1280, height: 900 });
    await shoot('17-desktop');
    expect(problems).toEqual([]);
  });
});
