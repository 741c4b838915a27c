import type { GuestKind, Home } from '../src/domain/customers/door.js';
import { addDays, dayOf, instant, isDay } from '../src/kernel/dates.js';
import type { Services } from '../src/services.js';
import * as say from '../templates/replies/guests.js';
import { titles } from '../templates/replies/titles.js';
import { homesIn } from './homes.js';
import { type Context, defineForm, done, end, ok, type Said, wrong } from './kit.js';
import { digitsIn } from './passwords.js';

interface Values {
  /** The number, or its last digits. */
  account: string;
  who: GuestKind;
  /** The last day. */
  until?: string;
}

/** A tenant is let in for this long at most. */
const YEARS = 5;

const ownHomes = async ({ resident, services }: Context<Services>): Promise<readonly Home[]> =>
  (await services.customers.resident(resident)).homes.filter((home) => !home.guest);

const readHome = (said: Said): string | undefined => /(?<!\d)(?:\d{8}|\d{4})(?!\d)/.exec(digitsIn(said))?.[0];

const readUntil = (said: Said, { now }: Context<Services>): string | undefined => {
  if (said.kind !== 'text') return undefined;
  const { date } = said.understood.slots;
  return say.dayAheadIn(said.text, dayOf(now)) ?? (typeof date === 'string' && isDay(date) ? date : undefined);
};

export const inviteGuest = defineForm<Values>({
  name: 'invite_guest',
  title: titles.invite_guest,
  examples: ['给家人绑定', '让租客绑', '发个邀请码'],
  byRule: true,
  needs: 'a bound property',
  begin: async (context) => ((await ownHomes(context)).length === 0 ? end(say.onlyHouseholder) : undefined),
  open: async ({ words, slots: _, ...context }) => {
    const homes = await ownHomes(context);
    const named = homesIn(homes, words);
    const [only, ...more] = named.length > 0 ? named : homes;
    const who = say.whoIn(words);
    return { ...(only && more.length === 0 ? { account: only.account } : {}), ...(who ? { who } : {}) };
  },
  fields: [
    {
      name: 'account',
      ask: async (context) => say.whichHome(await ownHomes(context)),
      read: readHome,
      check: async ({ values, ...context }) => {
        const homes = await ownHomes(context);
        return homes.some(({ account, tail }) => account === values.account || tail === values.account)
          ? ok
          : wrong(say.notThat);
      },
    },
    {
      name: 'who',
      ask: () => say.askWho,
      read: (said) => (said.kind === 'text' ? say.whoIn(said.text) : undefined),
    },
    {
      name: 'until',
      skip: ({ values }) => values.who !== 'tenant',
      ask: ({ now }) => say.askUntil(dayOf(now)),
      read: readUntil,
      check: ({ values: { until = '' }, now }) => {
        if (until < dayOf(now)) return wrong(say.pastDay);
        return until > addDays(dayOf(now), YEARS * 366) ? wrong(say.tooFar(YEARS)) : ok;
      },
    },
  ],
  async submit({ values: { account, who, until }, resident, services, cause, ...context }) {
    const homes = await ownHomes({ resident, services, cause, ...context });
    const home = homes.find((one) => one.account === account || one.tail === account);
    const guest = { kind: who, ...(until ? { until: instant(addDays(until, 1)) } : {}) };
    const outcome = await services.customers.invite({
      openid: resident,
      account: home?.account ?? account,
      guest,
      cause,
    });
    switch (outcome.kind) {
      case 'invited':
        return done(say.invited(outcome.home, guest, outcome.number));
      case 'not yours':
        return end(say.onlyHouseholder);
      case 'full':
        return end(say.inviteFull(outcome.limit));
      case 'too many':
        return end(say.invitesTooMany(outcome.until));
    }
  },
});
