import { type Reply, text } from '../../src/conversation/reply.js';
import type { Tariff } from '../../src/domain/billing/door.js';
import { money, tierNames } from '../format.js';

const range = (from: number, upTo: number | null): string =>
  upTo === null ? `${from} 吨以上` : from === 0 ? `${upTo} 吨以内` : `${from + 1}–${upTo} 吨`;

const lines = ({ tiers }: Tariff): string[] =>
  tiers.map(
    ({ upToTons, waterFen, sewageFen }, i) =>
      `${tierNames[i] ?? `第${i + 1}阶梯`}：${range(tiers[i - 1]?.upToTons ?? 0, upToTons)}，${money(waterFen + sewageFen)}/吨`,
  );

const per = ({ cycle = 'year' }: Tariff): string => (cycle === 'year' ? '全年用水' : '每月用水');

/** The price table; sewage treatment is in it. */
export const prices = (tariff: Tariff): Reply =>
  text(
    [`${tariff.name}（含污水处理费，按${per(tariff)}分档）`, ...lines(tariff), '看您家的水费，回复“查水费”'].join('\n'),
  );

const others = /商|工业|企业|厂|公司|单位|店|铺|餐|饭|洗车|洗浴|宾馆|酒店|非居民|特种|办公|工地|学校|幼儿园|养老/;

/** Asks for the price of something else than a home. */
export const notOfHomes = (words: string): boolean => others.test(words) && !/居民.{0,3}(?:多少|水价$)/.test(words);

export const otherPrices = (tariff: Tariff, { hotline }: { hotline: string }): Reply =>
  text(
    [
      `住家以外的水价我这里没有，请打 ${hotline} 问。`,
      `${tariff.name}是（含污水处理费，按${per(tariff)}分档）：`,
      ...lines(tariff),
    ].join('\n'),
  );
