import { choice, choices, type Reply, text } from '../../src/conversation/reply.js';
import type { Bill } from '../../src/domain/billing/door.js';
import { money, month } from '../format.js';

const outlet = choice('找营业厅', { intent: 'outlets' });

const where = (hotline: string): string =>
  `这里还不能直接交钱。营业厅可以交，也可以在银行办代扣，报8位户号；别的渠道打 ${hotline} 问`;

export const whereToPay = (hotline: string): Reply =>
  choices(where(hotline), [outlet, choice('看欠多少', { intent: 'bill_query', slots: { unpaid: true } })]);

interface Owed {
  home: { label: string; tail: string };
  bills: readonly Bill[];
}

const sum = (bills: readonly Bill[]): number => bills.reduce((total, { amountFen }) => total + amountFen, 0);

const line = ({ home, bills }: Owed): string => {
  const [first] = bills;
  const last = bills.at(-1);
  const months =
    first && last ? (first === last ? month(first.month) : `${month(first.month)}到${month(last.month)}`) : '';
  return bills.length === 0
    ? `${home.label}·尾号${home.tail} 没有欠费`
    : `${home.label}·尾号${home.tail} 欠 ${money(sum(bills))}（${months}，${bills.length} 笔）`;
};

/** What is owed, and where it can be paid; where nothing is owed nothing is asked for. */
export const owed = (homes: readonly Owed[], hotline: string): Reply => {
  const lines = homes.map(line);
  return homes.every(({ bills }) => bills.length === 0)
    ? text([...lines, '不用交。要看账单，回复“查水费”'].join('\n'))
    : choices([...lines, '', where(hotline)].join('\n'), [outlet]);
};

/** @param yuan as said */
export const topUpElsewhere = (yuan: number | undefined, hotline: string): Reply =>
  choices(
    `这里还不能${yuan ? `存这 ${yuan} 元` : '充值、预存'}，没有扣您的钱。能不能存、怎么存，到营业厅或打 ${hotline} 问`,
    [outlet, choice('看欠多少', { intent: 'bill_query', slots: { unpaid: true } })],
  );
