import { beforeAll, expect, it } from '@jest/globals';
import { withDatabase } from '../support/database.js';
import { createWorld, type World } from '../support/world.js';

const database = withDatabase();
let world: World;
beforeAll(async () => {
  world = await createWorld(database.db());
});

it('a password, right or wrong, is never kept in the talk', async () => {
  const { services, resident, kept } = world;
  const { openid, says } = resident();
  await services.customers.bindDirectly({ openid, account: '00451190', cause: 'setup' });
  for (const words of ['解绑', '1', '13579', '135791', '人工', '结束人工', '密码是135792', '135790']) {
    await says(words);
    expect(JSON.stringify(await kept(openid))).not.toMatch(/1357/);
    // nor by the person who was asked for
    for (const talk of await services.desk.list({ limit: 100 })) expect(JSON.stringify(talk)).not.toMatch(/1357/);
  }
  expect((await services.customers.resident(openid)).homes).toEqual([]);
});

it('nor the one that stands for a code', async () => {
  const { resident, kept } = world;
  const { openid, says } = resident();
  let last = '';
  for (const words of ['绑定', '同意', '00451190', '换号', '张三', '135790', '李四', '135791', '李四', '135790']) {
    last = await says(words);
    expect(JSON.stringify(await kept(openid))).not.toMatch(/1357/);
  }
  expect(last).toContain('绑好了');
});
