import { describe, expect, it } from '@jest/globals';
import { SESSION_VERSION } from '../../src/conversation/session.js';
import { startTalk, type Talk } from './toy.js';

const photo = (mediaId: string) => ({ kind: 'image', mediaId }) as const;
const place = { kind: 'location', latitude: 1, longitude: 2, label: '桥头' } as const;
const typedText = (words: string) => ({ kind: 'text', text: words }) as const;

/** Says each line and expects what follows it. */
const goThrough = async (talk: Talk, lines: readonly (readonly [string, string])[]): Promise<void> => {
  for (const [words, answer] of lines) expect([words, await talk.say(words)]).toEqual([words, answer]);
};

describe('a form', () => {
  it('asks, checks, and is done', async () => {
    const talk = startTalk();
    await goThrough(talk, [
      ['入会', '同意吗？\n1 同意\n2 不同意'],
      ['1', '请发四位会员号'],
      ['123', '会员号是四位，请再发'],
      ['1234', '验证码发到1234了，请回复两位数字'],
      ['41', '不对，请再发两位数字'],
      ['42', '入会成功'],
    ]);
    expect(talk.shop.member.has('anna')).toBe(true);
    expect([...talk.shop.sent.values()]).toEqual(['1234']);
  });

  it('is answered from the opening words, and checks them', async () => {
    const talk = startTalk({ menu: { JOIN: { intent: 'join', slots: { number: '12' } } } });
    await talk.hear({ kind: 'menu', key: 'JOIN' });
    await goThrough(talk, [
      ['是', '会员号是四位，请再发'],
      ['1234', '验证码发到1234了，请回复两位数字'],
    ]);
    const other = startTalk();
    expect(await other.say('订做一匹木马')).toBe('好的。\n\n送到哪里');
  });

  it('ends where a step says so', async () => {
    const talk = startTalk();
    await goThrough(talk, [
      ['入会', '同意吗？\n1 同意\n2 不同意'],
      ['不同意', '那就不办了'],
      ['取消', '没什么可取消'],
      ['入会', '同意吗？\n1 同意\n2 不同意'],
      ['是', '请发四位会员号'],
      ['1234', '验证码发到1234了，请回复两位数字'],
      ['99', '冻结了'],
      ['取消', '没什么可取消'],
    ]);
  });

  it('knows words of its own: again, another number, wait, elsewhere', async () => {
    const talk = startTalk();
    await goThrough(talk, [
      ['入会', '同意吗？\n1 同意\n2 不同意'],
      ['是', '请发四位会员号'],
      ['0000', '没有这个会员号\n\n请发四位会员号'],
      ['1234', '验证码发到1234了，请回复两位数字'],
      ['重发。', '验证码发到1234了，请回复两位数字'],
      ['等等', '不急，请回复两位数字'],
      ['换号', '请发四位会员号'],
      ['5678', '验证码发到5678了，请回复两位数字'],
      ['没卡', '已转人工'],
      ['取消', '没什么可取消'],
    ]);
    expect([...talk.shop.sent.values()]).toEqual(['1234', '1234', '5678']);
  });

  it('goes back, helps, is cancelled', async () => {
    const talk = startTalk();
    await goThrough(talk, [
      ['入会', '同意吗？\n1 同意\n2 不同意'],
      ['返回', '不能再返回\n\n（接着入会）同意吗？\n1 同意\n2 不同意'],
      ['帮助', '正在入会，同意吗？\n1 同意\n2 不同意'],
      ['1', '请发四位会员号'],
      ['帮助', '会员号在卡上，请发四位会员号'],
      ['1234', '验证码发到1234了，请回复两位数字'],
      ['返回', '请发四位会员号'],
      ['取消', '入会取消了'],
      ['1234', '没在问数字：1234'],
    ]);
  });

  it('is interrupted and goes on in its own words', async () => {
    const talk = startTalk();
    await goThrough(talk, [
      ['入会', '同意吗？\n1 同意\n2 不同意'],
      ['营业时间', '九点到五点\n\n（接着入会）同意吗？\n1 同意\n2 不同意'],
      ['同意', '请发四位会员号'],
      ['娃娃多少钱', '娃娃十元，第1页\n\n（接着入会）请发四位会员号'],
      ['今天天气', '天气我不懂\n\n（接着入会）请发四位会员号'],
      ['人工', '已转人工\n\n（接着入会）请发四位会员号'],
      ['1234', '验证码发到1234了，请回复两位数字'],
      ['价格', '娃娃十元，第1页\n\n（接着入会）请回复两位数字'],
      ['42', '入会成功'],
    ]);
    expect(talk.shop.sent.size).toBe(1);
  });

  it('waits while the interruption asks a question of its own', async () => {
    const talk = startTalk();
    await goThrough(talk, [
      ['入会', '同意吗？\n1 同意\n2 不同意'],
      ['价格', '哪一个？\n1 小车\n2 娃娃\n3 都看\n（入会还等着）'],
      ['1', '小车十元，第1页\n\n（接着入会）同意吗？\n1 同意\n2 不同意'],
      ['1', '请发四位会员号'],
      ['3', '会员号是四位，请再发'],
    ]);
  });

  it('asked for again while open asks on', async () => {
    const talk = startTalk();
    await goThrough(talk, [
      ['入会', '同意吗？\n1 同意\n2 不同意'],
      ['是', '请发四位会员号'],
      ['我要入会', '（接着入会）请发四位会员号'],
    ]);
  });

  it('interrupted by another form goes on after it', async () => {
    const talk = startTalk();
    await goThrough(talk, [
      ['入会', '同意吗？\n1 同意\n2 不同意'],
      ['是', '请发四位会员号'],
      ['我想订做', '好的。\n\n要做什么'],
      ['取消', '订做取消了\n\n（接着入会）请发四位会员号'],
      ['我想订做', '好的。\n\n要做什么'],
      ['入会', '（接着入会）请发四位会员号'],
      ['取消', '入会取消了\n\n（接着订做）要做什么'],
    ]);
  });

  it('offers a person at the third miss and is put away at the fourth', async () => {
    const talk = startTalk();
    await goThrough(talk, [
      ['入会', '同意吗？\n1 同意\n2 不同意'],
      ['咕噜', '没懂1，同意吗？\n1 同意\n2 不同意'],
      ['😀', '没懂2，同意吗？\n1 同意\n2 不同意'],
      ['咕噜', '还是没懂，入会：同意吗？\n0 人工\n不办回复取消'],
      ['咕噜', '入会先放下了'],
      ['取消', '没什么可取消'],
    ]);
  });

  it('still takes the answer after it offered a person, and counts anew at the next question', async () => {
    const talk = startTalk();
    await talk.say('入会');
    for (const words of ['咕', '噜', '咕']) await talk.say(words);
    await goThrough(talk, [
      ['同意', '请发四位会员号'],
      ['咕噜', '没懂1，请发四位会员号'],
      ['12', '会员号是四位，请再发'],
      ['123', '会员号是四位，请再发\n\n还是没懂，入会：请发四位会员号\n0 人工\n不办回复取消'],
    ]);
  });

  it('put away for wrong answers makes room for the one it interrupted', async () => {
    const talk = startTalk();
    await talk.say('我想订做');
    for (const words of ['入会', '是', '1', '2']) await talk.say(words);
    expect(await talk.say('3')).toContain('还是没懂');
    expect(await talk.say('4')).toBe('会员号是四位，请再发\n\n入会先放下了\n\n（接着订做）要做什么');
  });

  it('left for over half an hour is gone, and that is said', async () => {
    const talk = startTalk();
    await talk.say('入会');
    talk.clock.advance(30 * 60);
    expect(await talk.say('是')).toBe('请发四位会员号');
    talk.clock.advance(30 * 60 + 1);
    expect(await talk.say('1234')).toBe('入会过期了\n\n没在问数字：1234');
    expect(await talk.say('1234')).toBe('没在问数字：1234');
  });

  it('of an older version of the service is gone, and that is said', async () => {
    const talk = startTalk();
    await talk.say('入会');
    const row = talk.conversations.rows.get('anna');
    if (!row) throw new Error('nothing was saved');
    talk.conversations.rows.set('anna', { ...row, json: row.json.replace(`"v":${SESSION_VERSION}`, '"v":0') });
    expect(await talk.say('营业时间')).toBe('入会过期了\n\n九点到五点');
  });

  it('does not take a choice of a question that is no longer open', async () => {
    const talk = startTalk();
    const asked = await talk.send(typedText('入会'));
    await talk.tap(asked, '同意');
    expect(await talk.tap(asked, '不同意')).toBe('选项过期了\n\n（接着入会）请发四位会员号');
    expect(await talk.say('1')).toBe('会员号是四位，请再发');
  });
});

describe('an answer before its turn', () => {
  it('is kept for its question, and the open one asked again', async () => {
    await goThrough(startTalk(), [
      ['入会', '同意吗？\n1 同意\n2 不同意'],
      ['1234', '记下了，同意吗？\n1 同意\n2 不同意'],
      ['同意', '验证码发到1234了，请回复两位数字'],
    ]);
  });
});

describe('a question passed over', () => {
  it('is asked again three times, then waits in silence', async () => {
    const talk = startTalk();
    await talk.say('入会');
    await talk.say('同意');
    for (let i = 0; i < 3; i += 1) expect(await talk.say('营业时间')).toBe('九点到五点\n\n（接着入会）请发四位会员号');
    expect(await talk.say('营业时间')).toBe('九点到五点');
    expect(await talk.say('1234')).toBe('验证码发到1234了，请回复两位数字');
  });
});

describe('a detour', () => {
  it('meets the need first, then answers with the slots it had', async () => {
    const talk = startTalk();
    await goThrough(talk, [
      ['小车的积分', '先入会才能查积分。\n\n同意吗？\n1 同意\n2 不同意'],
      ['1', '请发四位会员号'],
      ['价格', '哪一个？\n1 小车\n2 娃娃\n3 都看\n（入会还等着）'],
      ['1234', '验证码发到1234了，请回复两位数字'],
      ['42', '入会成功\n\n积分一百，买小车用'],
      ['积分', '积分一百，买小车用'],
    ]);
  });

  it('that is cancelled forgets what waited', async () => {
    const talk = startTalk();
    await goThrough(talk, [
      ['积分', '先入会才能查积分。\n\n同意吗？\n1 同意\n2 不同意'],
      ['取消', '入会取消了'],
      ['入会', '同意吗？\n1 同意\n2 不同意'],
      ['是', '请发四位会员号'],
      ['1234', '验证码发到1234了，请回复两位数字'],
      ['42', '入会成功'],
    ]);
  });

  it('of a form that is open already only adds what waits', async () => {
    const talk = startTalk();
    await goThrough(talk, [
      ['入会', '同意吗？\n1 同意\n2 不同意'],
      ['是', '请发四位会员号'],
      ['积分', '先入会才能查积分。\n\n（接着入会）请发四位会员号'],
      ['1234', '验证码发到1234了，请回复两位数字'],
      ['42', '入会成功\n\n积分一百'],
    ]);
  });

  it('out of another form returns to it in the end', async () => {
    const talk = startTalk();
    await goThrough(talk, [
      ['我想订做', '好的。\n\n要做什么'],
      ['积分', '先入会才能查积分。\n\n同意吗？\n1 同意\n2 不同意'],
      ['是', '请发四位会员号'],
      ['1234', '验证码发到1234了，请回复两位数字'],
      ['42', '入会成功\n\n积分一百\n\n（接着订做）要做什么'],
    ]);
  });
});

describe('a form with photos, a place and a last look', () => {
  const summary = (words: string) => `${words}\n1 提交\n2 修改\n3 不做了`;

  it('takes photos and a place at any time, and shows all before it submits', async () => {
    const talk = startTalk();
    await talk.say('我想订做');
    expect(await talk.hear(photo('p1'))).toBe('收到第1张\n\n要做什么');
    expect(await talk.hear(place)).toBe('要做什么');
    expect(await talk.hear(photo('p2'))).toBe('收到第2张\n\n要做什么');
    expect(await talk.hear(photo('p3'))).toBe('最多2，要做什么');
    expect(await talk.say('一只大熊')).toBe(summary('一只大熊／桥头／2张／无'));
    expect(talk.shop.orders.size).toBe(0);
    expect(await talk.say('1')).toBe('已订：一只大熊');
    expect([...talk.shop.orders.values()]).toEqual(['一只大熊']);
  });

  it('keeps a voice whose words were the answer, the first one', async () => {
    const talk = startTalk();
    const voice = (mediaId: string, words: string) =>
      talk.hear({ kind: 'voice', mediaId, heard: { kind: 'words', text: words } });
    await talk.say('我想订做');
    expect(await talk.hear({ kind: 'voice', mediaId: 'v0', heard: { kind: 'nothing' } })).toBe('nothing 1');
    expect(await voice('v1', '一只大熊')).toBe('您说：一只大熊\n送到哪里');
    expect(await voice('v2', '河边')).toBe(summary('一只大熊／河边／0张／v1'));
  });

  it('goes on without what is optional', async () => {
    const talk = startTalk();
    await talk.say('我想订做');
    await talk.say('一只大熊');
    expect(await talk.say('没有')).toBe(summary('一只大熊／无／0张／无'));
  });

  it('takes free words as an answer unless they surely ask something else', async () => {
    const talk = startTalk();
    await goThrough(talk, [
      ['我想订做', '好的。\n\n要做什么'],
      ['小车多少钱', '小车十元，第1页\n\n（接着订做）要做什么'],
      ['大概价格要一百的熊', '送到哪里'],
    ]);
  });

  it('takes a digit for an answer, not for a choice of before', async () => {
    const talk = startTalk();
    await goThrough(talk, [
      ['价格', '哪一个？\n1 小车\n2 娃娃\n3 都看'],
      ['我想订做', '好的。\n\n要做什么'],
      ['2', '送到哪里'],
    ]);
  });

  it('takes words of danger both ways', async () => {
    const talk = startTalk();
    await talk.say('我想订做');
    expect(await talk.say('厨房着火的样子')).toBe('危险：火，先离开\n\n送到哪里');
  });

  it('changes one answer and keeps the others', async () => {
    const talk = startTalk();
    await talk.say('我想订做');
    await talk.say('一只大熊');
    const before = await talk.send(typedText('河边'));
    await goThrough(talk, [
      ['修改', '改哪个？\n1 内容\n2 地点'],
      ['2', '送到哪里'],
      ['山上', summary('一只大熊／山上／0张／无')],
    ]);
    expect(await talk.tap(before, '提交')).toBe(`选项过期了\n\n（接着订做）${summary('一只大熊／山上／0张／无')}`);
    expect(await talk.say('是')).toBe('已订：一只大熊');
  });

  it('lets what was left out be added at the last look', async () => {
    const talk = startTalk();
    for (const words of ['我想订做', '一只大熊', '没有', '2']) await talk.say(words);
    await goThrough(talk, [
      ['地点', '送到哪里'],
      ['山上', summary('一只大熊／山上／0张／无')],
    ]);
  });

  it('is interrupted at the last look, takes another photo there, and can be dropped', async () => {
    const talk = startTalk();
    await talk.say('我想订做');
    await talk.say('一只大熊');
    await talk.say('河边');
    expect(await talk.say('营业时间')).toBe(`九点到五点\n\n（接着订做）${summary('一只大熊／河边／0张／无')}`);
    expect(await talk.hear(photo('p1'))).toBe(`收到第1张\n\n${summary('一只大熊／河边／1张／无')}`);
    expect(await talk.say('咕噜')).toBe('咕噜改哪个？\n1 内容\n2 地点');
    expect(await talk.say('2')).toBe(summary('一只大熊／咕噜／1张／无'));
    expect(await talk.say('不做了')).toBe('订做取消了');
    expect(talk.shop.orders.size).toBe(0);
  });

  it('refuses what it cannot take, and asks on', async () => {
    const talk = startTalk();
    await talk.say('入会');
    await talk.say('是');
    expect(await talk.hear(photo('p1'))).toBe('不要image，请发四位会员号');
    expect(await talk.hear(place)).toBe('不要location，请发四位会员号');
    expect(await talk.hear({ kind: 'video', mediaId: 'v' })).toBe(
      '还是没懂，入会：请发四位会员号\n0 人工\n不办回复取消',
    );
  });

  it('submitted twice under one key files once', async () => {
    const talk = startTalk();
    for (const words of ['我想订做', '一只大熊', '河边']) await talk.say(words);
    const first = await talk.send(typedText('提交'), 'submit');
    expect(await talk.send(typedText('提交'), 'submit')).toEqual(first);
    expect(talk.shop.orders.size).toBe(1);
  });

  it('may refuse to open', async () => {
    const talk = startTalk();
    for (let i = 0; i < 90; i += 1) talk.shop.orders.set(String(i), 'x');
    expect(await talk.say('我想订做')).toBe('今天订满了');
    expect(await talk.say('取消')).toBe('没什么可取消');
  });
});
