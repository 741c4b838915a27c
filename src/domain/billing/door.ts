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

/** A household price table. The tier year is the calendar year; nothing is carried over. */
export interface Tariff {
  name: string;
  from: Day;
  tiers: readonly TariffTier[];
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

export type Bills =
  /** Oldest first; `missing` are months of the period that have no bill. */
  | { kind: 'bills'; bills: readonly [Bill, ...Bill[]]; missing: readonly Month[] }
  /** The month is not over, or its bill is not made yet: it is expected on that day. */
  | { kind: 'not yet'; month: Month; expectedOn: Day }
  /** Within reach and past, but there is no bill (the customer is newer, or it is missing). */
  | { kind: 'none'; from: Month; to: Month; first?: Month }
  /** Longer ago than 36 months. */
  | { kind: 'out of reach'; earliest: Month };

export interface Reading {
  account: string;
  month: Month;
  readOn: Day;
  thisReading: number;
  estimated: boolean;
}

/** What the demo and an import hand in: a bill as the billing system made it. */
export type ImportedBill = Bill;

export interface Billing {
  tariff(): Tariff;
  /** Reaches back 36 months. The caller has made sure that the account may be seen. */
  bills(account: string, period: Period): Promise<Bills>;
  /** Oldest first. */
  unpaid(account: string): Promise<readonly Bill[]>;
  bill(account: string, month: Month): Promise<Bill | undefined>;
  /** Bills of one month for many accounts, for a push. */
  billsOf(accounts: readonly string[], month: Month): Promise<ReadonlyMap<string, Bill>>;
  /** Makes the bill of each reading from the last one; a second posting of the same account and month changes nothing. */
  postReadings(readings: readonly Reading[]): Promise<{ posted: number; already: number }>;
  importBills(bills: readonly ImportedBill[]): Promise<{ imported: number }>;
}
