import { boundNext, frozen, full } from '../templates/replies/binding.js';
import * as say from '../templates/replies/guests.js';
import { titles } from '../templates/replies/titles.js';
import { consentField } from './consent.js';
import { backTo, defineForm, done, end, ok, slot, wrong } from './kit.js';
import { digitsIn } from './passwords.js';

interface Values {
  /** The invitation's digits. */
  number: string;
  consent?: boolean;
}

const DIGITS = 8;

export const acceptInvitation = defineForm<Values>({
  name: 'accept_invitation',
  title: titles.accept_invitation,
  examples: ['邀请码12345678', '我有邀请码', '用邀请码绑定'],
  byRule: true,
  open: ({ words }) => {
    const number = say.invitationIn(words);
    return number ? { number } : {};
  },
  fields: [
    {
      name: 'number',
      slot: slot((value) => (typeof value === 'string' && /^\d+$/.test(value) ? value : undefined)),
      ask: () => say.askNumber,
      read: (said) => /(?<!\d)\d{2,12}(?!\d)/.exec(digitsIn(said))?.[0],
      check: async ({ values: { number }, resident, services, now }) => {
        if (number.length !== DIGITS) return wrong(say.numberShape(number.length));
        const found = await services.customers.invitation({ openid: resident, number });
        if (found.kind === 'frozen') return end(frozen(found.until, now));
        return found.kind === 'open' ? ok : wrong(say.numberUnknown);
      },
    },
    consentField,
  ],
  async submit({ values: { number }, resident, services, cause }) {
    const outcome = await services.customers.acceptInvitation({ openid: resident, number, cause });
    switch (outcome.kind) {
      case 'bound':
      case 'already bound':
        return done(say.accepted(outcome.home), boundNext);
      case 'unknown':
        return backTo('number', say.numberUnknown);
      case 'full':
        return end(full(outcome.limit));
    }
  },
});
