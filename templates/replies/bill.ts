import { choice, choices, type Reply, text } from '../../src/conversation/reply.js';
import type { Bill } from '../../src/domain/billing/door.js';
import type { Day, Month } from '../../src/kernel/dates.js';
import { grouped } from '../../src/kernel/money.js';
import { day, money, month, tierNames, tons } from '../format.js';

interface HomeName {
  account: string;
  label: string;
  tail: string;
}

const named = ({ label, tail }: HomeName): string => `${label}·尾号${tail}`;

export const whichHome = (homes: readonly HomeName[]): Reply =>
  choices('查哪一处？', [
    ...homes.map(({ label, account }) => choice(label, { slots: { account } })),
    ...(homes.length > 1 ? [choice(homes.length === 2 ? '两处都看' : '都看', { slots: { account: 'all' } })] : []),
  ]);

export const notYours = (homes: readonly HomeName[]): Reply =>
  choices('只能查您自己绑定的。查哪一处？', [
    ...homes.map(({ label, account }) => choice(label, { slots: { account } })),
    choice('绑定别的户号', { intent: 'bind_account' }),
  ]);

const tiers = ({ lines }: Bill): string => {
  const used = lines.filter(({ usage }) => usage > 0);
  if (used.length <= 1) return `都在${tierNames[(used[0]?.tier ?? 1) - 1]}`;
  return used.map(({ tier, usage, priceFen }) => `${tierNames[tier - 1]} ${tons(usage)}×${money(priceFen)}`).join('，');
};

const settled = ({ paidAt, dueOn }: Bill): string => (paidAt ? '已交清' : `未交，${day(dueOn)}前交`);

const sewage = ({ lines }: Bill): string => money(lines.reduce((sum, line) => sum + line.sewageFen, 0));

/** One month, whole. */
export const bill = (home: HomeName, one: Bill): string =>
  [
    `${month(one.month)}（${named(home)}）`,
    `用水 ${tons(one.usage)}，水费 ${money(one.amountFen)}，${settled(one)}`,
    `表数 ${grouped(one.lastReading)} → ${grouped(one.thisReading)}${one.estimated ? '（估抄，下次抄表多退少补）' : ''}，${tiers(one)}`,
    `含污水处理费 ${sewage(one)}`,
  ].join('\n');

export const oneBill = (home: HomeName, one: Bill, offer: { subscribed: boolean }): Reply =>
  text(`${bill(home, one)}${offer.subscribed ? '' : '\n\n要订阅每月账单，回复“订阅”'}`);

const row = (one: Bill): string =>
  `${month(one.month)}　${tons(one.usage)}　${money(one.amountFen)}　${one.paidAt ? '已交' : '未交'}${one.estimated ? '（估）' : ''}`;

export const PAGE = 8;

/** Several months, `PAGE` lines at a time, the total of all of them on the first. */
export const manyBills = (home: HomeName, bills: readonly Bill[], missing: readonly Month[], page: number): Reply => {
  const total = bills.reduce((sum, { amountFen }) => sum + amountFen, 0);
  const usage = bills.reduce((sum, one) => sum + one.usage, 0);
  const shown = bills.slice(page * PAGE, (page + 1) * PAGE);
  const more = bills.length > (page + 1) * PAGE;
  return text(
    [
      ...(page === 0
        ? [
            `${month(bills[0]!.month)}到${month(bills.at(-1)!.month)}（${named(home)}）`,
            `共 ${tons(usage)}，${money(total)}`,
          ]
        : [`接上（${named(home)}）`]),
      ...shown.map(row),
      ...(page === 0 && missing.length > 0
        ? [`没有账单：${missing.slice(0, 6).map(month).join('、')}${missing.length > 6 ? ' 等' : ''}`]
        : []),
      ...(more ? ['回复“更多”看后面的'] : []),
    ].join('\n'),
  );
};

export const unpaid = (home: HomeName, bills: readonly Bill[]): Reply => {
  if (bills.length === 0) return text(`${named(home)}没有欠费`);
  const total = bills.reduce((sum, { amountFen }) => sum + amountFen, 0);
  return text(
    [
      `${named(home)}有 ${bills.length} 个月没交，共 ${money(total)}`,
      ...bills
        .slice(0, PAGE)
        .map((one) => `${month(one.month)}　${tons(one.usage)}　${money(one.amountFen)}　${day(one.dueOn)}前交`),
    ].join('\n'),
  );
};

export const notYet = (home: HomeName, of: Month, expectedOn: Day): Reply =>
  text(`${month(of)}的账单还没出（${named(home)}），${day(expectedOn)}出。要看上个月的，回复“上个月水费”`);

export const none = (home: HomeName, from: Month, to: Month, first: Month | undefined): Reply =>
  text(
    `${named(home)}${from === to ? month(from) : `${month(from)}到${month(to)}`}没有账单。${first ? `最早的是${month(first)}` : '第一张账单还没出'}`,
  );

export const tooOld = (earliest: Month): Reply =>
  text(`网上能查到${month(earliest)}以后的水费。更早的请带证件到营业厅，或回复“人工”`);
