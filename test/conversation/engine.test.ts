import { describe, expect, it } from '@jest/globals';
import { createEngine } from '../../src/conversation/engine.js';
import { intentsFor } from '../../src/conversation/intent.js';
import { plainText, text } from '../../src/conversation/reply.js';
import type { Heard } from '../../src/conversation/turn.js';
import { handClock } from '../../src/kernel/clock.js';
import { silentLog } from '../../src/kernel/log.js';
import { memoryConversations, newShop, type Shop, startTalk, toyGoals, toyRepair, toyUnderstanding } from './toy.js';

const typedText = (words: string) => ({ kind: 'text', text: words }) as const;

describe('choices', () => {
  it.each([
    ['by digit', '2', '娃娃十元，第1页'],
    ['by digit with marks', '（2）', '娃娃十元，第1页'],
    ['by full-width digit', '２', '娃娃十元，第1页'],
    ['by label', '娃娃', '娃娃十元，第1页'],
    ['by another label', '都看', '都是十元'],
  ])('are taken %s', async (_, words, answer) => {
    const talk = startTalk();
    expect(await talk.say('价格')).toBe('哪一个？\n1 小车\n2 娃娃\n3 都看');
    expect(await talk.say(words)).toBe(answer);
    expect(talk.decisions).toEqual(['classifier', 'choice']);
  });

  it('are taken by a tap, also of an older answer', async () => {
    const talk = startTalk();
    const offered = await talk.send(typedText('价格'));
    await talk.say('入会');
    await talk.say('取消');
    expect(await talk.tap(offered, '都看')).toBe('都是十元');
    expect(talk.decisions.at(-1)).toBe('tap');
  });

  it('stand as long as they are the newest, and no digit beyond them does', async () => {
    const talk = startTalk();
    await talk.say('价格');
    await talk.say('1');
    expect(await talk.say('2')).toBe('娃娃十元，第1页');
    expect(await talk.say('7')).toBe('没在问数字：7');
  });

  it('that are forgotten are answered by their label when it says something, else kindly', async () => {
    const talk = startTalk();
    const unknown = (label: string) => talk.hear({ kind: 'text', text: label, choice: 'gone-1' });
    expect(await unknown('价格')).toContain('哪一个？');
    expect(await unknown('小车')).toBe('小车十元，第1页'); // names what the last question asked for
    expect(await unknown('同意')).toBe('选项过期了');
    expect(await unknown('取消')).toBe('选项过期了');
  });

  it('put a person at 0 and know an id for each', async () => {
    const talk = startTalk();
    const spoken = await talk.send(typedText('嗯嗯啊'));
    expect(spoken?.choices.map(({ digit, label }) => digit + label)).toEqual(['1查价格', '2查积分', '3入会', '0人工']);
    expect(new Set(spoken?.choices.map(({ id }) => id)).size).toBe(4);
    expect(await talk.say('0')).toBe('已转人工');
  });
});

describe('words', () => {
  it('carry slots on, ask again with another, and go to more', async () => {
    const talk = startTalk();
    expect(await talk.say('小车多少钱')).toBe('小车十元，第1页');
    expect(await talk.say('价格')).toBe('小车十元，第1页');
    expect(await talk.say('更多')).toBe('小车十元，第2页');
    expect(await talk.say('更多')).toBe('小车十元，第3页');
    expect(await talk.say('那娃娃呢')).toBe('娃娃十元，第1页');
    expect(talk.decisions.at(-1)).toBe('classifier');
  });

  it('that ask two things get the first, and the second is offered', async () => {
    const talk = startTalk();
    talk.shop.member.add('anna');
    const both = await talk.send(typedText('小车多少钱，积分呢'));
    expect(both && plainText(both)).toBe('小车十元，第1页\n\n还问到：\n1 查积分');
    expect(await talk.tap(both, '查积分')).toBe('积分一百，买小车用');
  });

  it('that begin a form and ask another thing have it offered when the form is over, not when it is left', async () => {
    const talk = startTalk();
    expect(await talk.say('要入会，小车多少钱')).toBe('同意吗？\n1 同意\n2 不同意');
    expect(await talk.say('1')).toBe('请发四位会员号');
    expect(await talk.say('1234')).toBe('验证码发到1234了，请回复两位数字');
    expect(await talk.say('42')).toBe('入会成功\n\n还问到：\n1 查价格');
    expect(await talk.say('1')).toBe('小车十元，第1页');
    const left = startTalk();
    await left.say('要入会，小车多少钱');
    expect(await left.say('取消')).not.toContain('还问到');
    expect(await left.say('营业时间')).toBe('九点到五点');
  });

  it('name a choice by its place in the list', async () => {
    const talk = startTalk();
    await talk.say('价格');
    expect(await talk.say('第二个')).toBe('娃娃十元，第1页');
    await startTalk().say('第二个');
    const other = startTalk();
    await other.say('价格');
    expect(await other.say('最后一个')).toBe('都是十元');
  });

  it('few enough, ask the last question of what its intent alone can name', async () => {
    const talk = startTalk();
    expect(await talk.say('小车多少钱')).toBe('小车十元，第1页');
    expect(await talk.say('全部呢')).toBe('都是十元');
    expect(await talk.say('全部的这一些东西都要看上一看')).not.toBe('都是十元');
  });

  it('find the knowledge base, and what is not ours', async () => {
    const talk = startTalk();
    expect(await talk.say('营业时间')).toBe('九点到五点');
    expect(await talk.say('今天天气')).toBe('天气我不懂');
    expect(talk.decisions).toEqual(['knowledge', 'classifier']);
  });

  it('not understood are asked back three ways, and the count begins anew after an answer', async () => {
    const talk = startTalk();
    expect(await talk.say('咕噜')).toContain('没听明白，是想\n1 查价格');
    expect(await talk.say('咕噜噜')).toContain('选一个\n1 查价格');
    expect(await talk.say('咕噜')).toBe('转人工吧\n1 转人工\n2 不用');
    expect(await talk.say('咕噜')).toContain('没听明白');
    await talk.say('营业时间');
    expect(await talk.say('也许吧')).toBe('没听明白，是想\n1 查积分\n2 查价格\n0 人工');
  });

  it('of plain agreement are taken right after they were asked for, not later', async () => {
    const talk = startTalk();
    for (const words of ['咕噜', '咕噜', '咕噜']) await talk.say(words);
    expect(await talk.say('没有')).toBe('没什么可取消');
    for (const words of ['咕噜', '咕噜', '咕噜']) await talk.say(words);
    expect(await talk.say('是')).toBe('已转人工');
    expect(await talk.say('是')).toBe('没问什么');
  });

  it('that were not clear are not asked for again once they are', async () => {
    const unclear = startTalk({
      intents: toyGoals.map((goal) =>
        goal.name === 'order' ? { ...goal, suggested: true } : { ...goal, suggested: false },
      ),
    });
    expect(await unclear.say('一匹木马')).toBe('没听明白，是想\n1 订做\n0 人工');
    expect(await unclear.say('1')).toBe('好的。\n\n送到哪里');
  });

  it('of command do nothing when there is nothing to do', async () => {
    const talk = startTalk();
    expect(await talk.say('取消')).toBe('没什么可取消');
    expect(await talk.say('返回')).toBe('不能再返回');
    expect(await talk.say('更多')).toBe('没有更多');
    expect(await talk.say('帮助')).toBe('能办这些\n1 查价格\n2 查积分\n3 入会');
  });

  it('of danger come first', async () => {
    const talk = startTalk();
    expect(await talk.say('着火了价格')).toBe('危险：火，先离开');
    expect(talk.decisions).toEqual(['danger']);
  });
});

describe('bad input', () => {
  it.each([
    ['nothing', '', '没看到字'],
    ['blanks', '  \n ', '没看到字'],
    ['zero-width marks', '\u200b\u200d\ufeff', '没看到字'],
    ['control characters', '\u0001\u0002', '没看到字'],
    ['emoji only', '😀😀', '没看到字'],
    ['digits', '123456', '没在问数字：123456'],
    ['digits in groups', '1234 56-78', '没在问数字：12345678'],
    ['2,000 characters', '啊'.repeat(2000), '太长了'],
    ['5,000 characters', '呀'.repeat(5000), '太长了'],
  ])('%s gets one clear answer', async (_, words, answer) => {
    expect(await startTalk().say(words)).toBe(answer);
  });

  it.each([
    [{ kind: 'video', mediaId: 'm' }, '看不了video'],
    [{ kind: 'link', title: 't', url: 'u' }, '看不了link'],
    [{ kind: 'unsupported', type: 'sticker' }, '看不了sticker'],
    [{ kind: 'voice', mediaId: 'm', heard: { kind: 'nothing' } }, 'nothing 1'],
    [{ kind: 'voice', mediaId: 'm', heard: { kind: 'too long', limitSeconds: 60 } }, 'too long 1'],
    [{ kind: 'voice', mediaId: 'm', heard: { kind: 'unavailable' } }, 'unavailable 1'],
    [{ kind: 'voice', mediaId: 'm', heard: { kind: 'words', text: '小车价格' } }, '您说：小车价格\n小车十元，第1页'],
    [{ kind: 'location', latitude: 1, longitude: 2, label: '桥头' }, '位置桥头\n1 订做'],
    [{ kind: 'menu', key: 'PRICE' }, '小车十元，第1页'],
    [{ kind: 'menu', key: 'price' }, '哪一个？\n1 小车\n2 娃娃\n3 都看'],
    [{ kind: 'menu', key: 'nonsense' }, '选项过期了'],
    [{ kind: 'follow', scene: '门店' }, '欢迎门店'],
    [{ kind: 'follow' }, '欢迎'],
    [{ kind: 'unfollow' }, ''],
  ] as const)('%j is answered', async (input, answer) => {
    expect(await startTalk().hear(input)).toBe(answer);
  });

  it('voices that cannot be made out are answered in other words each time, a person at the third; any words begin anew', async () => {
    const talk = startTalk();
    const hears = (heard: Heard) => talk.hear({ kind: 'voice', mediaId: 'm', heard });
    const silence = () => hears({ kind: 'nothing' });
    expect(await silence()).toBe('nothing 1');
    expect(await silence()).toBe('nothing 2');
    expect(await silence()).toBe('nothing，人工');
    expect(await silence()).toBe('nothing 1');
    expect(await hears({ kind: 'unavailable' })).toBe('unavailable 1');
    expect(await silence()).toBe('nothing，人工');
    expect(await silence()).toBe('nothing 1');
    await hears({ kind: 'words', text: '小车价格' });
    expect(await silence()).toBe('nothing 1');
    await talk.say('小车价格');
    expect(await silence()).toBe('nothing 1');
  });

  it('what recognisers are known to mishear is put right in voices only, and is shown', async () => {
    const talk = startTalk({ mendHeard: async (words) => words.replace('小扯', '小车') });
    const said = (text: string) => talk.hear({ kind: 'voice', mediaId: 'm', heard: { kind: 'words', text } });
    expect(await said('小扯价格')).toBe('您说：小车价格\n小车十元，第1页');
    expect(await startTalk({ mendHeard: () => '小车价格' }).say('天气')).not.toContain('十元');
  });

  it('a photo leads into a form that has it', async () => {
    const talk = startTalk();
    const offered = await talk.send({ kind: 'image', mediaId: 'p1' });
    expect(await talk.tap(offered, '照着订做')).toBe('好的。\n\n收到第1张\n\n要做什么');
    await talk.say('一匹木马');
    expect(await talk.say('没有')).toContain('一匹木马／无／1张／无');
  });

  it('leaving forgets the talk', async () => {
    const talk = startTalk();
    await talk.say('入会');
    expect(await talk.hear({ kind: 'unfollow' })).toBe('');
    expect(await talk.say('是')).not.toContain('会员号');
  });
});

describe('secrets', () => {
  const id = '11010519491231002X';

  it.each([
    ['an ID number', `我的证件${id}`],
    ['a card', `卡号 4111111111111111`],
  ])('are not kept: %s', async (_, words) => {
    const talk = startTalk();
    await talk.say('订做');
    expect(await talk.say(words)).toBe('别发证件号\n\n（接着订做）要做什么');
    const stored = [...talk.conversations.rows.values()].map(({ json }) => json).join();
    expect(stored).not.toContain(id);
    expect(stored).not.toContain('4111');
    expect(talk.decisions.at(-1)).toBe('secret');
  });

  it('are secrets with a mistyped check character too', async () => {
    const talk = startTalk();
    expect(await talk.say('110105194912310021')).toBe('别发证件号');
  });
});

describe('a turn', () => {
  it('run again gives its first answer and no second effect', async () => {
    const talk = startTalk();
    const first = await talk.send(typedText('人工'), 'same');
    await talk.say('价格');
    expect(await talk.send(typedText('人工'), 'same')).toEqual(first);
    expect(talk.shop.orders.size).toBe(1);
    expect(talk.decisions).toEqual(['command', 'classifier']);
  });

  it('run again after its talk went idle still gives its first answer', async () => {
    const talk = startTalk();
    const first = await talk.send(typedText('价格'), 'same');
    talk.clock.advance(3600);
    expect(await talk.send(typedText('价格'), 'same')).toEqual(first);
  });

  it('with nothing to say stays so when run again', async () => {
    const talk = startTalk();
    expect(await talk.send({ kind: 'unfollow' }, 'bye')).toBeUndefined();
    expect(await talk.send({ kind: 'unfollow' }, 'bye')).toBeUndefined();
    expect(talk.decisions).toHaveLength(1);
  });

  it('that throws passes the error on and leaves the talk as it was', async () => {
    const talk = startTalk();
    await talk.say('入会');
    const before = talk.conversations.rows.get('anna');
    await expect(talk.say('坏')).rejects.toThrow('handler broke');
    expect(talk.conversations.rows.get('anna')).toEqual(before);
    expect(await talk.say('是')).toBe('请发四位会员号');
  });

  it('sees what another process saved meanwhile, and does its effect once', async () => {
    const talk = startTalk();
    const other = startTalk({ conversations: talk.conversations, services: talk.shop });
    let interfered = 0;
    talk.shop.meanwhile = async () => {
      if (interfered++) return;
      talk.shop.meanwhile = async () => undefined;
      await other.send(typedText('小车价格'), 'theirs');
    };
    expect(plainText((await talk.send(typedText('价格'), 'mine'))!)).toBe('小车十元，第1页'); // it carries what the other named
    expect(talk.decisions).toEqual(['classifier', 'classifier']);
    expect(talk.conversations.rows.get('anna')?.version).toBe(2);
  });

  it('whose talk could not be saved is run again as if for the first time, its effect done once', async () => {
    const store = memoryConversations();
    let down = true;
    const talk = startTalk({
      conversations: {
        ...store,
        save: async (...row) => {
          if (down) throw new Error('store is down');
          return store.save(...row);
        },
      },
    });
    await expect(talk.send(typedText('人工'), 'same')).rejects.toThrow('store is down');
    down = false;
    expect((await talk.send(typedText('人工'), 'same'))?.text).toBe('已转人工');
    expect([...talk.shop.orders.keys()]).toEqual(['person/same']);
  });

  it('is refused when the talk never holds still', async () => {
    const talk = startTalk({ conversations: { ...memoryConversations(), save: async () => false } });
    await expect(talk.say('价格')).rejects.toMatchObject({ code: 'conflict' });
  });

  it('waits for those before it: fifty at once are answered in order', async () => {
    const seen: number[] = [];
    const clock = handClock('2026-11-21T09:00:00+08:00');
    const counting = intentsFor<{ turns: number[] }>()({
      name: 'price',
      title: '数',
      examples: [],
      answer: async ({ words, services }) => {
        await Promise.resolve();
        services.turns.push(Number(words.replace(/\D/g, '')));
        return text(words);
      },
    });
    const engine = createEngine({
      intents: [counting],
      conversations: memoryConversations(),
      services: { turns: seen },
      understanding: toyUnderstanding,
      repair: toyRepair,
      clock,
      log: silentLog,
    });
    const numbers = Array.from({ length: 50 }, (_, i) => i);
    const answers = await Promise.all(
      numbers.map((i) =>
        engine.answer({ key: `k${i}`, resident: 'anna', at: clock.now(), input: typedText(`价格${i}`) }),
      ),
    );
    expect(seen).toEqual(numbers);
    expect(answers.map((spoken) => spoken?.text)).toEqual(numbers.map((i) => `价格${i}`));
  });

  it('of a resident never waits for another resident', async () => {
    const shop = newShop();
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    shop.meanwhile = () => held;
    const slow = startTalk({ services: shop });
    const waiting = slow.say('价格');
    const quick = await slow.answer({ key: 'q', resident: 'bea', at: slow.clock.now(), input: typedText('营业时间') });
    expect(quick?.text).toBe('九点到五点');
    release();
    expect(await waiting).toContain('哪一个');
  });
});

describe('an engine', () => {
  const options = {
    conversations: memoryConversations(),
    services: newShop(),
    understanding: toyUnderstanding,
    repair: toyRepair,
    clock: handClock('2026-11-21T09:00:00+08:00'),
    log: silentLog,
  };

  it('is not made of two intents with one name', () => {
    const intents = [...toyGoals, ...toyGoals.slice(0, 1)];
    expect(() => createEngine<Shop>({ ...options, intents })).toThrow('same name');
  });

  it('is not made when a need has no form', () => {
    expect(() => createEngine<Shop>({ ...options, intents: toyGoals })).toThrow('no form meets the need "member"');
  });
});
