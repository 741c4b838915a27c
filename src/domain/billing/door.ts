import type { Day, Month } from '../../kernel/dates.js';
import type { Fen } from '../../kernel/money.js';

export interface TariffTier {
  tier: number;
  /** Upper edge in whole tons within the tier year; null = no edge. */
  upToTons: number | null;
  /** Fen a ton for water. */
  waterFen: Fen;
  /** Fen a ton for sewage treatment. */
  sewageFen: Fen;
}

/** A household price table, one version of it. Nothing is carried over from one tier year, or month, to the next. */
export interface Tariff {
  name: string;
  /** The first day that it holds, until the day before the next version's. */
  from: Day;
  tiers: readonly TariffTier[];
  /** What the edges count: the tons of the calendar year, the default, or those of each bill alone. */
  cycle?: 'year' | 'month';
  /** Homes of many people: every edge rises by so many tons for each person above the base. */
  household?: { basePeople: number; tonsEach: number };
  /** Homes with relief: the first tons of each bill at these prices, fen a ton. They count towards the tiers like any other. */
  relief?: { tonsABill: number; waterFen: Fen; sewageFen: Fen };
}

/** All versions, the oldest first, no two from the same day. */
export type Tariffs = readonly [Tariff, ...Tariff[]];

/** What of a home decides its prices. */
export interface HomeTerms {
  /** How many people are registered there; unknown is a home of the base number. */
  people?: number;
  relief?: boolean;
}

export interface BillLine {
  tier: number;
  /** Whole tons. */
  usage: number;
  /** Water and sewage together, fen a ton. */
  priceFen: Fen;
  /** usage × priceFen, rounded half up to the fen. */
  amountFen: Fen;
  /** The part of amountFen that is the sewage charge. */
  sewageFen: Fen;
  /** These tons have the relief price. */
  relief?: true;
}

export interface Bill {
  account: string;
  month: Month;
  /** When the meter was read. */
  readOn: Day;
  lastReading: number;
  thisReading: number;
  /** Whole tons: thisReading − lastReading. */
  usage: number;
  /** Tons of the tier year up to and with this bill. */
  yearUsage: number;
  /** True when no one saw the meter. */
  estimated: boolean;
  lines: readonly BillLine[];
  /** The sum of the lines. */
  amountFen: Fen;
  dueOn: Day;
  paidAt?: Date;
}

export type Period = 'last' | Month | { from: Month; to: Month };

/** Months of a period that can have no bill to show, by their reason. */
export interface Beyond {
  /** Months before this one are out of reach. */
  earliest?: Month;
  /** The account's first bill is of this month; earlier ones never were. */
  first?: Month;
  /** This month's bill, and those of later ones, are not made yet. */
  notYet?: Month;
}

export type Bills =
  /** Oldest first. Every month of the period is a bill, missing, or in what `beyond` tells. */
  | { kind: 'bills'; bills: readonly [Bill, ...Bill[]]; missing: readonly Month[]; beyond: Beyond }
  /** The month is not over, or its bill is not made yet: it is expected on that day. */
  | { kind: 'not yet'; month: Month; expectedOn: Day }
  /** Within reach and past, but there is no bill (the customer is newer, or it is missing). */
  | { kind: 'none'; from: Month; to: Month; first?: Month }
  /** Longer ago than 36 months. */
  | { kind: 'out of reach'; earliest: Month };

/** A month that a bill is compared with. */
export interface MonthCompared {
  month: Month;
  usage: number;
  amountFen: Fen;
  estimated: boolean;
  /** Between its reading and the one before; absent where that is not known. */
  days?: number;
}

/** One reason that a bill's own figures show. `usualTons` are whole tons in 30 days, the median of up to 13 months before. */
export type BillReason =
  /** No one saw the meter this time. */
  | { kind: 'estimated' }
  /** The estimated months before it are made up for here; `tons` of them and this one together. */
  | { kind: 'catch-up'; months: readonly Month[]; tons: number }
  /** Far above the usual and above the same month a year ago, for so many readings in a row. */
  | { kind: 'leak-like'; usualTons: number; months: number }
  /** Read clearly later than the time before. */
  | { kind: 'longer'; days: number; daysBefore: number }
  /** Clearly above the usual, but not leak-like. */
  | { kind: 'more'; usualTons: number }
  /** A ton of this tier costs something else than in the month before. */
  | { kind: 'price'; tier: number; fromFen: Fen; toFen: Fen }
  /** Tons that were priced above the first tier. */
  | { kind: 'tier'; parts: readonly { tier: number; tons: number; priceFen: Fen }[] };

/** Why a bill is what it is; without a reason it is as usual. */
export interface BillExplanation {
  bill: Bill;
  /** The day of the reading before, and the days since. */
  since?: Day;
  days?: number;
  before?: MonthCompared;
  yearAgo?: MonthCompared;
  reasons: readonly BillReason[];
}

/** What the billing feed tells of a meter, and of the home where its prices differ. */
export interface Reading extends HomeTerms {
  account: string;
  month: Month;
  readOn: Day;
  thisReading: number;
  estimated: boolean;
}

/** What the demo and an import hand in: a bill as the billing system made it. */
export type ImportedBill = Bill;

export interface Billing {
  /** The prices of today. */
  tariff(): Tariff;
  /** Reaches back 36 months. The caller has made sure that the account may be seen. */
  bills(account: string, period: Period): Promise<Bills>;
  /** Oldest first. */
  unpaid(account: string): Promise<readonly Bill[]>;
  bill(account: string, month: Month): Promise<Bill | undefined>;
  /** Compares a month's bill with those before it. Undefined when there is no such bill. */
  explain(account: string, month: Month): Promise<BillExplanation | undefined>;
  /** Bills of one month for many accounts, for a push. */
  billsOf(accounts: readonly string[], month: Month): Promise<ReadonlyMap<string, Bill>>;
  /** Makes the bill of each reading from the last one; a second posting of the same account and month changes nothing. */
  postReadings(readings: readonly Reading[]): Promise<{ posted: number; already: number }>;
  importBills(bills: readonly ImportedBill[]): Promise<{ imported: number }>;
}
