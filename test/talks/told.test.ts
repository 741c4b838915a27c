import { beforeAll, expect, it } from '@jest/globals';
import { withDatabase } from '../support/database.js';
import { createWorld, type World } from '../support/world.js';

const database = withDatabase();
let world: World;
beforeAll(async () => {
  world = await createWorld(database.db());
});

it('an earlier binder who follows is told of a new one, by her own name for the home, and can object', async () => {
  const { services, resident, notified, sms, clock } = world;
  const [first, left, second] = [resident(), resident(), resident()];
  for (const { openid } of [first, left]) {
    await services.customers.follow({ openid, cause: `f${openid}` });
    await services.customers.bindDirectly({ openid, account: '00238817', cause: `b${openid}` });
  }
  await services.customers.unfollow({ openid: left.openid, cause: 'left' });
  await services.customers.nameHome({ openid: first.openid, account: '00238817', alias: '我家', cause: 'name' });
  clock.advance(3600);
  for (const words of ['绑定 00238817', '同意']) await second.says(words);
  expect(await second.says(sms.at(-1)?.code ?? '')).toContain('绑好了');
  expect(notified).toEqual([
    {
      openid: first.openid,
      text: '11月21日（周六）10:00 有另一个微信绑定了您的户号：我家·尾号8817。\n家里人绑的不用管；没同意过，回复“不是我同意的”',
    },
  ]);
  expect(await first.says('不是我同意的')).toContain('已登记：我家·尾号8817 的新绑定您没有同意');
  expect(await second.says('不是我同意的')).toContain('没查到别的微信新绑了您的户号');
});
