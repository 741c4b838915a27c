import { describe, expect, it } from '@jest/globals';
import { readDanger } from '../../../src/conversation/nlu/danger.js';

describe('readDanger', () => {
  it.each([
    ['有人触电了', 'electric'],
    ['水表箱漏电', 'electric'],
    ['水淹到配电箱了', 'electric'],
    ['水流进插座了', 'electric'],
    ['电箱里进水了', 'electric'],
    ['路边爆管了', 'burst'],
    ['水管爆了往外喷水', 'burst'],
    ['水管爆裂', 'burst'],
    ['马路上水柱几米高', 'burst'],
    ['巷子口水管在喷水', 'burst'],
    ['水龙头断了水直喷', 'burst'],
    ['管子裂开了', 'burst'],
    ['水管爆了怎么办', 'burst'],
    ['家里被淹了', 'flood'],
    ['地下室进水了', 'flood'],
    ['水漫到客厅了', 'flood'],
    ['阀门坏了止不住水', 'flood'],
  ])('%s is %s', (words, kind) => expect(readDanger(words)).toBe(kind));

  it.each([
    '水费多少',
    '停水了吗',
    '水龙头漏水',
    '上个月爆管的赔偿',
    '去年家里被淹了怎么赔',
    '爆管是什么意思',
    '昨天爆管修好了吗',
    '水管会不会爆',
    '冬天水管怎么防冻',
    '水表和电表都坏了',
    '交水费电费',
    '花洒喷水小',
    '喷水池什么时候开',
    '水漫金山',
    '泡了杯茶',
    '',
  ])('no danger: %s', (words) => expect(readDanger(words)).toBeUndefined());
});
