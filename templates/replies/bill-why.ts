import { choice, choices, type Reply, text } from '../../src/conversation/reply.js';
import type { Bill, BillExplanation, BillReason, MonthCompared } from '../../src/domain/billing/door.js';
import type { Month } from '../../src/kernel/dates.js';
import { grouped, yuan } from '../../src/kernel/money.js';
import { day, moment, money, month, tierNames, tons } from '../format.js';

interface HomeName {
  account: string;
  label: string;
  tail: string;
}

const bareMonth = (m: Month): string => `${Number(m.slice(5))}月`;

const reason = (why: BillReason, { bill }: BillExplanation): string => {
  switch (why.kind) {
    case 'estimated':
      return '这次没见到水表，是估抄的，下次抄到表数多退少补';
    case 'catch-up':
      return `${why.months.map(bareMonth).join('、')}是估抄的，这次抄到实际表数，${why.months.length + 1}个月共 ${tons(why.tons)}，少算的都补在这个月`;
    case 'leak-like':
      return `比平时多很多：平时每月约 ${tons(why.usualTons)}，这次 ${tons(bill.usage)}${why.months > 1 ? `，已经连着 ${why.months} 次` : ''}，像是漏水`;
    case 'longer':
      return `这次抄表隔了 ${why.days} 天，上次只隔 ${why.daysBefore} 天，天数多了`;
    case 'more':
      return `用水比平时多：平时每月约 ${tons(why.usualTons)}，这次 ${tons(bill.usage)}`;
    case 'price':
      return `${tierNames[why.tier - 1]}每吨从 ${yuan(why.fromFen)} 元变成 ${yuan(why.toFen)} 元`;
    case 'tier':
      return `其中 ${why.parts.map(({ tier, tons: t, priceFen }) => `${tons(t)}进了${tierNames[tier - 1]}，每吨 ${money(priceFen)}`).join('；')}`;
  }
};

const reasons = (explained: BillExplanation): string[] => {
  const said = explained.reasons.map((why) => reason(why, explained));
  if (said.length === 0)
    return [explained.before || explained.yearAgo ? '和平时差不多' : '这是第一张账单，还没有可比的'];
  return explained.reasons.every(({ kind }) => kind === 'tier') ? [`用水和平时差不多，${said[0]}`] : said;
};

const short = ({ usage, amountFen, estimated }: MonthCompared): string =>
  `${tons(usage)} ${money(amountFen)}${estimated ? '（估）' : ''}`;

const comparison = ({ before, yearAgo }: BillExplanation): string[] => {
  const said = [
    ...(before ? [`上月 ${short(before)}`] : []),
    ...(yearAgo ? [`去年${bareMonth(yearAgo.month)} ${short(yearAgo)}`] : []),
  ];
  return said.length > 0 ? [said.join('；')] : [];
};

const leakCheck = '先把水龙头都关上看水表：还在转就是有地方漏，先查马桶';

/** Why a bill is what it is, and one tap to have the meter read again. */
export const why = (home: HomeName, explained: BillExplanation): Reply => {
  const { bill, since, days } = explained;
  return choices(
    [
      ...reasons(explained),
      '',
      `${month(bill.month)}（${home.label}·尾号${home.tail}）${tons(bill.usage)}，${money(bill.amountFen)}`,
      ...comparison(explained),
      since && days !== undefined ? `${day(since)}抄到${day(bill.readOn)}，${days} 天` : `${day(bill.readOn)}抄表`,
      ...(explained.reasons.some(({ kind }) => kind === 'leak-like') ? ['', leakCheck] : []),
    ].join('\n'),
    [choice('表数不对，申请重抄', { slots: { account: home.account, reread: bill.month } })],
  );
};

const readings = ({ lastReading, thisReading }: Bill): string => `${grouped(lastReading)} → ${grouped(thisReading)}`;

/** The last look before a re-reading is asked for. */
export const askReadAgain = (home: HomeName, bill: Bill): Reply => {
  const go = (sure: boolean) => ({ slots: { account: home.account, reread: bill.month, sure } });
  return choices(
    `申请重新抄表：${home.label}·尾号${home.tail}\n${month(bill.month)}账单表数 ${readings(bill)}。请先看一眼家里水表，对得上吗？`,
    [choice('对不上，提交', go(true), 'yes'), choice('对得上，不用抄', go(false), 'no')],
  );
};

/** What the ticket says, for the clerk. */
export const readAgainText = (bill: Bill): string =>
  `申请重新抄表：${month(bill.month)}账单，表数 ${readings(bill)}${bill.estimated ? '（估抄）' : ''}，${day(bill.readOn)}抄表，用水 ${tons(bill.usage)}，${money(bill.amountFen)}`;

export const notReadAgain: Reply = text('好，没有提交任何内容。');

export const filed = (number: string, dueAt: Date): Reply =>
  text(`已登记重新抄表，单号 ${number}，${moment(dueAt)} 前答复您。随时发“进度”来问`);

export const alreadyAsked = (number: string, dueAt: Date): Reply =>
  text(`这张账单已经申请过了，单号 ${number}，${moment(dueAt)} 前答复您`);
