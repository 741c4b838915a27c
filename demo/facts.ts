import { type Bill, reachAt, type Tariff } from '../src/domain/billing/index.js';
import type { Notice } from '../src/domain/notices/door.js';
import type { Outlet } from '../src/domain/outlets/index.js';
import { monthRange } from '../src/kernel/dates.js';
import type { Services } from '../src/services.js';
import type { DemoData } from './make-demo.js';
import type { DemoCustomer } from './people.js';

type BillFacts = Pick<Bill, 'month' | 'lastReading' | 'thisReading' | 'usage' | 'amountFen'> & {
  lines: { tier: number; usage: number; priceFen: number; amountFen: number }[];
  paid: boolean;
};

type CustomerFacts = Omit<DemoCustomer, 'unpaid'> & { arrearsFen: number; bills: BillFacts[] };

type NoticeFacts = Pick<Notice, 'id' | 'kind' | 'title' | 'areas' | 'state'> & {
  from: string | null;
  to: string | null;
};

/** What a tester of the demo must know, with the right answers. Instants are ISO 8601 in UTC. */
export interface DemoFacts {
  now: string;
  tariff: Tariff;
  customers: CustomerFacts[];
  notices: NoticeFacts[];
  outlets: Omit<Outlet, 'serves'>[];
}

export interface DemoFactsInput {
  data: DemoData;
  services: Pick<Services, 'billing' | 'notices' | 'clock'>;
}

const presentBill = (bill: Bill): BillFacts => ({
  month: bill.month,
  lastReading: bill.lastReading,
  thisReading: bill.thisReading,
  usage: bill.usage,
  lines: bill.lines.map(({ tier, usage, priceFen, amountFen }) => ({ tier, usage, priceFen, amountFen })),
  amountFen: bill.amountFen,
  paid: bill.paidAt !== undefined,
});

const presentCustomer = ({ unpaid: _, ...customer }: DemoCustomer, bills: readonly Bill[]): CustomerFacts => ({
  ...customer,
  arrearsFen: bills.reduce((sum, bill) => sum + (bill.paidAt ? 0 : bill.amountFen), 0),
  bills: bills.map(presentBill),
});

const presentNotice = ({ id, kind, title, areas, from, to, state }: Notice): NoticeFacts => ({
  id,
  kind,
  title,
  areas,
  from: from?.toISOString() ?? null,
  to: to?.toISOString() ?? null,
  state,
});

/** Every bill that the store has of the demo's customers, those posted since included. Oldest first. */
const billsByAccount = async ({ data, services }: DemoFactsInput): Promise<Map<string, Bill[]>> => {
  const accounts = data.customers.map(({ account }) => account);
  const first = data.bills.reduce(
    (month, bill) => (bill.month < month ? bill.month : month),
    reachAt(data.born).newest,
  );
  const found = new Map<string, Bill[]>(accounts.map((account) => [account, []]));
  for (const month of monthRange(first, reachAt(services.clock.now()).newest))
    for (const [account, bill] of await services.billing.billsOf(accounts, month)) found.get(account)?.push(bill);
  return found;
};

const PAGE = 100;

const allNotices = async ({ services }: DemoFactsInput): Promise<Notice[]> => {
  const notices: Notice[] = [];
  let after: string | null | undefined;
  while (after !== null) {
    const page = await services.notices.list({ limit: PAGE, ...(after ? { after } : {}) });
    notices.push(...page.items);
    after = page.next;
  }
  return notices;
};

/** The truth about the running demo as its store has it now. */
export const demoFacts = async (input: DemoFactsInput): Promise<DemoFacts> => {
  const { data, services } = input;
  const bills = await billsByAccount(input);
  return {
    now: services.clock.now().toISOString(),
    tariff: services.billing.tariff(),
    customers: data.customers.map((customer) => presentCustomer(customer, bills.get(customer.account) ?? [])),
    notices: (await allNotices(input)).map(presentNotice),
    outlets: data.outlets.map(({ serves: _, ...outlet }) => outlet),
  };
};
