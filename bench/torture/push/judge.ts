import type { Resident, ThreadMessage } from '../../site/driver.js';

/** What the residents' phones show of one month's push. */
export interface Shown {
  /** Residents with exactly one bill. */
  once: number;
  missing: readonly string[];
  /** Residents with more, and how many. */
  doubled: readonly { openid: string; bills: number }[];
  /** Bills by the way that they came. */
  ways: Readonly<Record<string, number>>;
}

const AT_ONCE = 16;

const billsIn = (thread: readonly ThreadMessage[], month: string): readonly ThreadMessage[] => {
  const [year, number] = month.split('-').map(Number);
  const name = `${year}年${number}月`;
  return thread.filter(({ from, text }) => from === 'account' && text.includes(name));
};

/** Reads every thread. Each resident has one property, so one bill is right and anything else is wrong. */
export const readPhones = async (
  residents: readonly Resident[],
  month: string,
  progress: (read: number) => void,
): Promise<Shown> => {
  const missing: string[] = [];
  const doubled: { openid: string; bills: number }[] = [];
  const ways: Record<string, number> = {};
  let read = 0;
  const queue = residents.values();
  const lane = async (): Promise<void> => {
    for (const resident of queue) {
      const bills = billsIn(await resident.thread(), month);
      for (const { channel } of bills) ways[channel ?? ''] = (ways[channel ?? ''] ?? 0) + 1;
      if (bills.length === 0) missing.push(resident.openid);
      if (bills.length > 1) doubled.push({ openid: resident.openid, bills: bills.length });
      read += 1;
      if (read % 5000 === 0) progress(read);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return { once: residents.length - missing.length - doubled.length, missing, doubled, ways };
};
