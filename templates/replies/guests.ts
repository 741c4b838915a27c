import { choice, choices, type Reply, text } from '../../src/conversation/reply.js';
import type { EndReason, Guest, GuestBinding } from '../../src/domain/customers/door.js';
import { addMonths, type Day, dayOf, daysInMonth, isDay, isMonth } from '../../src/kernel/dates.js';
import { day, fullDay, moment } from '../format.js';

interface Named {
  label: string;
  tail: string;
}

const kinds = { family: '家人', tenant: '租客' } as const;
const nameOf = ({ label, tail }: Named): string => `${label}·尾号${tail}`;
/** The last day on which it still holds. */
const lastDay = (until: Date): Day => dayOf(new Date(until.getTime() - 1));

/** `家人`, `租客，到2027年5月31日` */
export const termsOf = ({ kind, until }: Guest): string =>
  until ? `${kinds[kind]}，到${fullDay(lastDay(until))}` : kinds[kind];

export const onlyHouseholder: Reply = text('您这里是户主让您绑的，不能再给别人绑。要给别人绑，请户主来办');

export const whichHome = (homes: readonly (Named & { account: string })[]): Reply =>
  choices(
    '给别人绑哪一处？',
    homes.map((home) => choice(nameOf(home), { answer: home.account })),
  );
export const notThat: Reply = text('这一处不是您凭验证码绑的，不能给别人绑。请点下面的，不办了回复“取消”');

export const askWho: Reply = choices('给谁绑？家人一直有效，租客到期自动停，您随时都能收回。', [
  choice('家人', { answer: 'family' }),
  choice('租客', { answer: 'tenant' }),
]);

/** Whom the words mean, when they name one. */
export const whoIn = (words: string): Guest['kind'] | undefined => {
  if (/租客|租户|房客|承租|租房的|租我/.test(words)) return 'tenant';
  return /家人|家里人|亲戚|亲属|老婆|老公|爱人|媳妇|丈夫|妻子|爸|妈|儿子|女儿|闺女|孩子|老伴|父母|父亲|母亲/.test(words)
    ? 'family'
    : undefined;
};

const inMonths = (today: Day, n: number): Day => {
  const m = addMonths(today.slice(0, 7), n);
  return `${m}-${String(Math.min(Number(today.slice(8)), daysInMonth(m))).padStart(2, '0')}`;
};

export const askUntil = (today: Day): Reply =>
  choices('租到哪天？点一下，或发日期，比如“2027年5月31日”', [
    choice('半年', { answer: inMonths(today, 6) }),
    choice('一年', { answer: inMonths(today, 12) }),
    choice('两年', { answer: inMonths(today, 24) }),
  ]);
const yearIn = (words: string, thisYear: number): number | undefined => {
  const near = { 今年: 0, 明年: 1, 后年: 2 }[words];
  if (near !== undefined) return thisYear + near;
  const year = Number(words.replace('年', ''));
  return words === '' ? undefined : year < 100 ? 2000 + year : year;
};

/** A day ahead, or the last one of a month: `明年5月31日`, `2027年6月`, `6月底`. Without a year, the next to come. */
export const dayAheadIn = (words: string, today: Day): Day | undefined => {
  const found = /(今年|明年|后年|(?:20)?\d{2}年)?(\d{1,2})月份?(?:(\d{1,2})[日号]?)?/.exec(words.replace(/\s/g, ''));
  if (!found) return undefined;
  const [, year = '', m = '', d] = found;
  const thisYear = Number(today.slice(0, 4));
  const inYear = (y: number): Day | undefined => {
    const of = `${y}-${m.padStart(2, '0')}`;
    if (!isMonth(of)) return undefined;
    const whole = `${of}-${(d ?? String(daysInMonth(of))).padStart(2, '0')}`;
    return isDay(whole) ? whole : undefined;
  };
  const said = yearIn(year, thisYear);
  if (said !== undefined) return inYear(said);
  const next = inYear(thisYear);
  return next && next >= today ? next : inYear(thisYear + 1);
};

export const pastDay: Reply = text('这一天已经过了，请发今天以后的日期');
export const tooFar = (years: number): Reply => text(`最长${years}年，请发近一点的日期，到期可以再给`);

export const invited = (home: Named, guest: Guest, number: string): Reply =>
  text(
    [
      `邀请码：${number}（${termsOf(guest)}；${nameOf(home)}）`,
      '24小时内有效，只能用一次。',
      '',
      `请对方关注我们，再发这一句：邀请码${number}`,
    ].join('\n'),
  );
export const inviteFull = (limit: number): Reply =>
  text(`一处最多让 ${limit} 个微信绑。回复“收回绑定”停掉不用的，再来办`);
export const invitesTooMany = (until: Date): Reply => text(`今天的邀请码发完了，${moment(until)}后再来办`);

export const askNumber: Reply = text('请发8位邀请码（户主发给您的），没有就回复“取消”');
export const numberShape = (digits: number): Reply =>
  text(`邀请码是8位数字，您发的是${digits}位，请再看一下。没有就回复“取消”`);
export const numberUnknown: Reply = text(
  '这个邀请码用不了：可能过期了、用过了，或抄错了。\n请对一下再发，或让户主再给您一个',
);
export const accepted = (home: Named & { address: string; guest?: Guest }): Reply =>
  text(`绑好了：${home.guest ? `${termsOf(home.guest)}。` : ''}${nameOf(home)}\n${home.address}`);

/** The digits of an invitation in words that speak of one; '' when they give none. */
export const invitationIn = (words: string): string | undefined =>
  /邀请码|邀请号/.test(words) ? (/\d[\d\s-]*/.exec(words)?.[0].replace(/[\s-]/g, '') ?? '') : undefined;

/** To the householder: the invitation was taken. */
export const guestBound = (home: Named, guest: Guest): string =>
  `您邀请的${kinds[guest.kind]}绑好了：${nameOf(home)}${guest.until ? `，到${fullDay(lastDay(guest.until))}` : ''}。\n不让绑了，随时回复“收回绑定”`;

/** To a guest, a week before the end. */
export const guestEnding = (home: Named & { guest?: Guest }): string =>
  `您绑的${nameOf(home)}${home.guest?.until ? ` ${day(lastDay(home.guest.until))}到期，到时` : ''}就查不到了。\n还要用，请户主再给您一个邀请码`;

const ended: Readonly<Record<EndReason, (name: string) => string>> = {
  time: (name) => `您绑的${name} 到期停了，账单也不再发。\n还要用，请户主再给您一个邀请码`,
  householder: (name) => `户主收回了您绑的${name}，账单也不再发。\n有疑问请问户主，或回复“人工”`,
  'with the householder': (name) => `户主解绑了，您绑的${name} 也一起停了，账单不再发。`,
  household: (name) => `${name} 换了户主信息，原来的绑定都停了，账单也不再发。\n您还是户主，回复“绑定”重新绑`,
  staff: (name) => `我们停掉了您绑的${name}，账单也不再发。\n有疑问回复“人工”`,
};

/** To a resident whose binding ended without her doing. */
export const bindingEnded = (home: Named, why: EndReason): string => ended[why](nameOf(home));

const guestLine = ({ home, since, ...terms }: GuestBinding): string =>
  `${termsOf(terms)}：${nameOf(home)}，${day(dayOf(since))}绑的`;

/** Whom the resident has let in, for the list of her homes; '' when nobody. */
export const guestLines = (guests: readonly GuestBinding[]): readonly string[] =>
  guests.length === 0 ? [] : ['', '您允许绑的：', ...guests.map(guestLine), '不让绑了，回复“收回绑定”'];

export const noGuests: Reply = text('您没有让别的微信绑您家。要给家人或租客绑，回复“给家人绑定”');
export const whichGuest = (guests: readonly GuestBinding[]): Reply =>
  choices(
    '收回哪一个？',
    guests.map((guest) => choice(guestLine(guest), { answer: guest.id })),
  );
export const reallyEnd = (guest: GuestBinding): Reply =>
  choices(`要收回吗？${guestLine(guest)}。\n收回后对方查不到水费，账单也不再发给对方。`, [
    choice('收回', { answer: true }, 'yes'),
    choice('不收回', { answer: false }, 'no'),
  ]);
export const guestKept: Reply = text('好，没有收回。');
export const guestEnded = ({ home, kind }: GuestBinding): Reply =>
  text(`收回好了：${kinds[kind]}的${nameOf(home)}绑定停了，对方查不到了。`);
export const guestGone: Reply = text('这个绑定已经停了。要看还有谁，回复“我的户号”');
