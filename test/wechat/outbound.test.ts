import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { handClock } from '../../src/kernel/clock.js';
import { messageCipher } from '../../src/wechat/aes.js';
import { kfMessages, passiveTexts, plainWords, splitLines, TEXT_LIMITS } from '../../src/wechat/outbound.js';
import { createPassiveWriter } from '../../src/wechat/passive-writer.js';
import { openReply, otherKey, seconds, secrets } from './fixtures.js';

const choices = [
  { id: 'c1', digit: '1', label: '查水费' },
  { id: 'c&2"', digit: '2', label: '报"停水" & 漏水' },
];

describe('passive texts', () => {
  it('choices are numbered lines that can be tapped', () => {
    expect(passiveTexts({ text: '您是想：', choices, tail: '0 人工' })).toEqual([
      `您是想：\n<a href="weixin://bizmsgmenu?msgmenucontent=%E6%9F%A5%E6%B0%B4%E8%B4%B9&msgmenuid=c1">1 查水费</a>\n` +
        `<a href="weixin://bizmsgmenu?msgmenucontent=${encodeURIComponent('报"停水" & 漏水')}&msgmenuid=c%262%22">2 报"停水" & 漏水</a>\n0 人工`,
    ]);
  });

  it('words of people never become links', () => {
    const [text = ''] = passiveTexts({
      text: '投诉内容：<a href="https://evil">点</a> < A>x',
      choices: [{ id: 'x', digit: '1', label: '<a>' }],
    });
    expect(text.match(/<a/gi)).toHaveLength(1);
  });

  it('a line is a link when the answer says so, in a text and never in a menu', () => {
    const links = [
      { line: '导航', url: 'https://apis.map.qq.com/uri/v1/marker?marker=coord:30.5,114.3;title:%E5%8E%85' },
    ];
    const anchor = `<a href="${links[0]?.url}">导航</a>`;
    expect(passiveTexts({ text: '城东营业厅\n导航', choices: [], links })).toEqual([`城东营业厅\n${anchor}`]);
    expect(kfMessages({ text: '城东营业厅\n导航', choices: [], links })).toEqual([
      { msgtype: 'text', text: { content: `城东营业厅\n${anchor}` } },
    ]);
    expect(kfMessages({ text: '导航\n\n您是想：', choices, links })).toMatchObject([
      { msgtype: 'text', text: { content: anchor } },
      { msgtype: 'msgmenu', msgmenu: { head_content: '您是想：' } },
    ]);
    const bad = [{ line: '导航', url: 'javascript:alert(1)' }];
    expect(passiveTexts({ text: '导航', choices: [], links: bad })).toEqual(['导航']);
  });

  it('splits at line ends, at most three messages', () => {
    const line = `${'水'.repeat(99)}。`;
    const parts = passiveTexts(plainWords(Array.from({ length: 12 }, () => line).join('\n')));
    expect(parts).toHaveLength(3);
    expect(parts.join('\n').split('\n')).toEqual(Array.from({ length: 12 }, () => line));
    const cut = passiveTexts(plainWords('长'.repeat(5000)));
    expect(cut).toHaveLength(3);
    expect(cut[2]?.endsWith('…')).toBe(true);
  });

  it('never exceeds what WeChat takes and never tears a character', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 900 }), { maxLength: 12 }), (lines) => {
        const parts = splitLines(lines);
        expect(parts.length).toBeLessThanOrEqual(3);
        for (const part of parts) {
          expect(Buffer.byteLength(part)).toBeLessThanOrEqual(TEXT_LIMITS.bytes);
          expect(/\p{Surrogate}/u.test(part)).toBe(false);
        }
        if (Buffer.byteLength(lines.join('\n')) < 1500 && lines.join('\n').length < 600)
          expect(parts.join('\n')).toBe(lines.join('\n').replace(/^\n+|\n+$/g, ''));
      }),
    );
  });
});

describe('customer-service messages', () => {
  it('choices are the menu under the words', () => {
    expect(kfMessages({ text: '本次服务满意吗', choices, tail: '谢谢' })).toEqual([
      {
        msgtype: 'msgmenu',
        msgmenu: {
          head_content: '本次服务满意吗',
          list: [
            { id: 'c1', content: '1 查水费' },
            { id: 'c&2"', content: '2 报"停水" & 漏水' },
          ],
          tail_content: '谢谢',
        },
      },
    ]);
  });

  it('plain words are texts', () => {
    expect(kfMessages(plainWords('好'))).toEqual([{ msgtype: 'text', text: { content: '好' } }]);
    expect(kfMessages({ text: '长'.repeat(700), choices }).map(({ msgtype }) => msgtype)).toEqual(['text', 'msgmenu']);
  });
});

describe('the written reply', () => {
  const clock = handClock('2026-11-21T09:00:00+08:00');
  const write = createPassiveWriter(secrets, clock);
  const cipher = messageCipher(secrets.aesKey, secrets.appId);
  const written = async (content: string) =>
    openReply(await write({ to: 'oRes01', from: 'gh_water', content, cipher }));

  it('is sealed, signed, addressed and dated in seconds', async () => {
    expect(await written('10月水费 48.72 元')).toMatchObject({
      to: 'oRes01',
      from: 'gh_water',
      type: 'text',
      content: '10月水费 48.72 元',
      createTime: seconds(clock.now()),
      stamp: seconds(clock.now()),
    });
  });

  it('words cannot break out of it', async () => {
    const words = ']]></Content><MsgType><![CDATA[news]]></MsgType> $& $1 <%= 1 %>';
    const reply = await written(words);
    expect(reply?.content).toBe(words);
    expect(reply?.type).toBe('text');
  });

  it('drops what XML has no place for', async () => {
    expect((await written('a\0b\u0008c\uFFFFd\n\te'))?.content).toBe('abcd\n\te');
  });

  it('is sealed with the key that opened the message', async () => {
    const previous = messageCipher(otherKey, secrets.appId);
    const body = await write({ to: 'o', from: 'g', content: '旧', cipher: previous });
    expect(openReply(body, otherKey)?.content).toBe('旧');
  });

  it('many at once do not mix', async () => {
    const all = await Promise.all(Array.from({ length: 50 }, (_, i) => written(`第${i}条`)));
    expect(all.map((reply) => reply?.content)).toEqual(Array.from({ length: 50 }, (_, i) => `第${i}条`));
  });
});
