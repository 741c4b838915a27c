import type { EndReason } from '../../domain/customers/door.js';
import { refuse } from '../../kernel/errors.js';
import { routes } from '../contract.js';
import type { Edge } from '../edge.js';
import type { Guard } from '../on.js';
import { mayDo } from '../policies.js';
import { presentBinding, presentCustomer } from '../present-customer.js';

/** What residents are told depends on this alone: staff's other reasons are the audit trail's. */
const told = (why: string): EndReason => (why === 'household_change' ? 'household' : 'staff');

export const customerRoutes = ({ on, guards, services: { customers, tickets, activity } }: Edge): void => {
  const { limited, signedIn, valid, audited, allowed, ownCustomer, ownDistrict } = guards;
  const reading: readonly Guard[] = [limited('read'), signedIn, valid, allowed('customers.read'), ownCustomer];
  const changing = (what: string): readonly Guard[] => [
    limited('write'),
    signedIn,
    valid,
    audited(what),
    allowed('customers.change'),
    ownCustomer,
  ];

  on(routes.customerShow, reading, async ({ params: { account }, query, staff }) => {
    if (query.full && !mayDo(staff.role, 'customers.read_full')) refuse('not_allowed', 'customers.read_full');
    const customer = await customers.customer(account);
    if (!query.full) return presentCustomer(customer);
    // Recorded before it is shown: no view goes without its line.
    await activity.record({ who: staff.user, what: 'customer.view_full', which: account, result: 'done' });
    return presentCustomer(customer, true);
  });

  on(routes.customerBindings, reading, async ({ params: { account } }) => ({
    items: (await customers.bindings(account)).map(presentBinding),
  }));

  on(routes.customerEndBindings, changing('customer.end_bindings'), async ({ params: { account }, body, touches }) => {
    const { ended } = await customers.endBindings({ account, why: told(body.why) });
    touches(account, { why: body.why, ended });
    return { ended };
  });

  on(routes.customerUnbind, changing('customer.unbind'), async ({ params: { account, id }, body, touches }) => {
    touches(account, { why: body.why, binding: id });
    const { ended } = await customers.endBinding({ account, id, why: told(body.why) });
    touches(account, { why: body.why, binding: id, ended });
    return { ended };
  });

  on(routes.customerTransfer, changing('customer.transfer'), async ({ params: { account }, body, cause, touches }) => {
    const { customer, ended } = await customers.changeHouseholder({ account, ...body, cause });
    touches(account, { ended });
    return { ...presentCustomer(customer), ended };
  });

  on(
    routes.ticketUnfreeze,
    [limited('write'), signedIn, valid, audited('customer.unfreeze'), allowed('customers.change'), ownDistrict],
    async ({ params: { number } }) => ({ lifted: await customers.unfreeze((await tickets.show(number)).openid) }),
  );
};
