import type { Home } from '../src/domain/customers/door.js';
import type { Services } from '../src/services.js';

export type Homes =
  | { kind: 'these'; homes: readonly Home[] }
  | { kind: 'which'; homes: readonly Home[] }
  | { kind: 'not yours'; homes: readonly Home[] };

/**
 * The homes whose name or number stands in the words, or is what was understood to be said. Four digits in the words alone are no tail:
 * they may be a year.
 */
export const homesIn = (homes: readonly Home[], words: string, said?: string): readonly Home[] =>
  homes.filter(
    ({ label, account, tail }) =>
      words.includes(label) || words.includes(account) || [label, account, tail].some((name) => name === said),
  );

/** For `about`: the one home whose name stands in a few words. */
export const homeNamed = async (
  services: Services,
  resident: string,
  words: string,
): Promise<{ account: string } | undefined> => {
  const named = homesIn((await services.customers.resident(resident)).homes, words);
  return named.length === 1 && named[0] ? { account: named[0].account } : undefined;
};

/** One of several when none was named: the one that the resident prefers. */
export const preferred = (meant: Homes): Homes => {
  const usual = meant.kind === 'which' ? meant.homes.find((home) => home.preferred) : undefined;
  return usual ? { kind: 'these', homes: [usual] } : meant;
};

/**
 * The homes that a resident means by a number, a name or `all`; the only one when nothing is said. A name that stands in the words
 * counts for more than what the talk carries.
 */
export const homesMeant = async (
  services: Services,
  resident: string,
  wanted: string | undefined,
  words = '',
): Promise<Homes> => {
  const [named, ...more] = words === '' ? [] : homesIn((await services.customers.resident(resident)).homes, words);
  if (named && more.length === 0) return { kind: 'these', homes: [named] };
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
