import { expect, it } from '@jest/globals';
import { text } from '../../src/conversation/reply.js';
import { startTalk } from './toy.js';

const written: Record<string, string> = { 小车: '小车周六半价', 取消: '不会说的', 小车多少钱: '看橱窗' };

it('what staff wrote for exactly these words is said before anybody wonders what they ask, and after commands and choices', async () => {
  const talk = startTalk({ byKeyword: (words) => (written[words] ? text(written[words]) : undefined) });
  expect(await talk.say('小车多少钱')).toBe('看橱窗');
  expect(talk.decisions.at(-1)).toBe('keyword');
  expect(await talk.say('小车多少钱啊')).toBe('小车十元，第1页');
  expect(await talk.say('价格')).toContain('小车');
  expect(await talk.say('取消')).not.toBe('不会说的');
  expect(talk.decisions.at(-1)).toBe('command');
  expect(await talk.say('小车')).toBe('小车周六半价');
  expect(await talk.say('？？')).not.toContain('橱窗');
});
