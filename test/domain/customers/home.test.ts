import { describe, expect, it } from '@jest/globals';
import { type BoundProperty, homesOf, whichOf } from '../../../src/domain/customers/home.js';

const property = (account: string, name: string, address: string): BoundProperty => ({
  customer: {
    account,
    holder: '张三',
    mobile: '13800000001',
    address,
    district: '城东区',
    property: name,
    latitude: 30.5,
    longitude: 114.3,
  },
  boundAt: new Date('2026-11-01T00:00:00Z'),
});
const own = property('00238817', '自住', '翠湖小区3幢2单元501');
const old = property('00238825', '老房子', '翡翠城6幢1单元202');
const both = [own, old];
const meant = (bound: readonly BoundProperty[], wanted?: string) => {
  const which = whichOf(bound, wanted);
  if (which.kind === 'one') return which.home.label;
  return which.kind === 'none' ? 'none' : [which.kind, ...which.homes.map(({ label }) => label)].join(' ');
};

describe('homes as shown', () => {
  it('hide holder and address and keep the label and the tail', () => {
    const [home] = homesOf([own]);
    expect(home).toMatchObject({ label: '自住', tail: '8817', holder: '张*' });
    expect(JSON.stringify(home)).not.toMatch(/张三|13800000001|2单元/);
  });

  it('have labels of at most six characters that differ from each other', () => {
    const homes = homesOf([
      own,
      property('00451190', '自住', '芳草园8幢1单元302'),
      property('1', '一二三四五六七', 'x'),
    ]);
    expect(homes.map(({ label }) => label)).toEqual(['自住8817', '自住1190', '一二三四五六']);
  });
});

describe('which home is meant', () => {
  it.each([
    ['00238817', '自住'],
    ['8825', '老房子'],
    ['尾号8825', '老房子'],
    [' 老房子 ', '老房子'],
    ['我的老房子', '老房子'],
    ['翡翠城', '老房子'],
    ['２３８８１７', '自住'],
    ['2388', 'not yours 自住 老房子'],
    ['00451190', 'not yours 自住 老房子'],
    ['5', 'not yours 自住 老房子'],
    ['办公室', 'not yours 自住 老房子'],
    ['', 'several 自住 老房子'],
  ])('%s → %s', (wanted, expected) => {
    expect(meant(both, wanted)).toBe(expected);
  });

  it('needs no words when there is one, and nothing helps when there is none', () => {
    expect(meant([own])).toBe('自住');
    expect(meant([], '00238817')).toBe('none');
    expect(meant([own], '8825')).toBe('not yours 自住');
  });
});
