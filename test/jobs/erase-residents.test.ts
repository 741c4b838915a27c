import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { eraseResidents } from '../../jobs/erase-residents.js';
import { createSeal } from '../../src/kernel/crypto.js';
import { randomIds } from '../../src/kernel/ids.js';
import { silentLog } from '../../src/kernel/log.js';
import type { Services } from '../../src/services.js';
import { claimStore } from '../../src/wechat/claims-store.js';
import { createWechatOut, type WechatOut } from '../../src/wechat/index.js';
import { withDatabase } from '../support/database.js';
import { createWorld, type Person, type World } from '../support/world.js';

const database = withDatabase();
const DAY = 86_400;
let world: World;
let out: WechatOut;
const lastWords: string[] = [];

beforeAll(async () => {
  world = await createWorld(database.db(), {
    eraseResident: (openid) => out.eraseResident(openid),
    sayIfOpen: async ({ openid, text }) => {
      lastWords.push(`${openid} ${text}`);
      return 'sent';
    },
  });
  const key = randomBytes(32);
  out = createWechatOut({
    config: {
      appId: 'wx0123456789abcdef',
      appSecret: 's',
      token: 't',
      aesKeys: [],
      apiOrigin: 'http://127.0.0.1:9',
      templates: {},
    } as unknown as Parameters<typeof createWechatOut>[0]['config'],
    db: database.db(),
    clock: world.clock,
    ids: randomIds,
    seal: createSeal({ keys: [{ id: 't', key }], indexKey: key }),
    log: silentLog,
    ticketHint: '',
    draw: async () => Buffer.alloc(0),
  });
});

const run = (services: Services = world.services): Promise<void> =>
  eraseResidents.run({ at: world.clock.now(), services, log: silentLog });

/** The collections that hold these words anywhere. */
const holding = async (words: string): Promise<string[]> => {
  const { db } = database.db();
  const names = (await db!.listCollections().toArray()).map(({ name }) => name).sort();
  const found: string[] = [];
  for (const name of names)
    if (JSON.stringify(await db!.collection(name).find({}).toArray()).includes(words)) found.push(name);
  return found;
};

const claim = (person: Person, state: 'done' | 'working', key = randomIds.id()) =>
  claimStore(database.db()).insert({
    key,
    resident: person.openid,
    state,
    owner: '',
    until: 0,
    tries: 1,
    turn: '',
  });

/** One who follows, has bound, subscribed, complained with a photo, asked about an outage, been pushed a bill and been told things. */
const settled = async (account: string): Promise<Person> => {
  const { services } = world;
  const person = world.resident();
  await person.does({ kind: 'follow' });
  await person.says('绑定');
  await person.says('同意');
  await person.says(account);
  expect(await person.says(world.sms.at(-1)!.code)).toContain('绑好了');
  await person.says('订阅');
  await person.says('晚上10点到早上6点别发账单');
  await person.says('翠湖小区停水吗');
  await person.says('人工');
  await person.does({ kind: 'image', mediaId: `desk-${person.openid.slice(-4)}` });
  await services.desk.fetchFiles(10);
  await person.says('结束人工');
  await services.outreach.pushBills({ month: '2026-10', by: 'system', cause: randomIds.id(), standing: true });
  await services.outreach.delivered({ openid: person.openid, msgId: randomIds.id(), ok: true, reason: '' });
  await services.tickets.file({
    openid: person.openid,
    kind: 'complaint',
    text: '井盖松动',
    photos: [`photo-${person.openid.slice(-4)}`],
    account,
    contact: { holder: '某人', mobile: '13800009999', address: '某处' },
    cause: randomIds.id(),
  });
  await services.tickets.fetchMedia(10);
  const recording = { bytes: Buffer.from('#!AMR\n'), format: 'amr' };
  await services.voices.keep({
    key: randomIds.id(),
    openid: person.openid,
    at: world.clock.now(),
    outcome: 'words',
    heard: '查水费',
    ms: 900,
    recording,
  });
  await services.customers.invite({ openid: person.openid, account, guest: { kind: 'family' }, cause: randomIds.id() });
  await claim(person, 'done');
  await out.windows.opened(person.openid, 'message', world.clock.now());
  await out.windows.enqueue(person.openid, 'note');
  return person;
};

const asksToBeErased = async (person: Person): Promise<void> => {
  world.clock.advance(60);
  expect(await person.says('删除我的数据')).toContain('验证码已发到');
  expect(await person.says(world.sms.at(-1)!.code)).toContain('真的要删除吗');
  expect(await person.says('删除')).toContain('开始删了');
};

describe('who asks to be erased', () => {
  let person: Person;
  let number: string;

  it('is unbound at once, and nothing names her after the job but the counts of the day', async () => {
    person = await settled('00451190');
    const [ticket] = await world.services.tickets.ofResident(person.openid);
    number = ticket!.number;
    expect(await holding(person.openid)).toEqual(
      expect.arrayContaining([
        'bill_subscriptions',
        'campaign_recipients',
        'conversations',
        'desk_talks',
        'residents',
        'tickets',
        'voices',
      ]),
    );
    await asksToBeErased(person);
    const { homes } = await world.services.customers.resident(person.openid);
    expect(homes).toEqual([]);
    expect(await world.services.outreach.subscriptions(person.openid)).toEqual([]);

    await run();
    expect(await holding(person.openid)).toContain('residents');

    world.clock.advance(61);
    await run();
    await run();
    expect(await holding(person.openid)).toEqual(['send_counts']);
    expect(lastWords).toEqual([`${person.openid} 您的数据删好了。再要用，回复“绑定”`]);

    world.clock.advance(DAY);
    await world.services.customers.expireCodes(500);
    expect(await holding(person.openid)).toEqual([]);
  });

  it('leaves the ticket to be finished without her, and empty of her when it is', async () => {
    const { tickets } = world.services;
    const open = await tickets.show(number);
    expect(open).toMatchObject({ text: '井盖松动', contact: { mobile: '13800009999' }, account: '00451190' });
    expect(open.openid).toMatch(/^gone:/);
    expect((await tickets.reach([open.openid])).get(open.openid)).toEqual({ way: 'gone' });
    const act = { number, by: 'li', cause: randomIds.id() };
    const before = world.notified.length;
    expect(await tickets.reply({ ...act, text: '修好了' })).toMatchObject({ way: 'gone' });
    await tickets.resolve({ ...act, cause: randomIds.id() });
    await tickets.watchDeadlines(10);
    expect(world.notified).toHaveLength(before);

    const [file] = open.media;
    expect((await tickets.media(number, file!.id)).bytes.length).toBeGreaterThan(0);
    await run();
    const over = await tickets.show(number);
    expect(over).toMatchObject({ text: '井盖松动', state: 'resolved', media: [] });
    expect(over.contact).toBeUndefined();
    expect(over.account).toBeUndefined();
    await expect(tickets.media(number, file!.id)).rejects.toThrow();
    expect(await holding(number)).toEqual(['tickets']);
  });

  it('keeps the counts of the campaign', async () => {
    const campaign = await world.services.outreach.campaign('bills:2026-10');
    expect(campaign?.counts.sent).toBe(1);
  });

  it('begins anew when she binds again, and is a follower again', async () => {
    expect(await person.says('绑定')).toContain('绑定前请您知道');
    await person.says('同意');
    expect(await world.services.customers.followingAmong([person.openid])).toEqual(new Set([person.openid]));
  });

  it('is not let out of a freeze by it', async () => {
    const guesser = world.resident();
    for (const n of [1, 2, 3, 4, 5, 6])
      await world.services.customers.sendBindingCode({
        openid: guesser.openid,
        account: `9000000${n}`,
        cause: randomIds.id(),
      });
    await guesser.says('删除我的数据');
    expect(await guesser.says('删除')).toContain('开始删了');
    world.clock.advance(120);
    await run();
    expect(await holding(guesser.openid)).toContain('residents');
    world.clock.advance(DAY);
    await world.services.customers.expireCodes(500);
    await run();
    expect(await holding(guesser.openid)).toEqual([]);
  });

  it('is asked for the code again when the proof is too old, and needs one of her own', async () => {
    const { customers } = world.services;
    const late = world.resident();
    await customers.follow({ openid: late.openid, cause: randomIds.id() });
    await customers.bindDirectly({ openid: late.openid, account: '00880031', cause: randomIds.id() });
    const ask = { openid: late.openid, account: '00880031', cause: randomIds.id() };
    expect(await customers.askErasure(ask)).toEqual({ kind: 'not proven' });
    expect(await customers.sendOwnCode({ ...ask, account: '00451190' })).toEqual({ kind: 'not bound' });
    expect(await late.says('删除我的数据')).toContain('验证码');
    await late.says(world.sms.at(-1)!.code);
    world.clock.advance(11 * 60);
    expect(await late.says('删除')).toMatch(/要重新验证一次[\s\S]*验证码已发到/);
    await late.says(world.sms.at(-1)!.code);
    expect(await late.says('删除')).toContain('开始删了');
    expect(await late.again()).toContain('开始删了');
  });
});

describe('who left', () => {
  it('is erased after 30 days, unless she came back', async () => {
    const [gone, back] = [await settled('00612204'), await settled('00777016')];
    for (const person of [gone, back]) await person.does({ kind: 'unfollow' });
    world.clock.advance(29 * DAY);
    await run();
    expect(await holding(gone.openid)).toContain('residents');
    await back.does({ kind: 'follow' });
    world.clock.advance(2 * DAY);
    const told = lastWords.length;
    await run();
    await world.services.customers.expireCodes(500);
    expect(await holding(gone.openid)).toEqual([]);
    expect(lastWords).toHaveLength(told);
    expect((await world.services.customers.resident(back.openid)).homes).toHaveLength(1);
  });

  it('is taken up again by the next run when one was interrupted, or a message is under way', async () => {
    const person = await settled('00238825');
    await claim(person, 'working', 'under-way');
    await person.does({ kind: 'unfollow' });
    world.clock.advance(31 * DAY);
    const { services } = world;
    const broken = { ...services.outreach, erase: async () => Promise.reject(new Error('store down')) };
    await run({ ...services, outreach: broken });
    expect(await holding(person.openid)).toContain('residents');
    await run();
    expect(await holding(person.openid)).toEqual(expect.arrayContaining(['message_claims', 'residents']));
    await claimStore(database.db()).move('under-way', { state: 'working', owner: '' }, { state: 'done' });
    await run();
    await services.customers.expireCodes(500);
    expect(await holding(person.openid)).toEqual([]);
  });
});
