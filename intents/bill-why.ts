import type { Bill, Period } from '../src/domain/billing/door.js';
import type { Home } from '../src/domain/customers/door.js';
import type { Month } from '../src/kernel/dates.js';
import type { Services } from '../src/services.js';
import * as say from '../templates/replies/bill.js';
import * as sayWhy from '../templates/replies/bill-why.js';
import type { Reply } from './kit.js';

const costliest = (bills: readonly [Bill, ...Bill[]]): Bill =>
  bills.reduce((most, bill) => (bill.amountFen >= most.amountFen ? bill : most));

/** Why a bill is what it is: of a range the highest, of a month without a bill yet the last one. */
export const explain = async (home: Home, period: Period, services: Services): Promise<Reply> => {
  const { billing } = services;
  const asked = await billing.bills(home.account, period);
  const found = asked.kind === 'not yet' ? await billing.bills(home.account, 'last') : asked;
  switch (found.kind) {
    case 'bills': {
      const { month } = costliest(found.bills);
      const explained = await billing.explain(home.account, month);
      return explained ? sayWhy.why(home, explained) : say.none(home, month, month, undefined);
    }
    case 'not yet':
      return say.notYet(home, found.month, found.expectedOn);
    case 'none':
      return say.none(home, found.from, found.to, found.first);
    case 'out of reach':
      return say.tooOld(found.earliest);
  }
};

/** Asks once more, then files that the meter be read again; what is being looked at already is not filed twice. */
export const readAgain = async (
  home: Home,
  { resident, month, sure, cause }: { resident: string; month: Month; sure: boolean | undefined; cause: string },
  { billing, customers, tickets }: Services,
): Promise<Reply> => {
  if (sure === false) return sayWhy.notReadAgain;
  const bill = await billing.bill(home.account, month);
  if (!bill) return say.none(home, month, month, undefined);
  if (sure === undefined) return sayWhy.askReadAgain(home, bill);
  const text = sayWhy.readAgainText(bill);
  const waiting = (await tickets.ofResident(resident, 10)).find(
    (ticket) =>
      ticket.account === home.account && ticket.text === text && (ticket.state === 'open' || ticket.state === 'taken'),
  );
  if (waiting) return sayWhy.alreadyAsked(waiting.number, waiting.dueAt);
  const contact = await customers.customerOf(resident, home.account);
  const ticket = await tickets.file({
    openid: resident,
    kind: 'complaint',
    text,
    account: home.account,
    district: home.district,
    ...(contact ? { contact } : {}),
    cause: `${cause}:${home.account}`,
  });
  return sayWhy.filed(ticket.number, ticket.dueAt);
};
