import type { Home, Naming, Preferring } from './door.js';
import { LABEL_CHARS } from './home.js';
import type { ResidentStore } from './resident-store.js';

export interface NameHomeDeps {
  residents: ResidentStore;
  homes: (openid: string) => Promise<readonly Home[]>;
}

/** Letters and digits, and not digits alone: those are numbers of accounts and choices. */
const fits = (alias: string): boolean =>
  [...alias].length <= LABEL_CHARS && /^[\p{L}\p{N}]+$/u.test(alias) && /\p{L}/u.test(alias);

/** Names a home. Doing it twice under one cause does it once. */
export const nameHome =
  ({ residents, homes }: NameHomeDeps) =>
  async (input: { openid: string; account: string; alias: string; cause: string }): Promise<Naming> => {
    const { openid, account, cause } = input;
    const alias = input.alias.normalize('NFKC').replace(/\s+/g, '');
    if (!fits(alias)) return { kind: 'unfit', most: LABEL_CHARS };
    const all = await homes(openid);
    const taken = all.find((home) => home.label === alias && home.account !== account);
    if (taken) return { kind: 'taken', home: taken };
    await residents.nameBinding(openid, account, alias, `name:${cause}`);
    const home = (await homes(openid)).find((one) => one.account === account);
    return home ? { kind: 'named', home } : { kind: 'not yours' };
  };

/** Says which home is meant when none is named. */
export const preferHome =
  ({ residents, homes }: NameHomeDeps) =>
  async (input: { openid: string; account?: string; cause: string }): Promise<Preferring> => {
    const { openid, account, cause } = input;
    const home = (await homes(openid)).find((one) => one.account === account);
    if (account !== undefined && !home) return { kind: 'not yours' };
    await residents.prefer(openid, account, `prefer:${cause}`);
    return home ? { kind: 'preferred', home: { ...home, preferred: true } } : { kind: 'none' };
  };
