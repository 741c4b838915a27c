import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { type RunningAdmin, startAdmin } from '../admin-api/fakes.js';
import { sitDown } from './run.js';

let admin: RunningAdmin;
let clerk: ReturnType<typeof sitDown>;
beforeEach(async () => {
  admin = await startAdmin();
  clerk = sitDown(admin.url);
  await clerk.login('liuyang', 'autumn water');
});
afterEach(async () => {
  clerk.standUp();
  await admin.close();
});

it('the queue is read at a glance, without numbers that name somebody', async () => {
  const { out } = await clerk.run(['desk', 'list']);
  expect(out).toMatch(/^现在接人工，在等 1 位，接待中 1 位\n/);
  expect(out).toMatch(/RG20261121001.*在等.*4 分钟.*00238817.*打我电话 \*{4}01/);
  expect(out).not.toContain('13800000001');
  expect((await clerk.json(['desk', 'list'])).document).toMatchObject({ open: true, items: [{ owed: true }, {}] });
});

it('a resident is taken, spoken to and given back', async () => {
  const taken = await clerk.run(['desk', 'take', 'RG20261121001']);
  expect(taken.out).toMatch(/liuyang 接待中[\s\S]*之前和机器人说的[\s\S]*客户：水费怎么这么多[\s\S]*已接待/);
  expect((await clerk.json(['desk', 'say', 'RG20261121001', '--text', '您好'])).document).toEqual({
    sent: 'kf',
    left: 4,
    number: 'RG20261121001',
  });
  expect((await clerk.run(['desk', 'release', 'RG20261121001', '--to-ticket'])).out).toBe(
    'RG20261121001 已结束，转成工单 TS20261121099\n',
  );
  const late = await clerk.run(['desk', 'say', 'RG20261121001', '--text', '还在吗']);
  expect([late.code, late.err]).toEqual([6, '这次会话已经结束，客户回到机器人了\n']);
});

it('what a colleague holds is not taken', async () => {
  const { code, err } = await clerk.run(['desk', 'take', 'RG20261121002']);
  expect([code, err]).toEqual([6, '这位客户由 zhou 在接待\n']);
  expect((await clerk.run(['desk', 'show', 'RG20261121009'])).code).toBe(5);
  expect((await clerk.run(['desk', 'take', 'TS20261121042'])).code).toBe(2);
});
