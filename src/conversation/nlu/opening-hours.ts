/** A stretch of opening hours. */
export interface OpenSpan {
  /** 1 Monday to 7 Sunday. */
  days: readonly number[];
  /** `HH:mm` in Beijing. */
  from: string;
  to: string;
}

/** Opening hours as they hang on the door, read. */
export interface OpeningHours {
  spans: readonly OpenSpan[];
  /** Absent: the words do not say. */
  holidays?: 'open' | 'closed';
}

const weekdays = '一二三四五六日';
const every = [1, 2, 3, 4, 5, 6, 7];
const week = '(?:周|星期|礼拜)';
const days = new RegExp(
  `(每天|每日|天天|全周|周末|工作日)|${week}([一二三四五六日天])(?:[-至到]${week}?([一二三四五六日天])|((?:、?${week}?[一二三四五六日天])*))`,
  'y',
);
const times = /(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})/y;
const feast = /(?:法定)?节假日(休息|不上班|不营业|关门|正常营业|照常营业|照常|正常|营业|开门)/y;
const gap = /[,;、。()上中下午和及\s:]+/y;

const numberOf = (day: string): number => weekdays.indexOf(day === '天' ? '日' : day) + 1;

const from = (first: number, last: number): number[] => {
  const length = ((last - first + 7) % 7) + 1;
  return Array.from({ length }, (_, i) => ((first - 1 + i) % 7) + 1);
};

const daysOf = ([, word, first, last, more = '']: RegExpExecArray): readonly number[] => {
  if (word === '周末') return [6, 7];
  if (word === '工作日') return [1, 2, 3, 4, 5];
  if (word || !first) return every;
  if (last) return from(numberOf(first), numberOf(last));
  return [first, ...(more.match(/[一二三四五六日天]/g) ?? [])].map(numberOf);
};

const clock = (hour = '', minute = ''): string | undefined =>
  Number(hour) < 25 && Number(minute) < 60 ? `${hour.padStart(2, '0')}:${minute}` : undefined;

/** Hours in words, such as `周一至周五 8:30–17:30，周六 9:00–16:00`; undefined when any of the words is not understood. */
export const readHours = (words: string): OpeningHours | undefined => {
  const text = words.normalize('NFKC').replace(/\s*[–—―−~～至到]\s*(?=\d)|\s*[–—―~～]\s*/g, '-');
  const spans: OpenSpan[] = [];
  let holidays: OpeningHours['holidays'];
  let held: readonly number[] = every;
  for (let at = 0; at < text.length; ) {
    const take = (pattern: RegExp): RegExpExecArray | undefined => {
      pattern.lastIndex = at;
      const found = pattern.exec(text) ?? undefined;
      if (found) at += found[0].length;
      return found;
    };
    const time = take(times);
    if (time) {
      const [opens, closes] = [clock(time[1], time[2]), clock(time[3], time[4])];
      if (!opens || !closes || opens >= closes) return undefined;
      spans.push({ days: held, from: opens, to: closes });
      continue;
    }
    const off = take(feast);
    if (off) {
      holidays = /休息|不|关/.test(off[1] ?? '') ? 'closed' : 'open';
      continue;
    }
    const named = take(days);
    if (named) held = daysOf(named);
    else if (!take(gap)) return undefined;
  }
  return spans.length > 0 ? { spans, ...(holidays ? { holidays } : {}) } : undefined;
};
