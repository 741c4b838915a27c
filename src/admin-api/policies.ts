import type { Role } from '../domain/staff/door.js';

const everyone: readonly Role[] = ['super_admin', 'support'];
const superAdmin: readonly Role[] = ['super_admin'];

/** Who may do what, a line each. */
export const policies = {
  'accounts.manage': superAdmin,
  'notices.read': everyone,
  'notices.write': everyone,
  'tickets.read': everyone,
  'tickets.read_full': everyone,
  'tickets.answer': everyone,
  'campaigns.read': everyone,
  'campaigns.run': everyone,
  'service.read': everyone,
  'activity.read': everyone,
} as const satisfies Record<string, readonly Role[]>;

export type Policy = keyof typeof policies;

/** Whether a role may do what a policy names. */
export const mayDo = (role: Role, policy: Policy): boolean => policies[policy].includes(role);
