import type { FormContext } from '../src/conversation/form.js';
import type { Services } from '../src/services.js';
import * as say from '../templates/replies/binding.js';
import { askWith, end, ok, type Said, type Step } from './kit.js';

/** Yes or no in any wording, else undefined. */
export const yesOrNo = (said: Said): boolean | undefined =>
  said.kind === 'text' ? (said.understood.yes ? true : said.understood.no ? false : undefined) : undefined;

/** The field that asks for consent to the privacy notice, once a version. */
export const consentField = {
  name: 'consent',
  skip: async ({ resident, services }: FormContext<Services, unknown>): Promise<boolean> =>
    (await services.customers.resident(resident)).consent === say.NOTICE,
  enter: () => askWith(say.privacyNotice),
  ask: () => say.consentFirst,
  read: yesOrNo,
  check: async ({ values, resident, services, cause }: FormContext<Services, { consent?: boolean }>): Promise<Step> => {
    if (!values.consent) return end(say.notConsented);
    await services.customers.consent({ openid: resident, version: say.NOTICE, cause });
    return ok;
  },
  words: [{ says: say.declineWords, do: () => end(say.notConsented) }],
} as const;
