import { z } from 'zod';
import * as answer from './answers.js';
import { byAccount, HouseholderIn, yes } from './requests.js';
import { type Route, route } from './route.js';

/** The routes of one customer, a part of the one table. */
export const customerRoutes = {
  customerShow: route(
    'GET',
    '/customers/:account',
    'One customer; `full` shows the person unmasked and is recorded',
    200,
    answer.CustomerOut,
    { params: byAccount, query: z.strictObject({ full: yes }) },
  ),
  customerBindings: route(
    'GET',
    '/customers/:account/bindings',
    'Who has bound the number',
    200,
    z.object({ items: z.array(answer.BindingOut) }),
    { params: byAccount },
  ),
  customerUnbind: route(
    'POST',
    '/customers/:account/bindings/:id/end',
    'End one binding, and those let in under it; residents are told',
    200,
    answer.EndedOut,
    {
      params: byAccount.extend({ id: z.string().regex(/^[0-9a-f]{12}$/) }),
      body: z.strictObject({ why: answer.EndReason }),
    },
  ),
  customerEndBindings: route(
    'POST',
    '/customers/:account/bindings/end',
    'End all bindings of the number; residents are told',
    200,
    answer.EndedOut,
    { params: byAccount, body: z.strictObject({ why: answer.EndReason }) },
  ),
  customerTransfer: route(
    'PUT',
    '/customers/:account/householder',
    'Another householder; all bindings end and residents are told',
    200,
    answer.CustomerOut.extend({ ended: z.number() }),
    { params: byAccount, body: HouseholderIn },
  ),
} as const satisfies Record<string, Route>;
