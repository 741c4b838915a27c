import { beforeAll, expect, it } from '@jest/globals';
import type { NewNotice } from '../../src/domain/notices/door.js';
import { withDatabase } from '../support/database.js';
import { createWorld, DEMO_NOW, type World } from '../support/world.js';

const database = withDatabase();
let world: World;
let acts = 0;
beforeAll(async () => {
  world = await createWorld(database.db());
});

const at = (text: string): Date => new Date(`2026-11-${text}+08:00`);
const act = (id: string) => ({ id, by: 'wang', cause: `act:${++acts}` });
const edit = (id: string, change: Partial<NewNotice>) => world.services.notices.edit({ ...act(id), change });
/** An outage of its own place, from this morning to the afternoon. */
const outage = async (name: string, over: Partial<NewNotice> = {}): Promise<string> => {
  world.clock.set(new Date(DEMO_NOW));
  const { notices } = world.services;
  const times = { from: at('21T07:00:00'), to: at('21T15:00:00') };
  const content = { kind: 'emergency', title: `${name}抢修停水`, body: '管道漏水。', areas: [{ name }] } as const;
  const { id } = await notices.create({ ...content, ...times, ...over, ...act('') });
  await notices.publish(act(id));
  return id;
};
/** A follower who has asked these words; with an account it is her home. */
const asked = async (words: string, account?: string) => {
  const person = world.resident();
  await world.services.customers.follow({ openid: person.openid, cause: `f:${person.openid}` });
  if (account) await world.services.customers.bindDirectly({ openid: person.openid, account, cause: 'b' });
  return { ...person, answer: await person.says(words) };
};
const heard = async (): Promise<string[]> => {
  world.clock.advance(60);
  await world.services.notices.tellChanges(100);
  return world.notified.splice(0).map(({ text }) => text);
};

it('another end is told in one line, from what was said to what holds', async () => {
  const id = await outage('西苑小区');
  const { answer } = await asked('我家怎么没水了', '00777016');
  expect(answer).toContain('预计今天 15:00 恢复');
  await edit(id, { to: at('21T20:00:00'), body: '又发现一处漏点，预计 20:00 恢复。' });
  expect(await heard()).toEqual(['自住停水有变化\n恢复：预计今天 15:00 → 20:00']);
  await edit(id, { to: at('22T02:00:00') });
  expect(await heard()).toEqual(['自住停水有变化\n恢复：预计今天 20:00 → 明天 02:00']);
});

it('who asks again knows, and is told nothing', async () => {
  const id = await outage('锦绣华庭');
  const { says } = await asked('锦绣华庭停水吗');
  await edit(id, { to: at('21T20:00:00') });
  expect(await says('锦绣华庭停水吗')).toContain('预计今天 20:00 恢复');
  expect(await heard()).toEqual([]);
});

it('water that is back early is told, and what to do where it is not', async () => {
  const id = await outage('望江楼小区');
  await asked('望江楼小区停水吗');
  await edit(id, { to: at('21T09:00:30') });
  expect(await heard()).toEqual(['望江楼小区提前恢复供水了（原来说 今天 15:00）。\n家里没水？回复“报修”，我帮您登记']);
});

it('a planned one that moves is told with both its times, and withdrawn with its begin', async () => {
  world.clock.set(new Date(DEMO_NOW));
  await asked('明天停水吗', '00238825');
  await edit('demo-planned', { from: at('23T13:00:00'), to: at('23T18:00:00') });
  expect(await heard()).toEqual(['老房子停水有变化\n开始：明天 09:00 → 后天 13:00\n恢复：预计明天 17:00 → 后天 18:00']);
  await world.services.notices.withdraw(act('demo-planned'));
  expect(await heard()).toEqual(['老房子后天 13:00 起的停水公告撤回了。\n家里没水？回复“报修”，我帮您登记']);
});

it('the promise to tell when the end is known is kept', async () => {
  const id = await outage('育才小区');
  await world.services.notices.edit({ ...act(id), change: { to: null } });
  const { answer } = await asked('育才小区停水了吗');
  expect(answer).toContain('公告里没写恢复时间，有消息我会告诉您');
  await edit(id, { to: at('21T16:00:00') });
  expect(await heard()).toEqual(['育才小区停水：预计今天 16:00 恢复']);
});

it('who is left out is told so', async () => {
  const id = await outage('江景苑');
  await asked('江景苑停水吗');
  await edit(id, { areas: [{ name: '江边新村' }] });
  expect(await heard()).toEqual(['停水范围改了，不再包括江景苑。\n家里没水？回复“报修”，我帮您登记']);
});

it('other words alone are told as they are', async () => {
  const id = await outage('滨河新村');
  await asked('滨河新村停水吗');
  await edit(id, { body: '管道漏水，送水车停在东门。' });
  expect(await heard()).toEqual(['滨河新村停水有变化\n管道漏水，送水车停在东门。']);
});
