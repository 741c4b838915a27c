import { addMonths, type Day, instant, type Month } from '../../kernel/dates.js';
import type { Bill, BillExplanation, BillReason, MonthCompared } from './door.js';

/** How many months before a bill its own usual is taken from; one more is read, for the days of the oldest. */
export const LOOK_BACK_MONTHS = 13;

/** Leak-like: this many times the usual, and at least so many tons a month above it. */
const LEAK_TIMES = 1.8;
const LEAK_TONS = 6;
/** More than usual: this many times, and so many tons a month above it. */
const MORE_TIMES = 1.25;
const MORE_TONS = 2;
/** Fewer earlier readings say nothing of what is usual. */
const FEWEST_USUAL = 3;
/** A reading this many days later than the one before counts as a longer period. */
const LONGER_DAYS = 5;
/** Tons a day are told as tons in this many days. */
const MONTH_DAYS = 30;

const DAY_MS = 86_400_000;
const daysBetween = (from: Day, to: Day): number =>
  Math.round((instant(to).getTime() - instant(from).getTime()) / DAY_MS);

/** A bill and the days since the reading before it; unknown for a first bill. */
interface Read {
  bill: Bill;
  days?: number;
}

/** The bills from one seen reading to the next: estimated ones and the seen one that makes up for them. */
interface Span {
  bills: readonly Read[];
  /** Tons in 30 days; undefined when the days are not known. */
  monthly?: number;
}

const readsOf = (bills: readonly Bill[]): Read[] =>
  bills.map((bill, i) => {
    const before = bills[i - 1];
    // Only a reading that this one starts from says how many days lie between.
    const days = before && before.thisReading === bill.lastReading ? daysBetween(before.readOn, bill.readOn) : 0;
    return days > 0 ? { bill, days } : { bill };
  });

const monthlyOf = (reads: readonly Read[]): number | undefined => {
  const days = reads.reduce((sum, one) => sum + (one.days ?? Number.NaN), 0);
  const tons = reads.reduce((sum, { bill }) => sum + bill.usage, 0);
  return days > 0 ? (tons * MONTH_DAYS) / days : undefined;
};

const spansOf = (reads: readonly Read[]): Span[] => {
  const spans: Read[][] = [];
  let open: Read[] = [];
  for (const one of reads) {
    open.push(one);
    if (one.bill.estimated) continue;
    spans.push(open);
    open = [];
  }
  if (open.length > 0) spans.push(open);
  return spans.map((bills) => {
    const monthly = monthlyOf(bills);
    return monthly === undefined ? { bills } : { bills, monthly };
  });
};

const median = (list: readonly number[]): number | undefined => {
  const sorted = [...list].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 1 || low === undefined || high === undefined ? high : (low + high) / 2;
};

const ends = (span: Span, month: Month): boolean => span.bills.some(({ bill }) => bill.month === month);

/** More than usual by so much that water may be running away; what was as much a year ago is no leak. */
const leaks = ({ monthly }: Span, usual: number | undefined, yearAgo: number | undefined): boolean => {
  const above = (known: number): boolean =>
    monthly !== undefined && monthly >= known * LEAK_TIMES && monthly - known >= LEAK_TONS;
  return usual !== undefined && above(usual) && (yearAgo === undefined || above(yearAgo));
};

/** What is usual before a span: the median of the earlier ones. */
const usualBefore = (spans: readonly Span[], at: number): number | undefined => {
  const earlier = spans.slice(0, at).flatMap(({ monthly }) => monthly ?? []);
  return earlier.length < FEWEST_USUAL ? undefined : median(earlier);
};

const compared = (read: Read | undefined): MonthCompared | undefined =>
  read && {
    month: read.bill.month,
    usage: read.bill.usage,
    amountFen: read.bill.amountFen,
    estimated: read.bill.estimated,
    ...(read.days === undefined ? {} : { days: read.days }),
  };

const tierReason = ({ lines }: Bill): BillReason[] => {
  const higher = lines.filter(({ tier, usage, relief }) => tier > 1 && usage > 0 && !relief);
  return higher.length === 0
    ? []
    : [{ kind: 'tier', parts: higher.map(({ tier, usage, priceFen }) => ({ tier, tons: usage, priceFen })) }];
};

/** The price of the lowest tier that both bills touched, where it is another one now. */
const priceReason = (bill: Bill, before: Bill | undefined): BillReason[] => {
  for (const { tier, priceFen, relief } of bill.lines) {
    const old = before?.lines.find((line) => line.tier === tier && line.relief === relief);
    if (old && old.priceFen !== priceFen) return [{ kind: 'price', tier, fromFen: old.priceFen, toFen: priceFen }];
  }
  return [];
};

/** The compared months of an explained bill, and where its span stands among the others. */
interface Scene {
  read: Read;
  before?: Read | undefined;
  yearAgo?: Read | undefined;
  spans: readonly Span[];
  at: number;
}

/** What estimated readings did to a bill. */
const estimateReason = ({ read, spans, at }: Scene): BillReason[] => {
  if (read.bill.estimated) return [{ kind: 'estimated' }];
  const span = spans[at]?.bills ?? [];
  const months = span.filter(({ bill }) => bill.estimated).map(({ bill }) => bill.month);
  const tons = span.reduce((sum, { bill }) => sum + bill.usage, 0);
  return months.length > 0 ? [{ kind: 'catch-up', months, tons }] : [];
};

/** How many spans in a row, this one the last, were leak-like. */
const leakRun = (spans: readonly Span[], at: number): number => {
  let run = 1;
  for (let i = at - 1; i >= 0; i -= 1, run += 1) {
    const span = spans[i];
    if (!span || !leaks(span, usualBefore(spans, i), undefined)) break;
  }
  return run;
};

const usageReason = ({ read, before, yearAgo, spans, at }: Scene): BillReason[] => {
  const span = spans[at];
  const usual = usualBefore(spans, at);
  const last = yearAgo && spans.find((one) => ends(one, yearAgo.bill.month))?.monthly;
  if (!span) return [];
  if (usual !== undefined && leaks(span, usual, last))
    return [{ kind: 'leak-like', usualTons: Math.round(usual), months: leakRun(spans, at) }];
  if (read.days !== undefined && before?.days !== undefined && read.days - before.days >= LONGER_DAYS)
    return [{ kind: 'longer', days: read.days, daysBefore: before.days }];
  const more =
    usual !== undefined &&
    span.monthly !== undefined &&
    span.monthly >= usual * MORE_TIMES &&
    span.monthly - usual >= MORE_TONS;
  return more ? [{ kind: 'more', usualTons: Math.round(usual) }] : [];
};

/**
 * Why a bill is what it is, from the bills alone: compared with the month before and the same month a year ago, and every reason that its
 * own figures show. No reason: it is as usual. Usage is compared a day, so that a later reading is no higher usage.
 * @param bills of one account, oldest first, with those of the 13 months before `month` as far as there are any
 * @returns undefined when that month has no bill among them
 */
export const explainBill = (bills: readonly Bill[], month: Month): BillExplanation | undefined => {
  const reads = readsOf(bills.filter((bill) => bill.month <= month));
  const of = (wanted: Month): Read | undefined => reads.find(({ bill }) => bill.month === wanted);
  const read = of(month);
  if (!read) return undefined;
  const before = of(addMonths(month, -1));
  const yearAgo = of(addMonths(month, -12));
  const spans = spansOf(reads);
  const scene: Scene = { read, before, yearAgo, spans, at: spans.findIndex((span) => ends(span, month)) };
  const estimate = estimateReason(scene);
  const [previous, last] = [compared(before), compared(yearAgo)];
  return {
    bill: read.bill,
    ...(before && read.days !== undefined ? { since: before.bill.readOn, days: read.days } : {}),
    ...(previous ? { before: previous } : {}),
    ...(last ? { yearAgo: last } : {}),
    reasons: [
      ...(estimate.length > 0 ? estimate : usageReason(scene)),
      ...priceReason(read.bill, before?.bill),
      ...tierReason(read.bill),
    ],
  };
};
