import { codeAgain } from '../templates/replies/binding.js';
import * as say from '../templates/replies/own-data.js';
import { titles } from '../templates/replies/titles.js';
import { yesOrNo } from './consent.js';
import { backTo, defineForm, done, end, ok, stay } from './kit.js';
import { codeField, type OwnProof, provingField, provingHome } from './own-data.js';

export const eraseData = defineForm<OwnProof & { sure: boolean }>({
  name: 'erase_data',
  title: titles.erase_data,
  examples: ['删除我的数据', '清空我的个人信息', '把我的数据都删了'],
  byRule: true,
  begin: () => stay(say.whatGoes),
  open: provingHome,
  fields: [
    provingField,
    codeField,
    {
      name: 'sure',
      ask: async ({ resident, services: { customers } }) =>
        say.reallyErase((await customers.resident(resident)).homes.length, (await customers.guests(resident)).length),
      read: yesOrNo,
      check: ({ values }) => (values.sure ? ok : end(say.notErased)),
    },
  ],
  async submit(context) {
    const { values, resident, services, cause } = context;
    const { account } = values;
    const outcome = await services.customers.askErasure({ openid: resident, cause, ...(account ? { account } : {}) });
    if (outcome.kind === 'asked') return done(say.erasing(outcome.homes));
    const { account: still } = await provingHome(context);
    return account !== undefined && still === account ? backTo('code', codeAgain) : end(say.bindingChanged);
  },
});
