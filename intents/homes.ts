import type { Home } from '../src/domain/customers/door.js';
import type { Services } from '../src/services.js';

export type Homes =
  | { kind: 'these'; homes: readonly Home[] }
  | { kind: 'which'; homes: readonly Home[] }
  | { kind: 'not yours'; homes: readonly Home[] };

/** The homes that a resident means by a number, a name or `all`; the only one when nothing is said. */
export const homesMeant = async (services: Services, resident: string, wanted: string | undefined): Promise<Homes> => {
  if (wanted === 'all') return { kind: 'these', homes: (await services.customers.resident(resident)).homes };
  const which = await services.customers.whichHome(resident, wanted);
  switch (which.kind) {
    case 'one':
      return { kind: 'these', homes: [which.home] };
    case 'several':
      return { kind: 'which', homes: which.homes };
    case 'none':
      return { kind: 'these', homes: [] };
    case 'not yours':
      return { kind: 'not yours', homes: which.homes };
  }
};
