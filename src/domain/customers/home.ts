import { maskAddress, maskName } from '../../kernel/mask.js';
import type { Customer, Guest, Home, WhichHome } from './door.js';

/** A property and when its resident bound it. */
export interface BoundProperty {
  customer: Customer;
  boundAt: Date;
  /** What its resident calls it. */
  alias?: string;
  /** Meant when none is named. */
  preferred?: boolean;
  /** Bound by another's leave. */
  guest?: Guest;
}

/** Characters of a home's name. */
export const LABEL_CHARS = 6;
const TAIL_DIGITS = 4;

const tailOf = (account: string): string => account.slice(-TAIL_DIGITS);
const short = (words: string, chars: number): string => [...words].slice(0, chars).join('');

/** A resident's homes as they may be shown, oldest binding first. Labels differ from each other: equal names get their number's tail. */
export const homesOf = (bound: readonly BoundProperty[]): Home[] => {
  const names = bound.map(({ customer, alias }) => short(alias ?? customer.property, LABEL_CHARS));
  return bound.map(({ customer, boundAt, preferred, guest }, i) => {
    const name = names[i] ?? '';
    const alone = name !== '' && names.filter((other) => other === name).length === 1;
    const tail = tailOf(customer.account);
    return {
      account: customer.account,
      label: alone ? name : `${short(name, LABEL_CHARS - TAIL_DIGITS)}${tail}`,
      tail,
      holder: maskName(customer.holder),
      address: maskAddress(customer.address),
      district: customer.district,
      boundAt,
      ...(preferred ? { preferred } : {}),
      ...(guest ? { guest } : {}),
    };
  });
};

/** The fewest digits that are taken for the end of an account number. */
const FEWEST_DIGITS = 2;

const digitsIn = (words: string): string => words.match(/\d+/g)?.join('') ?? '';
const squeezed = (words: string): string => words.normalize('NFKC').replace(/\s+/g, '');

type Test = (home: Home, property: BoundProperty) => boolean;

/** What words may mean, the surest reading first. */
const readings = (wanted: string): Test[] => {
  const digits = digitsIn(wanted);
  const byNumber: Test[] = [
    ({ account }) => account === digits,
    ({ account }) => digits.length >= FEWEST_DIGITS && account.endsWith(digits),
  ];
  if (digits === wanted) return byNumber;
  return [
    ({ label }, { customer }) => label === wanted || customer.property === wanted,
    ({ label }, { customer }) => wanted.includes(label) || customer.property.includes(wanted),
    (_, { customer }) => squeezed(customer.address).includes(wanted),
    ...(digits.length >= TAIL_DIGITS ? byNumber : []),
  ];
};

/** Which home is meant by an account number, its last digits, the home's name or a part of its address. */
export const whichOf = (bound: readonly BoundProperty[], wanted?: string): WhichHome => {
  const homes = homesOf(bound);
  const pick = (some: readonly Home[]): WhichHome | undefined => {
    const [home, ...more] = some;
    if (!home) return undefined;
    return more.length > 0 ? { kind: 'several', homes: some } : { kind: 'one', home };
  };
  const words = squeezed(wanted ?? '');
  if (homes.length === 0) return { kind: 'none' };
  if (words === '') return pick(homes) ?? { kind: 'none' };
  for (const meant of readings(words)) {
    const found = pick(homes.filter((home, i) => bound[i] !== undefined && meant(home, bound[i])));
    if (found) return found;
  }
  return { kind: 'not yours', homes };
};
