import type { Ticket } from '../src/domain/tickets/door.js';
import * as say from '../templates/replies/objection.js';
import { titles } from '../templates/replies/titles.js';
import { homesIn } from './homes.js';
import { defineIntent } from './kit.js';
import { saidAccount } from './slots.js';

const standing = ({ state }: Ticket): boolean => state === 'open' || state === 'taken';

export const objectBinding = defineIntent({
  name: 'object_binding',
  byRule: true,
  title: titles.object_binding,
  examples: ['不是我同意的', '谁绑了我家户号'],
  slots: { account: saidAccount },
  async answer({ resident, slots, words, services, cause }) {
    const newer = await services.customers.newerBinders(resident);
    if (newer.length === 0) return say.nobodyNewer;
    const homes = newer.map(({ home }) => home);
    const named = homesIn(homes, words, slots.account);
    const meant = named.length > 0 ? named : homes;
    const found = meant.length === 1 ? newer.find(({ home }) => home === meant[0]) : undefined;
    if (!found) return say.whichHome(meant);
    const { home, at } = found;
    const text = say.objection(home, at);
    const before = (await services.tickets.ofResident(resident, 10)).find((one) => standing(one) && one.text === text);
    if (before) return say.objectedBefore(home, before);
    const contact = await services.customers.customerOf(resident, home.account);
    const ticket = await services.tickets.file({
      openid: resident,
      kind: 'complaint',
      text,
      account: home.account,
      district: home.district,
      ...(contact ? { contact } : {}),
      cause,
    });
    return say.objected(home, ticket);
  },
});
