import * as say from '../templates/replies/binding.js';
import { invitationIn } from '../templates/replies/guests.js';
import { titles } from '../templates/replies/titles.js';
import { consentField } from './consent.js';
import { askWith, backTo, defineForm, done, end, goTo, ok, type Said, type Step, slot, stay, wrong } from './kit.js';
import { checkPassword, digitsIn, readPassword } from './passwords.js';
import { customerNumber } from './slots.js';

interface Values {
  /** Present when the householder's name and password stand for the code. */
  way?: 'password';
  consent?: boolean;
  account: string;
  code: string;
  holder: string;
  password: string;
}

const given = (said: Said, slot: string): string | undefined => {
  const value = said.kind === 'text' ? said.understood.slots[slot] : undefined;
  return typeof value === 'string' ? value : undefined;
};

/** An invitation's digits, marked as such; '' when only the word was said. */
const MARK = 'invitation:';

/** Eight digits, alone or in a sentence, or an invitation; any other run of digits is an answer too, but a wrong one. */
const readAccount = (said: Said): string | undefined => {
  const digits = digitsIn(said);
  const invitation = said.kind === 'text' ? invitationIn(said.text) : undefined;
  if (invitation !== undefined) return MARK + invitation;
  const named = given(said, 'account');
  return named?.length === 8 ? named : /^\d{2,12}$/.test(digits) ? digits : undefined;
};

const readCode = (said: Said): string | undefined => {
  const found = said.kind === 'text' ? /(?<!\d)\d{4,8}(?!\d)/.exec(digitsIn(said)) : null;
  return found?.[0];
};

/** Eight digits where a code was asked: the number was mistyped, and this is the right one. */
const isAccount = (digits: string): boolean => digits.length === 8;

/** The same form from its beginning, proven by the householder's name and password; what waited for it goes on waiting. */
const byPassword = (account?: string): Step =>
  goTo(
    { intent: 'bind_account', slots: { way: 'password', ...(account ? { account } : {}) } },
    say.byHolder(account?.slice(-4)),
  );

/** Not by a number of one's own but by the householder's leave. */
const byInvitation = (number: string): Step =>
  goTo({ intent: 'accept_invitation', slots: number === '' ? {} : { number } });

export const bindAccount = defineForm<Values>({
  name: 'bind_account',
  title: titles.bind_account,
  examples: ['绑定', '我要绑定户号', '绑定 00451190'],
  suggested: true,
  fields: [
    {
      name: 'way',
      unasked: true,
      slot: slot((value) => (value === 'password' ? value : undefined)),
      read: () => undefined,
    },
    consentField,
    {
      name: 'account',
      early: true,
      slot: customerNumber,
      ask: () => say.askAccount,
      read: readAccount,
      check: async ({ values: { account }, resident, services }) => {
        if (account.startsWith(MARK)) return byInvitation(account.slice(MARK.length));
        if (!isAccount(account)) return wrong(say.accountShape(account.length));
        const found = await services.customers.invitation({ openid: resident, number: account, inPassing: true });
        return found.kind === 'open' ? byInvitation(account) : ok;
      },
      help: () => say.whereIsMyNumber,
      words: [
        { says: say.whereWords, do: () => stay(say.whereIsMyNumber) },
        { says: say.otherProofWords, do: () => byPassword() },
      ],
    },
    {
      name: 'code',
      skip: ({ values }) => values.way === 'password',
      enter: async ({ values, resident, services, cause, now }) => {
        const sent = await services.customers.sendBindingCode({ openid: resident, account: values.account, cause });
        switch (sent.kind) {
          case 'sent':
            return askWith(say.codeSent(sent));
          case 'too soon':
            return askWith(say.codeTooSoon(sent));
          case 'already bound':
            return end(say.alreadyBound(sent.home));
          case 'too many':
            return end(say.codesTooMany(sent.until));
          case 'frozen':
            return end(say.frozen(sent.until, now));
          case 'not sent':
            return end(say.notSent);
        }
      },
      ask: () => say.enterCode,
      read: readCode,
      check: async ({ values, resident, services, cause, now }) => {
        if (isAccount(values.code)) return goTo({ intent: 'bind_account', slots: { account: values.code } });
        const proof = await services.customers.proveCode({
          openid: resident,
          account: values.account,
          code: values.code,
          cause,
        });
        switch (proof.kind) {
          case 'right':
            return ok;
          case 'wrong':
            return wrong(say.codeWrong(proof.left));
          case 'expired':
            return stay(say.codeExpired);
          case 'frozen':
            return end(say.frozen(proof.until, now));
        }
      },
      words: [
        { says: say.resendWords, do: 'enter' },
        { says: say.otherAccountWords, do: () => backTo('account') },
        { says: say.otherProofWords, do: ({ values }) => byPassword(values.account) },
      ],
    },
    {
      name: 'holder',
      free: true,
      skip: ({ values }) => values.way !== 'password',
      ask: () => say.askHolder,
      read: (said) => (said.kind === 'text' ? say.holderIn(said.raw) : undefined),
      words: [{ says: say.otherAccountWords, do: () => backTo('account') }],
    },
    {
      name: 'password',
      skip: ({ values }) => values.way !== 'password',
      ask: () => say.askPassword,
      unkept: true,
      read: readPassword,
      check: ({ values: { account, holder, password }, resident, services, cause, now }) =>
        checkPassword(
          password,
          now,
          () => services.customers.proveHolder({ openid: resident, account, holder, password, cause }),
          (left) => backTo('holder', say.holderWrong(left)),
        ),
      words: [
        { says: say.forgottenWords, do: () => stay(say.passwordForgotten) },
        { says: say.otherAccountWords, do: () => backTo('account') },
      ],
    },
  ],
  async submit({ values, resident, services, cause }) {
    const outcome = await services.customers.bind({ openid: resident, account: values.account, cause });
    switch (outcome.kind) {
      case 'bound':
        return done(say.bound(outcome.home), say.boundNext);
      case 'already bound':
        return done(say.alreadyBound(outcome.home));
      case 'not proven':
        return values.way === 'password' ? backTo('password') : backTo('code', say.codeAgain);
      case 'full':
        return end(say.full(outcome.limit));
    }
  },
});
