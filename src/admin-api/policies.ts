import type { Role } from '../domain/staff/door.js';

const superAdmin: readonly Role[] = ['super_admin'];
const office: readonly Role[] = ['super_admin', 'support'];
/** A district clerk's are those of the own district: the guard `ownDistrict`. */
const clerks: readonly Role[] = [...office, 'district'];
const readers: readonly Role[] = [...office, 'viewer'];
const everyone: readonly Role[] = [...clerks, 'viewer'];

/** Who may do what, a line each. */
export const policies = {
  'accounts.manage': superAdmin,
  'notices.read': everyone,
  'notices.write': office,
  'customers.read': everyone,
  'customers.read_full': clerks,
  'customers.change': clerks,
  'outlets.read': everyone,
  'outlets.write': office,
  'desk.serve': clerks,
  'questions.read': everyone,
  'questions.write': office,
  'tickets.read': everyone,
  'tickets.read_full': clerks,
  'tickets.answer': clerks,
  'voices.read': office,
  'voices.correct': office,
  'campaigns.read': readers,
  'campaigns.run': office,
  'campaigns.approve': office,
  'nlu.explain': everyone,
  'review.read': readers,
  'review.label': office,
  'service.read': readers,
  'activity.read': readers,
} as const satisfies Record<string, readonly Role[]>;

export type Policy = keyof typeof policies;

/** Whether a role may do what a policy names. */
export const mayDo = (role: Role, policy: Policy): boolean => policies[policy].includes(role);
