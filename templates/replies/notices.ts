import { choice, choices, type Reply, text } from '../../src/conversation/reply.js';
import type { Notice } from '../../src/domain/notices/door.js';
import { dayOf } from '../../src/kernel/dates.js';
import { day, nearMoment, short } from '../format.js';

/** Asks for figures or the report itself, not why the water is as it is. */
export const asksForReport = (words: string): boolean =>
  /报告|公告|公示|检测|指标|数据|合格|达标|标准|月报|余氯|ph|浊|硬度|水质(?:怎|如何|好|查|情况|信息|$)/i.test(words) &&
  !/上门|取样|送检|化验|白|黄|味|垢/.test(words);

export const quality = ({ title, body }: Notice): Reply =>
  text([title, short(body, 140), '您家的水颜色、味道不对，回复“报修”登记'].join('\n'));

export const noQuality = (hotline: string): Reply => text(`水质公告我这里还没有，请打 ${hotline} 问`);

const span = ({ from, to }: Notice, now: Date): string[] =>
  to ? [from && from > now ? `${nearMoment(from, now)} 到 ${nearMoment(to, now)}` : `到 ${nearMoment(to, now)}`] : [];

export const pressure = (notices: readonly Notice[], now: Date): Reply =>
  text(
    [
      ...notices.flatMap((notice) => [`${notice.title}（${span(notice, now).join('')}）`, short(notice.body, 80)]),
      '别处水小，或过了时间还小，回复“报修”登记',
    ]
      .join('\n')
      .replaceAll('（）', ''),
  );

export const noPressure = (place: string | undefined): Reply =>
  text(`${place ?? '现在'}没有降压公告。\n先看自家总阀开足没有、龙头滤网堵没堵；都好还小，回复“报修”登记`);

export const headlines = (news: readonly Notice[], hotline: string): Reply =>
  choices(
    '最近的公司消息，点一条看：',
    news.map(({ id, title, publishedAt, createdAt }) =>
      choice(`${short(title, 20)}（${day(dayOf(publishedAt ?? createdAt))}）`, { slots: { notice: id } }),
    ),
    `没有您想看的，打 ${hotline} 问`,
  );

export const story = ({ title, body, publishedAt, createdAt }: Notice): Reply =>
  text(`${title}（${day(dayOf(publishedAt ?? createdAt))}）\n${short(body, 300)}`);

export const noNews = (hotline: string): Reply => text(`最近没有公司消息。想知道别的，请打 ${hotline} 问`);
