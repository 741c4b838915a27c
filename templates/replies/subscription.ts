import { choice, choices, type Reply, text } from '../../src/conversation/reply.js';
import type { DailySpan } from '../../src/kernel/daily.js';

interface HomeName {
  account: string;
  label: string;
  tail: string;
}

const name = ({ label, tail }: HomeName): string => `${label}·尾号${tail}`;
const names = (homes: readonly HomeName[]): string => homes.map(name).join('、');
const oneEach = (homes: readonly HomeName[]) =>
  homes.map(({ label, account }) => choice(label, { slots: { account } }));

/** More homes than this are not offered one by one beside their list. */
const FEW = 3;

/** 都订, 两处都要 */
export const meansAll = (words: string): boolean =>
  /(?:都|全部?|全都)(?:订|要|开|发|收)/.test(words) && !meansNone(words);
/** 都不要了, 全退, 一个都不收 */
export const meansNone = (words: string): boolean =>
  /(?:都|全部?|全都)(?:退|取消|(?:不|别|不用|不想)(?:要|订|收|发|用|看)?)|一[个处条]都?不/.test(words);
/** 只要老房子 */
export const meansOnly = (words: string): boolean => /[只就光单](?:要|订|收|发|留|推|用)/.test(words);
/** 我订了哪些, 订阅情况 */
export const asksSettings = (words: string): boolean =>
  /订(?:阅)?(?:了|过|着)?(?:哪|什么|啥|几)|订阅(?:情况|状态|列表|设置|管理)|订阅?(?:了|过|上|着)(?:没有?|吗|么)|(?:有没有|是不是|是否)订/.test(
    words,
  );
/** 免打扰时间, asked without hours */
export const asksQuietHours = (words: string): boolean =>
  /^(?:看看|查看?|改|改一下|设置?|设一下|开|开启)?(?:我的?)?(?:账单)?(?:的)?(?:免打扰|勿扰)(?:的)?(?:时间|时段|设置|模式|功能)?(?:是)?(?:几点|多少|什么时候|怎么设置?|怎么改)?(?:到几点)?(?:的|呢)?$/.test(
    words,
  );
/** 取消免打扰 */
export const endsQuiet = (words: string): boolean =>
  /(?:取消|关掉?|关闭|解除|去掉|删掉?|停掉?|不用|不要|不设|别)(?:账单)?(?:的)?(?:免打扰|勿扰)|(?:免打扰|勿扰)(?:时间|模式|设置)?(?:取消|关掉?|关闭|关了|去掉|删了?|不用|不要)|(?:随时|什么时候|几点)都?(?:可以|能|行)发/.test(
    words,
  );
/** 免打扰 */
export const namesQuiet = (words: string): boolean => /免打扰|勿扰/.test(words);
/** 晚上别发, 10点到7点不要打扰: with hours it sets them */
export const avoids = (words: string): boolean =>
  namesQuiet(words) || /(?:别|不要|勿|甭|莫)再?(?:给我|跟我|来)?(?:发|推|打扰|吵)/.test(words);

export const which = (homes: readonly HomeName[]): Reply =>
  choices('订阅哪一处？', [
    ...oneEach(homes),
    choice(homes.length === 2 ? '两处都订' : '都订', { slots: { account: 'all' } }, 'all'),
  ]);

/** Some are subscribed already. */
export const whichElse = (on: readonly HomeName[], off: readonly HomeName[]): Reply =>
  choices(`已经订着：${names(on)}\n还要订哪一处？`, [
    ...oneEach(off),
    ...(off.length > 1 ? [choice('都订', { slots: { account: 'all' } }, 'all')] : []),
  ]);

export const whichToStop = (homes: readonly HomeName[]): Reply =>
  choices('退订哪一处？', [
    ...oneEach(homes),
    choice(homes.length === 2 ? '两处都退' : '都退', { slots: { account: 'all' } }, 'all'),
  ]);

/** Asked to stop what was never begun for this home. */
export const notSubscribed = (home: HomeName, on: readonly HomeName[]): Reply =>
  choices(
    `${name(home)}没有订，不会收到它的账单。\n订着的是：`,
    oneEach(on).map((one) => ({ ...one, label: `退订${one.label}` })),
    '不退就不用管',
  );

export const subscribed = (homes: readonly HomeName[]): Reply =>
  text(`订好了：${names(homes)}\n每月3日上午把上个月的账单发给您。不想收了，回复“退订”`);

export const onlyThese = (homes: readonly HomeName[], others: readonly HomeName[]): Reply =>
  others.length === 0
    ? subscribed(homes)
    : text(`好，只发：${names(homes)}\n${names(others)} 以后不发了。想再收，回复“订阅”`);

export const already = (homes: readonly HomeName[]): Reply =>
  text(`已经订着了：${names(homes)}\n每月3日上午发。不想收了，回复“退订”`);

export const stopped = (homes: readonly HomeName[]): Reply =>
  text(`退好了：${names(homes)}，以后不再发账单。想再收，回复“订阅”`);

export const neverHad: Reply = text('您没有订阅账单，不会收到。要订，回复“订阅”');

const parts: readonly (readonly [number, string])[] = [
  [18, '晚上'],
  [13, '下午'],
  [12, '中午'],
  [6, '早上'],
  [0, '夜里'],
];

/** `22:30` → 晚上10点半, `00:00` → 夜里12点 */
const clock = (time: string): string => {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const part = parts.find(([from]) => hour >= from)?.[1] ?? '';
  const rest = minute === 0 ? '' : minute === 30 ? '半' : `${minute}分`;
  return `${part}${hour % 12 === 0 ? 12 : hour % 12}点${rest}`;
};

/** `晚上10点到早上8点` */
export const hours = ({ from, to }: DailySpan): string => `${clock(from)}到${clock(to)}`;

/** Which homes' bills are sent, and when not; what can be changed, tappable. */
export const settings = ({
  on,
  off,
  quiet,
}: {
  on: readonly HomeName[];
  off: readonly HomeName[];
  quiet: DailySpan | undefined;
}): Reply => {
  const few = on.length + off.length <= FEW;
  const lines = [
    ...(on.length > 0 ? [`账单订着：${names(on)}`] : []),
    ...(off.length > 0 ? [`没订：${names(off)}`] : []),
    ...(quiet ? [`免打扰：${hours(quiet)}`] : []),
  ];
  return choices(lines.join('\n'), [
    ...(few ? off : []).map((home) => choice(`订${home.label}`, { slots: { account: home.account } })),
    ...(few ? on : []).map((home) =>
      choice(`退${home.label}`, { intent: 'unsubscribe_bill', slots: { account: home.account } }),
    ),
    ...(!few && off.length > 0 ? [choice('都订', { slots: { account: 'all' } })] : []),
    ...(!few && on.length > 0 ? [choice('都退', { intent: 'unsubscribe_bill', slots: { account: 'all' } })] : []),
    choice('免打扰时间', { slots: { hours: true } }),
  ]);
};

const offered: readonly DailySpan[] = [
  { from: '21:00', to: '09:00' },
  { from: '20:00', to: '10:00' },
  { from: '12:00', to: '14:00' },
];

/** What is set, and how to change it. */
export const quietHours = (now: DailySpan | undefined): Reply =>
  choices(
    now ? `免打扰：${hours(now)}，这段时间不发账单。改成几点？` : '几点到几点不要发账单？',
    [
      ...offered.map((span) => choice(hours(span), { slots: { quiet: `${span.from}-${span.to}` } })),
      ...(now ? [choice('取消免打扰', { slots: { quiet: 'off' } })] : []),
    ],
    '也可以直接说，比如“晚上10点到早上10点别发”',
  );

export const quietSet = (span: DailySpan): Reply =>
  text(`好，${hours(span)}不发账单，过了这个点再发。要改回复“免打扰”`);

export const quietEnded: Reply = text('好，免打扰取消了。账单每月3日上午发');
