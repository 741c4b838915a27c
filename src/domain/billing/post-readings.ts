import { addMonths, type Month } from '../../kernel/dates.js';
import { Refused } from '../../kernel/errors.js';
import type { Log } from '../../kernel/log.js';
import { billOf } from './bill.js';
import type { Bill, Reading, Tariffs } from './door.js';
import type { BillStore } from './store.js';

/** Readings handled at a time, so that a large posting holds little memory and no query names too many accounts. */
const CHUNK = 500;

/** Readings of one month each, at most CHUNK, earlier months first. */
const batchesOf = (readings: readonly Reading[]): [Month, Reading[]][] => {
  const months = new Map<Month, Reading[]>();
  for (const reading of readings) {
    const list = months.get(reading.month);
    if (list) list.push(reading);
    else months.set(reading.month, [reading]);
  }
  return [...months]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([month, list]) =>
      Array.from({ length: Math.ceil(list.length / CHUNK) }, (_, i): [Month, Reading[]] => [
        month,
        list.slice(i * CHUNK, (i + 1) * CHUNK),
      ]),
    );
};

export interface PostReadingsDeps {
  store: BillStore;
  tariffs: Tariffs;
  log: Log;
}

/** The bill before `month` of each account: last month's for nearly all, an older one where a month was left out. */
const previousBills = async (
  store: BillStore,
  accounts: readonly string[],
  month: Month,
): Promise<Map<string, Bill>> => {
  const recent = await store.ofMonth(accounts, addMonths(month, -1));
  const previous = new Map(recent.map((bill) => [bill.account, bill]));
  for (const account of accounts) {
    if (previous.has(account)) continue;
    const older = await store.newestBefore(account, month);
    if (older) previous.set(account, older);
  }
  return previous;
};

/** The bills that a batch's readings make; `backwards` counts the readings that are below the last one. */
const billsFrom = (
  { tariffs, log }: PostReadingsDeps,
  previous: ReadonlyMap<string, Bill>,
  readings: readonly Reading[],
): { bills: Bill[]; backwards: number } => {
  const bills: Bill[] = [];
  let backwards = 0;
  for (const reading of readings) {
    try {
      bills.push(billOf(tariffs, previous.get(reading.account), reading));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      log.warn({ account: reading.account, month: reading.month }, 'reading refused');
      backwards += 1;
    }
  }
  return { bills, backwards };
};

/**
 * Makes the bill of each reading, months in order. The unique (account, month) of the store makes a second posting change nothing,
 * whoever runs it.
 * @throws Refused bad_input when meters ran backwards; every other reading has been posted by then
 */
export const postReadings =
  (deps: PostReadingsDeps) =>
  async (readings: readonly Reading[]): Promise<{ posted: number; already: number }> => {
    const { store } = deps;
    let posted = 0;
    let refused = 0;
    for (const [month, batch] of batchesOf(readings)) {
      const there = await store.ofMonth(
        batch.map((reading) => reading.account),
        month,
      );
      const done = new Set(there.map((bill) => bill.account));
      const open = batch.filter((reading) => !done.has(reading.account));
      const accounts = open.map((reading) => reading.account);
      const { bills, backwards } = billsFrom(deps, await previousBills(store, accounts, month), open);
      if (bills.length > 0) posted += await store.insert(bills);
      refused += backwards;
    }
    const already = readings.length - posted - refused;
    if (refused > 0) throw new Refused('bad_input', `${refused} readings below the last one`, { posted, already });
    return { posted, already };
  };
