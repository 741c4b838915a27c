import type { Area, Notice, Notices } from '../src/domain/notices/door.js';
import { addDays, addMonths, beijing, dayOf, instant, type Month, monthOf } from '../src/kernel/dates.js';
import { Refused } from '../src/kernel/errors.js';
import { type EstateName, estateOf } from './places.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** How far an estate reaches from its middle, in metres. */
const RADIUS_M = 400;

const areas = (...names: readonly EstateName[]): Area[] =>
  names.map((name) => {
    const { district, latitude, longitude } = estateOf(name);
    return { name, district, latitude, longitude, radiusM: RADIUS_M };
  });

const clock = (at: Date): string => {
  const { hour, minute } = beijing(at);
  return `${hour}:${String(minute).padStart(2, '0')}`;
};
const date = (at: Date): string => {
  const { month, day } = beijing(at);
  return `${month}月${day}日`;
};
const later = (at: Date, ms: number): Date => new Date(at.getTime() + ms);
const floorTo = (at: Date, ms: number): Date => new Date(Math.floor(at.getTime() / ms) * ms);

type Fixed = Pick<Notice, 'id' | 'kind' | 'title' | 'body' | 'areas' | 'from' | 'to' | 'createdAt'>;

const published = (fixed: Fixed, timeline: Notice['timeline'] = []): Notice => ({
  ...fixed,
  state: 'published',
  timeline,
  views: 0,
  version: 1,
  createdBy: 'demo',
  publishedAt: fixed.createdAt,
});

const PLANNED = 'demo-planned';

const planned = (now: Date): Notice => {
  const day = addDays(dayOf(now), 1);
  const from = instant(day, '09:00');
  const to = instant(day, '17:00');
  return published({
    id: PLANNED,
    kind: 'planned',
    title: '翡翠城、金桂苑计划停水',
    body: `${date(from)} 9:00–17:00 更换小区进水阀门，翡翠城、金桂苑停水。请提前存水，关好水龙头和热水器。`,
    areas: areas('翡翠城', '金桂苑'),
    from,
    to,
    // A whole day before the demo begins: the demo's birth is read back from it.
    createdAt: later(now, -DAY_MS),
  });
};

const emergency = (now: Date): Notice => {
  const from = floorTo(later(now, -2 * HOUR_MS), HOUR_MS / 2);
  const to = floorTo(later(now, 6 * HOUR_MS), HOUR_MS);
  const after = (minutes: number): Date => later(from, minutes * 60_000);
  return published(
    {
      id: 'demo-emergency',
      kind: 'emergency',
      title: '芳草园、东湖花园抢修停水',
      body: `${date(from)} ${clock(from)} 起，芳草街主管漏水抢修，芳草园、东湖花园停水，预计 ${date(to)} ${clock(to)} 恢复。`,
      areas: areas('芳草园', '东湖花园'),
      from,
      to,
      createdAt: after(5),
    },
    [
      { at: after(20), text: '抢修人员到达芳草街现场，已关阀。' },
      { at: after(55), text: '路面已挖开，找到漏点，是主管接口处。' },
      { at: after(90), text: `正在换管，预计 ${clock(to)} 恢复供水。` },
    ],
  );
};

const finished = (now: Date): Notice[] => {
  const day = dayOf(now);
  const threeAgo = addDays(day, -3);
  const yesterday = addDays(day, -1);
  const repaired = instant(yesterday, '18:30');
  // Before 06:30 yesterday's repair would have ended less than 12 hours ago; that is still over.
  return [
    published({
      id: 'demo-planned-over',
      kind: 'planned',
      title: '滨河新村计划停水',
      body: `${date(instant(threeAgo))} 8:00–16:00 清洗管道，滨河新村停水。`,
      areas: areas('滨河新村'),
      from: instant(threeAgo, '08:00'),
      to: instant(threeAgo, '16:00'),
      createdAt: instant(addDays(day, -5), '10:00'),
    }),
    published(
      {
        id: 'demo-emergency-over',
        kind: 'emergency',
        title: '幸福里抢修停水',
        body: `${date(repaired)} 13:00 起，解放街水管被挖断，幸福里停水，18:30 已恢复。`,
        areas: areas('幸福里'),
        from: instant(yesterday, '13:00'),
        to: repaired,
        createdAt: instant(yesterday, '13:05'),
      },
      [
        { at: instant(yesterday, '13:40'), text: '抢修人员到达解放街，正在关阀。' },
        { at: repaired, text: '已修好，恢复供水。' },
      ],
    ),
  ];
};

/** The month whose report is out: it comes on the second of the next one, at nine. */
const reported = (now: Date): Month => {
  const running = monthOf(now);
  return addMonths(running, now >= instant(`${running}-02`, '09:00') ? -1 : -2);
};

const others = (now: Date): Notice[] => {
  const day = dayOf(now);
  const month = reported(now);
  const [year, number] = month.split('-').map(Number);
  return [
    published({
      id: `demo-quality-${month}`,
      kind: 'quality',
      title: `${year}年${number}月水质公告`,
      body: `出厂水：浑浊度 0.18 NTU（标准 1），余氯 0.62 毫克/升（标准不低于 0.3），pH 7.9（标准 6.5–8.5），菌落总数 2 CFU/mL（标准 100），大肠菌群未检出。全部合格。`,
      areas: [],
      createdAt: instant(`${addMonths(month, 1)}-02`, '09:00'),
    }),
    published({
      id: 'demo-pressure',
      kind: 'pressure',
      title: '江景苑、望江楼小区晚间水压偏低',
      body: '加压站检修，每天 18:00–22:00 水压会低一些，高楼可能水小。检修完就恢复。',
      areas: areas('江景苑', '望江楼小区'),
      from: instant(addDays(day, -1), '18:00'),
      to: instant(addDays(day, 2), '22:00'),
      createdAt: instant(addDays(day, -2), '15:00'),
    }),
    published({
      id: 'demo-news-frost',
      kind: 'news',
      title: '水表防冻小提示',
      body: '露在外面的水管和水表用棉布包好。冻住了用温毛巾慢慢化，不要用火烤、不要用开水浇。',
      areas: [],
      createdAt: instant(addDays(day, -6), '09:30'),
    }),
    published({
      id: 'demo-news-window',
      kind: 'news',
      title: '市民中心开了自来水窗口',
      body: '建设大道1号市民中心可以办过户、报装、发票，周一至周五 9:00–17:00。',
      areas: [],
      createdAt: instant(addDays(day, -12), '09:30'),
    }),
  ];
};

/** The notices of a demo that begins now, newest first. */
export const demoNotices = (now: Date): Notice[] =>
  [planned(now), emergency(now), ...finished(now), ...others(now)].sort(
    (a, b) => b.createdAt.getTime() - a.createdAt.getTime(),
  );

/**
 * When the stored demo began, read back from its notices, or `now` when there is none yet. A restart makes the same demo again with it,
 * however far the clock has moved.
 */
export const demoBirth = async (notices: Pick<Notices, 'get'>, now: Date): Promise<Date> => {
  try {
    return later((await notices.get(PLANNED)).createdAt, DAY_MS);
  } catch (error) {
    if (error instanceof Refused && error.code === 'notice_unknown') return now;
    throw error;
  }
};
