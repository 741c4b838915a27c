import type { Home } from '../src/domain/customers/door.js';
import * as say from '../templates/replies/homes.js';
import { titles } from '../templates/replies/titles.js';
import { homesIn } from './homes.js';
import { defineIntent, flagSlot, type Reply, textSlot } from './kit.js';
import { account, page } from './slots.js';

/** The home that the words name, else the one the talk is about, else the only one. */
const homeMeant = (homes: readonly Home[], wanted: string | undefined, words: string): Home | undefined => {
  const named = homesIn(homes, words);
  if (named.length > 0) return named.length === 1 ? named[0] : undefined;
  const carried = homes.find((home) => [home.account, home.tail, home.label].includes(wanted ?? ''));
  return carried ?? (homes.length === 1 ? homes[0] : undefined);
};

export const myAccounts = defineIntent({
  name: 'my_accounts',
  title: titles.my_accounts,
  examples: ['我绑了哪些户号', '给它起个名叫老房子', '把老房子设成默认'],
  slots: { account, alias: textSlot(), usual: flagSlot(), page },
  async answer({
    resident,
    slots,
    words,
    services: { customers },
    cause,
  }): Promise<Reply & { more?: { page: number } }> {
    const openid = resident;
    const { homes } = await customers.resident(openid);
    if (homes.length === 0) return say.noneBound;
    const wish = say.wishIn(words);
    const alias = slots.alias ?? wish.alias;
    const usual = slots.usual ?? wish.usual;
    const home = homeMeant(homes, slots.account, wish.rest);
    if (alias) {
      if (!home) return say.whichToName(homes, alias);
      return say.naming(await customers.nameHome({ openid, account: home.account, alias, cause }), alias);
    }
    if (wish.naming) return say.askName;
    if (wish.noUsual) return say.preferring(await customers.preferHome({ openid, cause }));
    if (usual) {
      if (!home) return say.whichToPrefer(homes);
      return say.preferring(await customers.preferHome({ openid, account: home.account, cause }));
    }
    const at = slots.page ?? 0;
    return { ...say.list(homes, at, at === 0 ? await customers.guests(openid) : []), more: { page: at + 1 } };
  },
});
