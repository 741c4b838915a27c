import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Input } from '../../src/conversation/turn.js';
import { startTalk } from './toy.js';

const phrases = [
  '价格',
  '小车',
  '积分',
  '入会',
  '订做',
  '是',
  '没有',
  '取消',
  '返回',
  '帮助',
  '人工',
  '更多',
  '提交',
  '修改',
]
  .concat([
    '1',
    '2',
    '3',
    '0',
    '42',
    '1234',
    '0000',
    '重发',
    '换号',
    '没卡',
    '等等',
    '营业时间',
    '今天天气',
    '着火',
    '也许',
  ])
  .concat(['', '😀', '\u0000', '4111111111111111', '啊'.repeat(400)]);

const words = fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...phrases) }, fc.string({ unit: 'grapheme' }));

const input: fc.Arbitrary<Input> = fc.oneof(
  { weight: 8, arbitrary: words.map((text): Input => ({ kind: 'text', text })) },
  fc.tuple(words, fc.string()).map(([text, choice]): Input => ({ kind: 'text', text, choice })),
  words.map((text): Input => ({ kind: 'voice', mediaId: 'v', heard: { kind: 'words', text } })),
  fc.constantFrom<Input>(
    { kind: 'voice', mediaId: 'v', heard: { kind: 'nothing' } },
    { kind: 'image', mediaId: 'p' },
    { kind: 'location', latitude: 1, longitude: 2, label: '桥头' },
    { kind: 'video', mediaId: 'm' },
    { kind: 'menu', key: 'join' },
    { kind: 'follow' },
  ),
);

const step = fc.record({ input, tap: fc.option(fc.nat(40), { freq: 4 }), idle: fc.boolean(), again: fc.boolean() });

/** Whatever residents do: every turn gets words, nothing throws, a repeat is the first answer, and at most one answer is an order. */
it('any talk is answered to the end', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const talk = startTalk();
      const offered: { id: string; label: string }[] = [];
      for (const [i, { input: said, tap, idle, again }] of steps.entries()) {
        const before = talk.shop.orders.size + talk.shop.member.size;
        const old = tap === null ? undefined : offered[tap % Math.max(1, offered.length)];
        const turn: Input = old ? { kind: 'text', text: old.label, choice: old.id } : said;
        const spoken = await talk.send(turn, `k${i}`);
        expect(spoken?.text).toEqual(expect.stringMatching(/./u));
        expect(new Set(spoken?.choices.map(({ digit }) => digit)).size).toBe(spoken?.choices.length);
        offered.push(...(spoken?.choices ?? []));
        if (again) expect(await talk.send(turn, `k${i}`)).toEqual(spoken);
        expect(talk.shop.orders.size + talk.shop.member.size - before).toBeLessThanOrEqual(1);
        talk.clock.advance(idle ? 1000 : 10);
      }
      const sizes = [...talk.conversations.rows.values()].map(({ json }) => json.length);
      expect(Math.max(0, ...sizes)).toBeLessThan(40_000);
    }),
    { numRuns: 300 },
  );
});
