import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { type Kept, newSession, SESSION_VERSION } from '../../src/conversation/session.js';
import { type Conversations, conversationStore } from '../../src/conversation/store.js';
import { createSeal } from '../../src/kernel/crypto.js';
import { withDatabase } from '../support/database.js';
import { memoryConversations, startTalk } from './toy.js';

const seal = createSeal({ keys: [{ id: 'k1', key: randomBytes(32) }], indexKey: randomBytes(32) });
const database = withDatabase();

const kept = (at: number, words: string): Kept => ({
  v: SESSION_VERSION,
  session: { ...newSession(), at, focus: { words } },
  answered: [],
});

const stores: [string, () => Conversations][] = [
  ['memory', memoryConversations],
  ['database', () => conversationStore(database.db(), seal)],
];

describe.each(stores)('talks in %s', (_, open) => {
  let conversations: Conversations;
  beforeEach(async () => {
    await database.clear();
    conversations = open();
  });

  it('are not there before they are saved, and are read as they were written', async () => {
    expect(await conversations.load('anna')).toBeUndefined();
    expect(await conversations.save('anna', 0, kept(1, '翠湖'))).toBe(true);
    expect(await conversations.load('anna')).toEqual({ version: 1, kept: kept(1, '翠湖') });
    expect(await conversations.load('bea')).toBeUndefined();
  });

  it('are saved only over the version that was read', async () => {
    await conversations.save('anna', 0, kept(1, 'a'));
    expect(await conversations.save('anna', 0, kept(2, 'b'))).toBe(false);
    expect(await conversations.save('anna', 1, kept(3, 'c'))).toBe(true);
    expect(await conversations.save('anna', 1, kept(4, 'd'))).toBe(false);
    expect(await conversations.load('anna')).toEqual({ version: 2, kept: kept(3, 'c') });
  });

  it('that two begin at once are begun by one', async () => {
    const saved = await Promise.all(['a', 'b', 'c', 'd'].map((words) => conversations.save('anna', 0, kept(1, words))));
    expect(saved.filter(Boolean)).toHaveLength(1);
    expect((await conversations.load('anna'))?.version).toBe(1);
  });

  it('that two go on with at once are saved by one', async () => {
    await conversations.save('anna', 0, kept(1, 'a'));
    const saved = await Promise.all(['b', 'c', 'd'].map((words) => conversations.save('anna', 1, kept(2, words))));
    expect(saved.filter(Boolean)).toHaveLength(1);
    expect((await conversations.load('anna'))?.version).toBe(2);
  });

  it('idle since before a time are forgotten, so many at once', async () => {
    for (const [i, resident] of ['anna', 'bea', 'cleo'].entries())
      await conversations.save(resident, 0, kept(i * 1000, ''));
    expect(await conversations.forgetIdle(new Date(2000), 1)).toBe(1);
    expect(await conversations.forgetIdle(new Date(2000), 10)).toBe(1);
    expect(await conversations.forgetIdle(new Date(2000), 10)).toBe(0);
    expect(await conversations.load('cleo')).toBeDefined();
  });

  it('carry a whole form through, two engines taking turns, each answer once', async () => {
    const one = startTalk({ conversations });
    const two = startTalk({ conversations, services: one.shop });
    expect(await one.hear({ kind: 'text', text: '积分' })).toContain('先入会');
    const say = (engine: typeof one, key: string, words: string) => engine.send({ kind: 'text', text: words }, key);
    expect((await say(two, 'a', '是'))?.text).toBe('请发四位会员号');
    const codes = await Promise.all([say(one, 'b', '1234'), say(two, 'b', '1234')]);
    expect(codes[0]).toEqual(codes[1]);
    expect(one.shop.sent.size).toBe(1);
    expect((await say(one, 'c', '42'))?.text).toBe('入会成功\n\n积分一百');
  });
});

it('what residents wrote does not lie in the open', async () => {
  await database.clear();
  await conversationStore(database.db(), seal).save('anna', 0, kept(1, '翠湖小区501'));
  const [row] = await database.db().collection('conversations').find({}).toArray();
  expect(JSON.stringify(row)).not.toContain('翠湖');
  expect(row).toMatchObject({ _id: 'anna', version: 1 });
});
