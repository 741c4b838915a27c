import { join, type Reply, text } from '../../src/conversation/reply.js';
import type { OutageHit } from '../../src/domain/notices/door.js';
import { expected, nearMoment, short } from '../format.js';
import { type Progress, progress } from './complaint.js';

/** Asks for what the resident reported, rather than for a work in the street. */
export const asksForOwn = (words: string): boolean => /师傅|报修|报的|我报|派.{0,2}人|上门|换表/.test(words);

const STEPS = 3;

const site = ({ notice }: OutageHit, now: Date): string[] => [
  `${notice.areas.map(({ name }) => name).join('、')}正在抢修，${notice.to ? `${expected(nearMoment(notice.to, now))} 恢复` : '公告里没写恢复时间'}`,
  ...(notice.timeline.length > 0
    ? notice.timeline.slice(-STEPS).map(({ at, text: step }) => `${nearMoment(at, now)}：${short(step, 60)}`)
    : ['现场还没有新消息']),
];

/** What the crews reported; the resident's own report is pointed to. */
export const onSite = (hits: readonly OutageHit[], now: Date, ticket?: string): Reply =>
  text([...hits.flatMap((hit) => site(hit, now)), ...(ticket ? [`您登记的 ${ticket}，回复“进度”查`] : [])].join('\n'));

export const reported = (ticket: Progress, now: Date): Reply =>
  join(progress(ticket, now), text('修到哪一步这里看不到。等不及，回复“催一下”'));

/** What the resident's own homes are called together. */
export const aroundHome = '您家那边';

export const nothingKnown = (place = '现在'): Reply =>
  text(`${place}没有抢修公告，您也没有登记过报修。\n要报修，回复“报修”`);
