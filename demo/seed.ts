import type { Services } from '../src/services.js';
import type { DemoData } from './make-demo.js';

export interface SeedDemo {
  data: DemoData;
  services: Pick<Services, 'customers' | 'billing' | 'notices' | 'knowledge' | 'outlets'>;
}

export interface Seeded {
  customers: number;
  bills: number;
  notices: number;
  questions: number;
  outlets: number;
}

/** More than the demo has customers of its own. */
const PAGE = 1000;

/**
 * Brings the demo in through the same doors as an import. What is there already is left alone, so it may run at every start and finishes
 * a seeding that was cut short. Notices go first: they tell a later start when the demo began.
 * @returns how many of each were new
 */
export const seedDemo = async ({ data, services }: SeedDemo): Promise<Seeded> => {
  const { customers, billing, notices, knowledge, outlets } = services;
  const brought = await notices.importNotices(data.notices);
  const there = new Set(await customers.accounts(undefined, PAGE));
  const missing = data.customers.filter(({ account }) => !there.has(account));
  const added = await customers.importCustomers(missing.map(({ note: _, unpaid: __, ...customer }) => customer));
  const billed = await billing.importBills(data.bills);
  const asked = (await knowledge.isBegun()) ? { imported: 0 } : await knowledge.importQuestions(data.questions);
  const placed = (await outlets.all()).length > 0 ? { imported: 0 } : await outlets.importOutlets(data.outlets);
  return {
    customers: added.imported,
    bills: billed.imported,
    notices: brought.imported,
    questions: asked.imported,
    outlets: placed.imported,
  };
};
