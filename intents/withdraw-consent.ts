import * as say from '../templates/replies/consent.js';
import { titles } from '../templates/replies/titles.js';
import { yesOrNo } from './consent.js';
import { defineForm, done, end, ok } from './kit.js';

export const withdrawConsent = defineForm<{ sure: boolean }>({
  name: 'withdraw_consent',
  title: titles.withdraw_consent,
  examples: ['撤回同意', '我要撤回同意', '我不同意了'],
  byRule: true,
  begin: async ({ resident, services }) => {
    const { homes, consent } = await services.customers.resident(resident);
    return homes.length === 0 && consent === undefined ? end(say.nothingToWithdraw) : undefined;
  },
  fields: [
    {
      name: 'sure',
      ask: async ({ resident, services: { customers } }) =>
        say.reallyWithdraw(
          (await customers.resident(resident)).homes.length,
          (await customers.guests(resident)).length,
        ),
      read: yesOrNo,
      check: ({ values }) => (values.sure ? ok : end(say.notWithdrawn)),
    },
  ],
  submit: async ({ resident, services, cause }) =>
    done(say.withdrawn((await services.customers.withdrawConsent({ openid: resident, cause })).homes)),
});
