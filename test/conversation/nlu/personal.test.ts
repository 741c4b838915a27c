import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { asExample, impersonal, seemsPersonal } from '../../../src/conversation/nlu/personal.js';

/** A seeded order, so that a failure can be run again. */
const drawer = (seed: number) => {
  let state = seed;
  const next = (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
  return {
    digits: (n: number): string => Array.from({ length: n }, () => next(10)).join(''),
    of: <T>(list: readonly T[]): T => list[next(list.length)]!,
  };
};

it.each([
  ['我手机13812345678换了', '我手机〔手机号〕换了'],
  ['电话 138 1234 5678 打不通', '电话 〔手机号〕 打不通'],
  ['打+86-13812345678', '打〔手机号〕'],
  ['身份证11010519491231002X对不上', '身份证〔身份证号〕对不上'],
  ['卡号6222 0212 3456 7890 123', '卡号〔银行卡号〕'],
  ['00238817水费多少', '〔户号〕水费多少'],
  ['户号零零二三八八一七查一下', '户号〔户号〕查一下'],
  ['手机幺三八零零零零零零零幺', '手机〔手机号〕'],
  ['TS20261121042到哪了', '〔单号〕到哪了'],
  ['密码是246810', '密码是〔密码〕'],
  ['验证码：8812', '验证码:〔密码〕'],
  ['尾号8817的', '尾号〔四位〕的'],
  ['座机027-87654321', '座机〔电话〕'],
  ['我叫张三丰，水表坏了', '我叫〔姓名〕,水表坏了'],
  ['我叫欧阳娜娜', '我叫〔姓名〕'],
  ['户主是李四的那户', '户主是〔姓名〕的那户'],
  ['户主王小明家停水', '户主〔姓名〕家停水'],
  ['我是赵六，想过户', '我是〔姓名〕,想过户'],
  ['抄表的王师傅态度差', '抄表的〔姓〕师傅态度差'],
  ['张三 13800000001', '〔姓名〕 〔手机号〕'],
  ['翠湖小区12号楼3单元501没水', '翠湖小区〔门牌〕没水'],
  ['芳草园三栋二单元停水吗', '芳草园〔门牌〕停水吗'],
  ['滨河路12号井盖坏了', '滨河路〔门牌〕井盖坏了'],
  ['我住3-2-501', '我住〔门牌〕'],
  ['501室漏水', '〔门牌〕漏水'],
  ['微信号water_user88加一下', '微信号〔账号〕加一下'],
  ['发票发到zhang@example.com', '发票发到〔邮箱〕'],
  ['张三', '〔姓名〕'],
])('%s', (words, cut) => {
  expect(impersonal(words)).toBe(cut);
});

it.each([
  '上个月水费多少钱',
  '2026-10-15停水吗',
  '2026年10月的账单',
  '打12345投诉你们',
  '96123是热线吗',
  '充200块',
  '用了14吨要48.72元',
  '15号停水吗',
  '户主是谁',
  '户主去世了怎么过户',
  '叫你们来修一下',
  '我是新用户怎么开户',
  '一栋楼都没水',
  '余额',
  '高层水压低',
  '十一期间停水吗',
  '9月到11月的水费',
  '昨天14:00-17:30没水',
])('%s stays as it is, and is nobody’s', (words) => {
  expect([impersonal(words), seemsPersonal(words)]).toEqual([words, false]);
});

describe('whatever the sentence', () => {
  const names = ['张伟', '王秀英', '李娜', '欧阳娜娜', '司马光', '刘洋', '陈建国', '赵敏', '于丽', '覃小红'];
  const frames: readonly ((secret: string) => string)[] = [
    (s) => `${s}`,
    (s) => `帮我查${s}的水费`,
    (s) => `我的是${s}，谢谢`,
    (s) => `你好 ${s} 停水了吗？`,
    (s) => `嗯…就是${s}！`,
  ];
  const introduced: readonly ((name: string) => string)[] = [
    (s) => `我叫${s}`,
    (s) => `我叫${s}，查水费`,
    (s) => `户主是${s}`,
    (s) => `户主${s}的水费`,
    (s) => `姓名：${s}`,
    (s) => `我是${s}，家里没水`,
    (s) => `${s}，13912345678`,
    (s) => `户名改成${s}要什么材料`,
    (s) => `业主姓名${s}家漏水`,
  ];
  const numbers = [
    (d: ReturnType<typeof drawer>) => `1${d.of(['3', '5', '7', '8', '9'])}${d.digits(9)}`,
    (d: ReturnType<typeof drawer>) => d.digits(8),
    (d: ReturnType<typeof drawer>) => `11010519${d.digits(9)}X`,
    (d: ReturnType<typeof drawer>) => `62${d.digits(17)}`,
    (d: ReturnType<typeof drawer>) => d.digits(6),
    (d: ReturnType<typeof drawer>) => `1${d.of(['3', '5', '7', '8', '9'])}${d.digits(1)}-${d.digits(4)}-${d.digits(4)}`,
  ];

  it('no number of a person is left, and twice is once', () => {
    for (let seed = 1; seed <= 400; seed += 1) {
      const draw = drawer(seed);
      const secret = draw.of(numbers)(draw);
      const words = draw.of(frames)(
        draw.of([
          secret,
          [...secret]
            .map((c) => String.fromCodePoint(/\d/.test(c) ? c.codePointAt(0)! + 0xfee0 : c.codePointAt(0)!))
            .join(''),
        ]),
      );
      const cut = impersonal(words);
      expect([words, cut.match(/\d{4}/)]).toEqual([words, null]);
      expect(impersonal(cut)).toBe(cut);
      expect([words, seemsPersonal(cut)]).toEqual([words, false]);
    }
  });

  it('no name that was introduced is left', () => {
    for (const name of names)
      for (const frame of introduced) {
        const cut = impersonal(frame(name));
        expect([frame(name), cut.includes(name)]).toEqual([frame(name), false]);
        expect(impersonal(cut)).toBe(cut);
      }
  });

  it('the examples, which are nobody’s, are almost all left as they are', () => {
    const lines = ['bill_query', 'outage_lookup', 'faq', 'process_guide', 'greet'].flatMap((label) =>
      readFileSync(new URL(`../../../intents/examples/${label}.txt`, import.meta.url), 'utf8')
        .trim()
        .split('\n'),
    );
    const changed = lines.filter(
      (line) =>
        impersonal(line).replace(/〔(?:户号|门牌|四位|数字|手机号|姓)〕/g, '') !== line.normalize('NFKC').trim() &&
        !/\d|[一二三四五六七八九零]{2}|号楼|单元|师傅|先生|女士/.test(line),
    );
    expect([changed.length / lines.length < 0.005, changed.slice(0, 9)]).toEqual([true, expect.anything()]);
    for (const line of lines) expect(impersonal(impersonal(line))).toBe(impersonal(line));
  });
});

it('as an example, the names of what was cut out are plain words', () => {
  expect(asExample('〔户号〕水费多少')).toBe('户号水费多少');
});

it.each(['卡是8812', 'ab12cd34不对', '找a@b'])('%s is left, and should be looked at', (words) => {
  expect([impersonal(words), seemsPersonal(words)]).toEqual([words, true]);
});
