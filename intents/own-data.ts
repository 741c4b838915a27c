import type { FormContext } from '../src/conversation/form.js';
import type { Services } from '../src/services.js';
import * as words from '../templates/replies/binding.js';
import * as say from '../templates/replies/own-data.js';
import { askWith, type Context, end, ok, type Said, type Step, stay, wrong } from './kit.js';
import { digitsIn } from './passwords.js';

/** What proves that it is the resident herself, when she has bound a home by proof. */
export interface OwnProof {
  account?: string;
  code?: string;
}

type InForm = FormContext<Services, OwnProof>;

/** The home whose mobile gets the code: the one that is meant when none is named, else the first. */
export const provingHome = async ({ resident, services }: Context<Services>): Promise<{ account?: string }> => {
  const own = (await services.customers.resident(resident)).homes.filter(({ guest }) => !guest);
  const home = own.find(({ preferred }) => preferred) ?? own[0];
  return home ? { account: home.account } : {};
};

const sendCode = async ({ values, resident, services, cause, now }: InForm): Promise<Step> => {
  const sent = await services.customers.sendOwnCode({ openid: resident, account: values.account ?? '', cause });
  switch (sent.kind) {
    case 'sent':
      return askWith(say.codeSent(sent));
    case 'too soon':
      return askWith(words.codeTooSoon(sent));
    case 'too many':
      return end(words.codesTooMany(sent.until));
    case 'frozen':
      return end(words.frozen(sent.until, now));
    case 'not sent':
      return end(say.notSent);
    case 'not bound':
      return end(say.bindingChanged);
  }
};

const checkCode = async ({ values, resident, services, cause, now }: InForm): Promise<Step> => {
  const { account = '', code = '' } = values;
  const proof = await services.customers.proveCode({ openid: resident, account, code, cause, use: 'own data' });
  switch (proof.kind) {
    case 'right':
      return ok;
    case 'wrong':
      return wrong(words.codeWrong(proof.left));
    case 'expired':
      return stay(words.codeExpired);
    case 'frozen':
      return end(words.frozen(proof.until, now));
  }
};

/** The home, never asked for: `open` gives it by `provingHome`. */
export const provingField = { name: 'account', unasked: true, read: () => undefined } as const;

/** The code that was sent to its mobile. */
export const codeField = {
  name: 'code',
  skip: ({ values }: InForm): boolean => values.account === undefined,
  enter: sendCode,
  ask: () => say.enterCode,
  read: (said: Said): string | undefined =>
    said.kind === 'text' ? /(?<!\d)\d{4,8}(?!\d)/.exec(digitsIn(said))?.[0] : undefined,
  check: checkCode,
  words: [
    { says: words.resendWords, do: 'enter' },
    { says: words.otherProofWords, do: () => stay(say.notYourMobile) },
  ],
} as const;
