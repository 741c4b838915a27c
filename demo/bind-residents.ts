import type { Services } from '../src/services.js';
import type { DemoOrigin } from './meters.js';
import { moreDemoCustomers } from './more-customers.js';

const ACCOUNTS_FROM = '90000000';
const PAGE = 1000;
/** Bindings written side by side. */
const LANES = 20;

type Doors = Pick<Services, 'customers' | 'billing' | 'outreach'>;

const countMore = async ({ customers }: Doors): Promise<number> => {
  let count = 0;
  let after: string | undefined = ACCOUNTS_FROM.replace(/.$/, '');
  while (after !== undefined) {
    const page: readonly string[] = (await customers.accounts(after, PAGE)).filter(
      (account) => account >= ACCOUNTS_FROM,
    );
    count += page.length;
    after = page.length === PAGE ? page.at(-1) : undefined;
  }
  return count;
};

/** Makes a demo customer for each openid, follows, binds and, if asked, subscribes it: for load and push trials. */
export const bindResidents = async ({
  origin,
  services,
  openids,
  subscribe,
}: {
  origin: DemoOrigin;
  services: Doors;
  openids: readonly string[];
  subscribe: boolean;
}): Promise<void> => {
  const { customers, bills } = moreDemoCustomers(origin, openids.length, await countMore(services));
  await services.customers.importCustomers(customers);
  await services.billing.importBills(bills);
  const pairs = openids.map((openid, i) => ({ openid, account: customers[i]!.account }));
  const lane = async (start: number): Promise<void> => {
    for (let i = start; i < pairs.length; i += LANES) {
      const { openid, account } = pairs[i]!;
      const cause = `demo:${account}`;
      await services.customers.follow({ openid, cause: `${cause}:follow` });
      await services.customers.bindDirectly({ openid, account, cause });
      if (subscribe) await services.outreach.subscribe({ openid, accounts: [account], cause: `${cause}:subscribe` });
    }
  };
  await Promise.all(Array.from({ length: LANES }, (_, start) => lane(start)));
};
