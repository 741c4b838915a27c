import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anonymise } from '../../../src/conversation/nlu/anonymise.js';
import { normalise } from '../../../src/conversation/nlu/normalise.js';

const left = (words: string): string => anonymise(normalise(words));

describe('what leaves the house', () => {
  it.each([
    ['我叫张三，想问问停水', '我叫某某,想问问停水'],
    ['我的名字叫欧阳娜娜', '我的名字叫某某'],
    ['户主是李四的那套', '户主是某某的那套'],
    ['我是王五，手机13800000003', '我是某某,手机*'],
    ['姓名张三，户名：李四', '姓名某某,户名:某某'],
    ['我姓赵，家里没水', '我姓某,家里没水'],
    ['张女士家的水表转得快', '某某女士家的水表转得快'],
    ['户号00238817这个月多少', '户号*这个月多少'],
    ['户号 0023 8817 查一下', '户号 * 查一下'],
    ['手机138 0000 0001', '手机*'],
    ['幺三八零零零零零零零一打这个', '*打这个'],
    ['密码是246810', '密码是*'],
    ['滨河路12号什么时候来水', '滨河路*号什么时候来水'],
    ['翠湖小区3栋2单元501没水', '翠湖小区*栋*单元*没水'],
    ['翠湖三号楼二单元', '翠湖*号楼*单元'],
    ['我家5-2-501', '我家*'],
    ['单号TS20261121042', '单号*'],
    ['发到abc.def@example.com', '发到*'],
  ])('%s', (words, expected) => {
    expect(left(words)).toBe(expected);
  });

  it.each([
    '25号停水吗',
    '11月25号到28号停水吗',
    '我叫了师傅怎么还没来',
    '户主是谁能看吗',
    '我想弄一下户名和账单',
    '我是新来的租客怎么查水费',
    '2026年9月的水费208块6',
    '上个月用了14吨怎么这么多',
    '户主名字怎么改',
    '一户一表怎么申请',
    '24小时热线多少',
  ])('leaves %s as it is', (words) => {
    expect(left(words)).toBe(normalise(words));
  });

  const mobile = fc
    .tuple(fc.integer({ min: 3, max: 9 }), fc.stringMatching(/^\d{9}$/))
    .map(([a, rest]) => `1${a}${rest}`);
  const account = fc.stringMatching(/^\d{8}$/);
  const around = fc.constantFrom('我家', '查一下', '水费', ',', '', '吗', '的户号', '打');
  it('lets no number of a person through, wherever it stands', () => {
    fc.assert(
      fc.property(around, fc.oneof(mobile, account), around, (before, number, after) => {
        expect(left(`${before}${number}${after}`)).not.toMatch(/\d{5}/);
      }),
    );
  });
});
