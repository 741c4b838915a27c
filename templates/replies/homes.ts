import { choice, choices, type Reply, text } from '../../src/conversation/reply.js';
import type { GuestBinding, Home, Naming, Preferring } from '../../src/domain/customers/door.js';

import { guestLines, termsOf } from './guests.js';

/** What is wished for a home by name or as the usual one. `rest` are the words without the new name. */
export interface Wish {
  alias?: string;
  /** A name is wished, whichever. */
  naming: boolean;
  usual: boolean;
  noUsual: boolean;
  rest: string;
}

const called = '(?:叫做|叫成|叫|成|为|是|作|:)';
/** How a name is given, the surest first; the name is what follows. */
const givesName = [
  new RegExp(
    `(?:名字|名称|昵称|别名|备注名|备注|称呼|小名|名儿?)(?:给我)?(?:改|换|设|定|起|取|写|标)?(?:一下|个)?${called}+`,
  ),
  new RegExp(`(?:改名|命名|更名|取名|起名|改称|改叫|标记|标注|标|备注)(?:一下|儿)?${called}*`),
  /(?:叫它|称它|喊它|叫他|就叫|叫做|改成叫|叫)/,
];
const asksForName = /(?:起|取|改|换|设|弄|安|加|备注|标).{0,4}(?:名|昵称|备注|称呼)|^备注$|改名|起名|取名|命名/;
const particles = /(?:就(?:行|好|可以)了?|可以吗|行吗|好吗|好了|好不好|吧|呗|哈|嘛|啦|呀|谢谢|多谢)$/;
const marks = /^[\s"'“”‘’「」『』《》【】(（:：,，]+|[\s"'“”‘’「」『』《》【】)）。.!！,，?？]+$/g;
const question = /哪|什么|啥|谁|怎么|如何|咋|几个|能不能|可不可以/;

const nameIn = (words: string): { alias: string; before: string } | undefined => {
  for (const pattern of givesName) {
    const found = pattern.exec(words);
    if (!found) continue;
    const rest = words.slice(found.index + found[0].length).replace(marks, '');
    const alias = rest.replace(particles, '').replace(marks, '');
    if (alias !== '') return { alias, before: words.slice(0, found.index) };
  }
  return undefined;
};

/** What the words wish, when they wish anything. */
export const wishIn = (words: string): Wish => {
  const noUsual = /(?:取消|去掉|不要|不用|删掉?|清除).{0,4}(?:默认|常用|首选)/.test(words);
  const usual = !noUsual && !/哪|什么|啥|谁/.test(words) && /默认|首选|常用|主要/.test(words);
  const named = usual || noUsual || question.test(words) ? undefined : nameIn(words);
  return {
    ...(named ? { alias: named.alias } : {}),
    naming: !usual && !noUsual && asksForName.test(words),
    usual,
    noUsual,
    rest: named?.before ?? words,
  };
};

const LINES = 8;
const nameOf = ({ label, tail }: Pick<Home, 'label' | 'tail'>): string => `${label}·尾号${tail}`;
const line = (home: Home): string =>
  `${nameOf(home)}${home.preferred ? '（默认）' : ''}${home.guest ? `（${termsOf(home.guest)}）` : ''} ${home.holder}，${home.address}`;

const notBound: Reply = text('您没有绑这一处。回复“我的户号”看绑了哪些');
export const noneBound: Reply = text('还没有绑定户号（8位，在水费单左上角）。要绑，回复“绑定”');

export const list = (homes: readonly Home[], page: number, guests: readonly GuestBinding[] = []): Reply => {
  const shown = homes.slice(page * LINES, (page + 1) * LINES);
  if (shown.length === 0) return text('没有更多了。');
  const more = homes.length > (page + 1) * LINES;
  return text(
    [
      ...(page === 0 ? [`您绑了 ${homes.length} 处：`] : []),
      ...shown.map(line),
      '',
      more
        ? '回复“更多”看其余的'
        : homes.length > 1
          ? `要改名字，比如回复“给尾号${homes[0]?.tail}起名叫老家”`
          : '要再绑一处，回复“绑定”；不要了，回复“解绑”',
      ...(page === 0 ? guestLines(guests) : []),
    ].join('\n'),
  );
};

export const whichToName = (homes: readonly Home[], alias: string): Reply =>
  choices(
    `给哪一处起名“${alias}”？`,
    homes.map((home) => choice(nameOf(home), { slots: { account: home.account, alias } })),
  );

export const askName: Reply = text('想叫什么？最多6个字，比如回复“起名叫老房子”');

export const naming = (outcome: Naming, wanted: string): Reply => {
  switch (outcome.kind) {
    case 'named':
      return text(`改好了：${nameOf(outcome.home)}。以后说“${outcome.home.label}水费”就查它`);
    case 'unfit':
      return text(`名字最多${outcome.most}个字，只用文字，不能全是数字。换一个，比如回复“起名叫老房子”`);
    case 'taken':
      return text(`已经有一处叫“${wanted}”了（尾号${outcome.home.tail}），换一个名字吧`);
    case 'not yours':
      return notBound;
  }
};

export const whichToPrefer = (homes: readonly Home[]): Reply =>
  choices(
    '把哪一处设成默认？',
    homes.map((home) => choice(nameOf(home), { slots: { account: home.account, usual: true } })),
  );

export const preferring = (outcome: Preferring): Reply => {
  switch (outcome.kind) {
    case 'preferred':
      return text(`好，默认查${nameOf(outcome.home)}。\n查别处带上名字说就行；不要默认了，回复“取消默认”`);
    case 'none':
      return text('好，没有默认了，查水费时我会问您查哪一处');
    case 'not yours':
      return notBound;
  }
};
