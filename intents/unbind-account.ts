import type { Home } from '../src/domain/customers/door.js';
import type { Services } from '../src/services.js';
import * as say from '../templates/replies/binding.js';
import { noneBound } from '../templates/replies/homes.js';
import { titles } from '../templates/replies/titles.js';
import { homesIn } from './homes.js';
import { backTo, type Context, defineForm, done, end, ok, type Said, stay, wrong } from './kit.js';
import { checkPassword, digitsIn, readPassword } from './passwords.js';

interface Values {
  /** The number, or its last digits. */
  account: string;
  sure: boolean;
  password: string;
}

const homesOf = async ({ resident, services }: Context<Services>): Promise<readonly Home[]> =>
  (await services.customers.resident(resident)).homes;

const homeOf = async (context: Context<Services>, account: string): Promise<Home | undefined> =>
  (await homesOf(context)).find((home) => home.account === account || home.tail === account);

const readHome = (said: Said): string | undefined => /(?<!\d)(?:\d{8}|\d{4})(?!\d)/.exec(digitsIn(said))?.[0];

export const unbindAccount = defineForm<Values>({
  name: 'unbind_account',
  title: titles.unbind_account,
  examples: ['解绑', '解绑老房子', '取消绑定 00238825'],
  begin: async (context) => ((await homesOf(context)).length === 0 ? end(noneBound) : undefined),
  open: async ({ words, slots, ...context }) => {
    const homes = await homesOf(context);
    const named = homesIn(homes, words, typeof slots.account === 'string' ? slots.account : undefined);
    const meant = named.length > 0 || slots.account !== undefined ? named : homes;
    return meant.length === 1 && meant[0] ? { account: meant[0].account } : {};
  },
  fields: [
    {
      name: 'account',
      ask: async (context) => say.whichToUnbind(await homesOf(context)),
      read: readHome,
      check: async ({ values, ...context }) => ((await homeOf(context, values.account)) ? ok : wrong(say.notYourHome)),
    },
    {
      name: 'sure',
      ask: async ({ values, ...context }) => {
        const home = await homeOf(context, values.account);
        return home ? say.reallyUnbind(home) : say.notBound;
      },
      read: (said) =>
        said.kind === 'text' ? (said.understood.yes ? true : said.understood.no ? false : undefined) : undefined,
      check: ({ values }) => (values.sure ? ok : end(say.kept)),
    },
    {
      name: 'password',
      skip: async ({ values, ...context }) => (await homeOf(context, values.account ?? ''))?.guest !== undefined,
      ask: () => say.askPassword,
      unkept: true,
      read: readPassword,
      check: async ({ values, resident, services, cause, now, ...rest }) => {
        const home = await homeOf({ resident, services, cause, now, ...rest }, values.account);
        if (!home) return end(say.notBound);
        const { password } = values;
        const { account } = home;
        return checkPassword(
          password,
          now,
          () => services.customers.provePassword({ openid: resident, account, password, cause }),
          (left) => wrong(say.passwordWrong(left)),
        );
      },
      words: [{ says: say.forgottenWords, do: () => stay(say.passwordForgotten) }],
    },
  ],
  async submit({ values, ...context }) {
    const { resident, services, cause } = context;
    const home = await homeOf(context, values.account);
    const outcome = await services.customers.unbind({
      openid: resident,
      account: home?.account ?? values.account,
      cause,
    });
    switch (outcome.kind) {
      case 'unbound':
        return done(say.unbound(outcome.home, outcome.guests));
      case 'not bound':
        return end(say.notBound);
      case 'not proven':
        return backTo('password');
    }
  },
});
