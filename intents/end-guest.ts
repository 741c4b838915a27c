import type { GuestBinding } from '../src/domain/customers/door.js';
import type { Services } from '../src/services.js';
import * as say from '../templates/replies/guests.js';
import { titles } from '../templates/replies/titles.js';
import { yesOrNo } from './consent.js';
import { type Context, defineForm, done, end, ok } from './kit.js';

interface Values {
  /** The binding's. */
  id: string;
  sure: boolean;
}

const guestsOf = ({ resident, services }: Context<Services>): Promise<readonly GuestBinding[]> =>
  services.customers.guests(resident);

const guestOf = async (context: Context<Services>, id: string): Promise<GuestBinding | undefined> =>
  (await guestsOf(context)).find((guest) => guest.id === id);

export const endGuest = defineForm<Values>({
  name: 'end_guest',
  title: titles.end_guest,
  examples: ['收回绑定', '不让租客绑了', '收回家人的绑定'],
  byRule: true,
  begin: async (context) => ((await guestsOf(context)).length === 0 ? end(say.noGuests) : undefined),
  open: async ({ words, slots: _, ...context }) => {
    const guests = await guestsOf(context);
    const kind = say.whoIn(words);
    const [only, ...more] = kind ? guests.filter((guest) => guest.kind === kind) : guests;
    return only && more.length === 0 ? { id: only.id } : {};
  },
  fields: [
    {
      name: 'id',
      ask: async (context) => say.whichGuest(await guestsOf(context)),
      read: () => undefined,
      check: async ({ values, ...context }) => ((await guestOf(context, values.id)) ? ok : end(say.guestGone)),
    },
    {
      name: 'sure',
      ask: async ({ values, ...context }) => {
        const guest = await guestOf(context, values.id);
        return guest ? say.reallyEnd(guest) : say.guestGone;
      },
      read: yesOrNo,
      check: ({ values }) => (values.sure ? ok : end(say.guestKept)),
    },
  ],
  async submit({ values, resident, services, cause }) {
    const outcome = await services.customers.endGuest({ openid: resident, id: values.id, cause });
    return outcome.kind === 'ended' ? done(say.guestEnded(outcome.guest)) : end(say.guestGone);
  },
});
