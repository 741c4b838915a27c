import { choice, choices, type Picture, type Reply, text } from '../../src/conversation/reply.js';
import type { Beyond, Bill } from '../../src/domain/billing/door.js';
import { addMonths, type Day, type Month } from '../../src/kernel/dates.js';
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
    ...(homes.length > 1
      ? [choice(homes.length === 2 ? '两处都看' : '都看', { slots: { account: 'all' } }, 'all')]
      : []),
  ]);

export const notYours = (homes: readonly HomeName[]): Reply =>
  choices('只能查您自己绑定的。查哪一处？', [
    ...homes.map(({ label, account }) => choice(label, { slots: { account } })),
    choice('绑定别的户号', { intent: 'bind_account' }),
  ]);

const tiers = ({ lines }: Bill): string => {
  const used = lines.filter(({ usage }) => usage > 0);
  if (used.length <= 1 && !used[0]?.relief) return `都在${tierNames[(used[0]?.tier ?? 1) - 1]}`;
  return used
    .map(
      ({ tier, usage, priceFen, relief }) =>
        `${relief ? '减免' : tierNames[tier - 1]} ${tons(usage)}×${money(priceFen)}`,
    )
    .join('，');
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

/** `picture`: it is shown as a card after the words. */
export const oneBill = (home: HomeName, one: Bill, offer: { subscribed: boolean; picture?: Picture }): Reply => {
  const next = offer.subscribed ? '觉得贵，回复“为什么这么贵”' : '要订阅每月账单，回复“订阅”';
  return offer.picture
    ? { ...text(`${bill(home, one)}\n\n${next}`), pictures: [offer.picture] }
    : text(`${bill(home, one)}\n\n${next}；要看图，回复“图”`);
};

/** Short enough for one line of a phone: what is paid is said above the table, of all at once. */
const row = (one: Bill): string =>
  `${month(one.month)}　${tons(one.usage)}　${money(one.amountFen)}${one.paidAt ? '' : '　未交'}${one.estimated ? '（估）' : ''}`;

const paidOf = (bills: readonly Bill[]): string => {
  const open = bills.filter(({ paidAt }) => !paidAt).length;
  return open === 0 ? '都交清了' : `${open} 个月未交`;
};

export const PAGE = 8;

/** More bills than this are summed up by the year first. */
const MANY = 12;

/** `2026年3月、2026年5月到2026年7月` */
const monthRuns = (months: readonly Month[]): string => {
  const runs: { from: Month; to: Month }[] = [];
  for (const each of months) {
    const run = runs.at(-1);
    if (run && addMonths(run.to, 1) === each) run.to = each;
    else runs.push({ from: each, to: each });
  }
  return runs.map(({ from, to }) => (from === to ? month(from) : `${month(from)}到${month(to)}`)).join('、');
};

const span = (bills: readonly Bill[]): string => {
  const [from, to] = [bills[0]!.month, bills.at(-1)!.month];
  return from === to ? month(from) : `${month(from)}到${month(to)}`;
};

const totals = (bills: readonly Bill[]): { usage: number; amountFen: number } => ({
  usage: bills.reduce((sum, { usage }) => sum + usage, 0),
  amountFen: bills.reduce((sum, { amountFen }) => sum + amountFen, 0),
});

const yearRows = (bills: readonly Bill[]): string[] =>
  [...new Set(bills.map((one) => one.month.slice(0, 4)))].map((year) => {
    const those = bills.filter((one) => one.month.startsWith(year));
    const { usage, amountFen } = totals(those);
    return `${year}年（${those.length} 个月）　${tons(usage)}　${money(amountFen)}`;
  });

/** Why months that were asked for are not in the table. */
const absent = ({ missing, beyond }: Gaps): string[] => [
  ...(missing.length > 0 ? [`没有账单：${monthRuns(missing)}`] : []),
  ...(beyond.first ? [`第一张账单是${month(beyond.first)}的`] : []),
  ...(beyond.earliest ? [`${month(beyond.earliest)}以前的网上查不到，请带证件到营业厅`] : []),
  ...(beyond.notYet ? [`${month(beyond.notYet)}的还没出`] : []),
];

interface Gaps {
  missing: readonly Month[];
  beyond: Beyond;
}

/**
 * Several months, `PAGE` lines at a time. The first page has the total of all of them and what is absent; of more than a year it sums up
 * the years, and the months follow.
 */
export const manyBills = (home: HomeName, bills: readonly Bill[], gaps: Gaps, page: number): Reply => {
  const byYear = bills.length > MANY;
  const { usage, amountFen } = totals(bills);
  const at = byYear ? page - 1 : page;
  const shown = at < 0 ? [] : bills.slice(at * PAGE, (at + 1) * PAGE);
  const rows = at < 0 ? yearRows(bills) : shown.map(row);
  const more = bills.length > (at + 1) * PAGE;
  if (rows.length === 0) return text('没有更多了。');
  return {
    text: [
      ...(page === 0
        ? [
            `${span(bills)}（${named(home)}）`,
            `${bills.length} 个月共 ${tons(usage)}，${money(amountFen)}，${paidOf(bills)}`,
          ]
        : [`接上（${named(home)}）`]),
      ...rows,
      ...(page === 0 ? absent(gaps) : []),
      ...(more ? [at < 0 ? '回复“更多”看每个月的' : '回复“更多”看后面的'] : []),
    ].join('\n'),
    listed: shown.map((one) => ({ slots: { period: one.month } })),
  };
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
