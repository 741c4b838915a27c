import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { covers, isExact, withDoor } from '../../../src/conversation/nlu/addresses.js';

describe('an area by its name', () => {
  it.each([
    // the same place in other words
    ['芳草园', '芳草园小区', 'in'],
    ['芳草园小区', '芳草园', 'in'],
    ['翠湖小区', '翠湖社区', 'in'],
    ['翠湖小区', '翠湖', 'in'],
    ['芳草园 ', '芳 草 园', 'in'],
    ['芳草园', '芳草园3栋', 'in'],
    ['芳草园小区', '城东区芳草园3栋501', 'in'],
    ['城东区芳草园', '芳草园3栋', 'in'],
    ['城东区', '城东区花园路3号', 'in'],
    ['滨河路112号', '城东区滨河路１１２号', 'in'],
    // other places
    ['芳草园', '翡翠城', 'elsewhere'],
    ['园', '芳草园', 'elsewhere'],
    ['芳草园', '园', 'elsewhere'],
    ['小区', '芳草园小区', 'elsewhere'],
    ['芳草园', '', 'elsewhere'],
    ['滨河小区', '滨河路12号', 'elsewhere'],
    ['滨河小区', '滨河新村3栋', 'elsewhere'],
    ['芳草园', '芳草园路12号', 'elsewhere'],
    ['解放路', '解放路二巷5号', 'elsewhere'],
    ['解放路', '解放路3巷5号', 'elsewhere'],
    ['城西区滨河路', '城东区滨河路12号', 'elsewhere'],
    ['滨河路1号', '滨河路12号', 'out'],
    ['滨河路11号', '城东区滨河路112号', 'out'],
    // houses
    ['滨河路1-99号单号', '滨河路31号', 'in'],
    ['滨河路1-99号单号', '滨河路32号', 'out'],
    ['滨河路1-99号单号', '滨河路101号', 'out'],
    ['滨河路1号至99号（双号）', '滨河路32号3幢1单元101', 'in'],
    ['滨河路1—99号', '滨河路99号院2栋', 'in'],
    ['滨河路1、3、5号', '滨河路3号', 'in'],
    ['滨河路1、3、5号', '滨河路4号', 'out'],
    ['滨河路1-9号、21-29号', '滨河路25号', 'in'],
    ['滨河路1-9号、21-29号', '滨河路15号', 'out'],
    ['滨河路双号', '滨河路1000号', 'in'],
    ['滨河路双号', '滨河路1001号', 'out'],
    ['滨河路200号以上', '滨河路999号', 'in'],
    ['滨河路200号以上', '滨河路199号', 'out'],
    ['滨河路200号以下', '滨河路199号', 'in'],
    ['滨河路1-99号单号', '滨河路', 'part'],
    // whole streets and stretches
    ['解放路全段', '解放路15号', 'in'],
    ['解放路沿线', '解放路', 'in'],
    ['解放路一带', '解放路15号', 'in'],
    ['解放路（人民路至建设路段）', '解放路15号', 'part'],
    ['解放路（人民路至建设路段）', '人民路15号', 'elsewhere'],
    ['解放路以东', '解放路15号', 'part'],
    // buildings
    ['翠湖小区1-6栋', '翠湖小区3幢2单元501', 'in'],
    ['翠湖小区1-6栋', '翠湖小区7幢', 'out'],
    ['翠湖小区1至6号楼', '翠湖社区6栋', 'in'],
    ['翠湖小区一至六栋', '翠湖小区三号楼', 'in'],
    ['翠湖小区1-6栋', '翠湖小区12号', 'out'],
    ['翠湖小区1-6栋', '翠湖小区', 'part'],
    ['翠湖小区部分楼栋', '翠湖小区3幢', 'part'],
    ['翠湖小区二期', '翠湖小区2期3幢', 'in'],
    ['翠湖小区二期', '翠湖小区一期3幢', 'out'],
    ['翠湖小区二期', '翠湖小区3幢', 'part'],
    ['滨河路12号1-3栋', '滨河路12号2栋', 'in'],
    ['滨河路12号1-3栋', '滨河路12号4栋', 'out'],
    ['滨河路12号1-3栋', '滨河路14号2栋', 'out'],
    // districts
    ['城东区芳草园', '城东区', 'part'],
    ['城东区芳草园', '城东', 'part'],
  ] as const)('%s holds %s: %s', (area, address, cover) => {
    expect(covers(area, address)).toBe(cover);
  });

  const number = fc.integer({ min: 1, max: 400 });

  it('with a range holds the houses from its first to its last, and no other', () => {
    fc.assert(
      fc.property(number, number, number, fc.constantFrom('', '单号', '双号'), (a, b, n, side) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const rightSide = side === '' || (n % 2 === 1) === (side === '单号');
        const expected = n >= from && n <= to && rightSide ? 'in' : 'out';
        expect(covers(`滨河路${a}-${b}号${side}`, `滨河路${n}号`)).toBe(expected);
        expect(covers(`城东区滨河路${a}号至${b}号（${side}）`, `城东区滨河路${n}号2单元301`)).toBe(expected);
      }),
    );
  });

  it('with a list of buildings holds those of the list, whatever a building is called', () => {
    const word = fc.constantFrom('栋', '幢', '号楼', '座');
    fc.assert(
      fc.property(fc.uniqueArray(number, { minLength: 1, maxLength: 6 }), number, word, word, (list, n, one, other) => {
        expect(covers(`翠湖小区${list.join('、')}${one}`, `翠湖小区${n}${other}1单元101`)).toBe(
          list.includes(n) ? 'in' : 'out',
        );
      }),
    );
  });

  it('is read from any words without an error, and never holds another street', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        covers(a, b);
        isExact(a);
        expect(covers(`滨河路${a.replace(/\p{Script=Han}/gu, '')}`, '东湖路5号')).toBe('elsewhere');
      }),
    );
  });
});

it.each([
  ['滨河路1-99号单号', true],
  ['翠湖小区1-6栋', true],
  ['解放路（人民路至建设路段）', true],
  ['解放路全段', false],
  ['芳草园', false],
])('%s names its houses: %s', (area, exact) => {
  expect(isExact(area)).toBe(exact);
});

it.each([
  ['滨河路12号明天停水吗', '滨河路', '滨河路12号'],
  ['翠湖小区三号楼停水吗', '翠湖小区', '翠湖小区三号楼'],
  ['滨河路 12 号 3 栋停水吗', '滨河路', '滨河路12号3栋'],
  ['滨河路停水吗', '滨河路', '滨河路'],
  ['滨河路12月1号停水吗', '滨河路', '滨河路'],
  ['25号芳草园停水吗', '芳草园', '芳草园'],
])('in %s the place is %s: %s', (words, place, whole) => {
  expect(withDoor(words, place)).toBe(whole);
});
