import type { Seal } from '../../kernel/crypto.js';
import type { Guest } from './door.js';
import type { BindingRow } from './schema.js';

/** This long before a guest's end the warning is due. */
export const WARN_MS = 7 * 86_400_000;

/** Names a binding to others without naming its resident. 12 hex characters. */
export const bindingId = (
  seal: Seal,
  openid: string,
  { account, cause }: Pick<BindingRow, 'account' | 'cause'>,
): string => seal.index(`${openid}/${account}/${cause}`, 'binding').slice(0, 12);

/** The terms of a guest's binding; a householder's has none. */
export const guestOf = ({ kind, until }: Pick<BindingRow, 'kind' | 'until'>): Guest | undefined =>
  kind && { kind, ...(until ? { until } : {}) };

/** When something is to be done first about a binding that ends then. */
export const firstDue = (until: Date, now: Date): Date => {
  const warning = new Date(until.getTime() - WARN_MS);
  return warning > now ? warning : until;
};
