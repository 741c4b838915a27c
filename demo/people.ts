import type { NewCustomer } from '../src/domain/customers/index.js';
import { type Estate, type EstateName, estateOf, estates } from './places.js';
import { oneOf, pick } from './random.js';

export interface DemoCustomer extends NewCustomer {
  /** Why this customer is in the demo. */
  note: string;
  /** How many of the newest bills are not paid. */
  unpaid: number;
}

/** Metres that homes lie around the middle of their estate, in degrees of latitude or longitude. */
const near = (middle: number, roll: number): number => Math.round((middle + (roll - 100) * 0.000012) * 1e6) / 1e6;

const at = (
  estate: Estate,
  seed: number,
  account: string,
): Pick<NewCustomer, 'district' | 'latitude' | 'longitude'> => ({
  district: estate.district,
  latitude: near(estate.latitude, pick(201, seed, account, 'latitude')),
  longitude: near(estate.longitude, pick(201, seed, account, 'longitude')),
});

type Named = Pick<DemoCustomer, 'account' | 'holder' | 'mobile' | 'password' | 'property' | 'note' | 'unpaid'> & {
  estate: EstateName;
  room: string;
};

const zhang = { holder: '张三', mobile: '13800000001', password: '246810', unpaid: 0 } as const;

const named: readonly Named[] = [
  {
    ...zhang,
    account: '00238817',
    property: '自住',
    estate: '翠湖小区',
    room: '3幢2单元501',
    note: '一人两处，都交清了',
  },
  {
    ...zhang,
    account: '00238825',
    property: '老房子',
    estate: '翡翠城',
    room: '6幢1单元202',
    note: '同一人的第二处，明天计划停水',
  },
  {
    account: '00451190',
    holder: '李四',
    mobile: '13800000002',
    password: '135790',
    property: '自住',
    estate: '芳草园',
    room: '8幢1单元302',
    note: '最近两个月没交，小区正在抢修停水',
    unpaid: 2,
  },
  {
    account: '00612204',
    holder: '王五',
    mobile: '13800000003',
    password: '112358',
    property: '自住',
    estate: '临江花园',
    room: '2幢3单元1101',
    note: '每年8、9月估抄，10月补抄进第二阶梯',
    unpaid: 0,
  },
  {
    account: '00777016',
    holder: '赵六',
    mobile: '13800000004',
    password: '314159',
    property: '自住',
    estate: '西苑小区',
    room: '11幢2单元604',
    note: '最近两个月用水像是漏水',
    unpaid: 0,
  },
  {
    account: '00880031',
    holder: '钱七',
    mobile: '13800000005',
    password: '271828',
    property: '新房',
    estate: '锦绣华庭',
    room: '1幢1单元1802',
    note: '新用户，只有一张账单',
    unpaid: 0,
  },
];

const surnames = ['陈', '刘', '杨', '黄', '周', '吴', '徐', '孙', '马', '朱', '胡', '郭', '何', '林', '罗'] as const;
const givens = [
  '建国',
  '桂英',
  '伟',
  '秀兰',
  '志强',
  '丽',
  '军',
  '小燕',
  '海涛',
  '玉梅',
  '敏',
  '文博',
  '春生',
] as const;
const properties = ['自住', '自住', '自住', '父母家', '出租房', '新房'] as const;

/** A room of an estate; buildings, units and rooms as estates number them. */
const roomOf = (seed: number, account: string): string => {
  const floor = 1 + pick(18, seed, account, 'floor');
  const door = 1 + pick(4, seed, account, 'door');
  return `${1 + pick(20, seed, account, 'block')}幢${1 + pick(4, seed, account, 'unit')}单元${floor}0${door}`;
};

/** A customer of no special story, made from an account number alone. */
export const plainCustomer = (
  seed: number,
  { account, mobile, password, estate }: { account: string; mobile: string; password: string; estate: Estate },
): NewCustomer => ({
  account,
  holder: `${oneOf(surnames, seed, account, 'surname')}${oneOf(givens, seed, account, 'given')}`,
  mobile,
  password,
  property: oneOf(properties, seed, account, 'property'),
  address: `${estate.name}${roomOf(seed, account)}`,
  ...at(estate, seed, account),
});

/** How many customers without a story; every estate has some. */
const PLAIN = 42;

/** Every tenth of them has not paid the newest bill yet. */
const owes = (i: number): boolean => i % 10 === 4;

const plainOnes = (seed: number): DemoCustomer[] =>
  Array.from({ length: PLAIN }, (_, i) => {
    // Steps of a prime keep the numbers apart whatever the seed adds within a step.
    const account = `00${String(100_137 + i * 7919 + pick(7000, seed, 'account', i))}`;
    const estate = estates[i % estates.length] ?? estates[0];
    const customer = plainCustomer(seed, {
      account,
      mobile: `138000000${String(i + 6).padStart(2, '0')}`,
      password: String(100_000 + pick(900_000, seed, account, 'password')),
      estate,
    });
    return { ...customer, note: owes(i) ? '最近一个月没交' : '', unpaid: owes(i) ? 1 : 0 };
  });

export const demoCustomers = (seed: number): DemoCustomer[] => [
  ...named.map(({ estate, room, ...customer }) => ({
    ...customer,
    address: `${estate}${room}`,
    ...at(estateOf(estate), seed, customer.account),
  })),
  ...plainOnes(seed),
];
