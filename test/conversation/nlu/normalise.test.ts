import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bare, normalise, saysNothing, withoutFiller } from '../../../src/conversation/nlu/normalise.js';

describe('normalise', () => {
  it.each([
    ['ＡＢＣ１２３', 'abc123'],
    ['００２３８８１７', '00238817'],
    ['水費多少', '水费多少'],
    ['轉人工', '转人工'],
    ['綁定戶號', '绑定户号'],
    ['水\u200b费\u200d多\ufeff少', '水费多少'],
    ['水\u0000费\u0007', '水费'],
    ['\u202e水费\u202c', '水费'],
    ['水费😀', '水费'],
    ['👨‍👩‍👧水费🇨🇳', '水费'],
    ['[微笑]水费[流泪]', '水费'],
    ['水费！！！！', '水费!'],
    ['停水了？？？', '停水了?'],
    ['好。。。。', '好。'],
    ['那个……', '那个.'],
    ['  水 费  \n 多少 ', '水 费 多少'],
    ['①查水费', '1查水费'],
    ['1️⃣', '1'],
    ['TS20261121042', 'ts20261121042'],
    ['', ''],
    ['😀😀', ''],
  ])('%j → %j', (raw, expected) => expect(normalise(raw)).toBe(expected));

  const mixed = fc.string({
    unit: fc.oneof(
      fc.constantFrom(...'水費轉！？，。…①Ａ[]微笑\u200b\ufe0f\u0301😀🇨️1İẞﬁ㍿ \n\u0000'),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    ),
    maxLength: 40,
  });

  it('never throws, and a second time changes nothing', () => {
    fc.assert(
      fc.property(mixed, (raw) => {
        const once = normalise(raw);
        expect(normalise(once)).toBe(once);
      }),
      { numRuns: 2000 },
    );
  });

  it('survives lone surrogates', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (raw) => expect(typeof normalise(`${raw}\ud83d`)).toBe('string')),
    );
  });

  it('is quick on long and hostile input', () => {
    const started = process.cpuUsage().user;
    for (const piece of ['[', '！', '嗯', ' ', '那个，', '水', '\u200b', '😀'])
      withoutFiller(normalise(piece.repeat(20_000)));
    expect((process.cpuUsage().user - started) / 1000).toBeLessThan(3000);
  });
});

describe('withoutFiller', () => {
  it.each([
    ['嗯帮我查水费', '帮我查水费'],
    ['呃,那个,水费多少', '水费多少'],
    ['嗯', '嗯'],
    ['水费嗯', '水费嗯'],
  ])('%s → %s', (words, expected) => expect(withoutFiller(words)).toBe(expected));
});

describe('bare and saysNothing', () => {
  it('keeps letters and digits', () => expect(bare('水费, 多少? 1!')).toBe('水费多少1'));
  it.each(['', ' ', '!?。', '~'])('%j says nothing', (words) => expect(saysNothing(words)).toBe(true));
  it.each(['1', '水', 'a', '!水'])('%j says something', (words) => expect(saysNothing(words)).toBe(false));
});
