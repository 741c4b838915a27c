import type { Clock } from '../../kernel/clock.js';
import type { Seal } from '../../kernel/crypto.js';
import { refuse } from '../../kernel/errors.js';
import { overAt, proofHolds, proofSpent } from './binding-code.js';
import type { CodesStore } from './codes-store.js';
import type { Binding, Home } from './door.js';
import { provenBy } from './password-try.js';
import type { ResidentStore } from './resident-store.js';
import { numberTried } from './send-binding-code.js';
import type { TellNewBinder } from './tell-binders.js';

/** How many properties one resident may bind. */
export const BINDINGS_MOST = 10;

export interface BindDeps {
  codes: CodesStore;
  residents: ResidentStore;
  clock: Clock;
  seal: Seal;
  homes: (openid: string) => Promise<readonly Home[]>;
  tellNewBinder: TellNewBinder;
}

export interface Bind {
  openid: string;
  account: string;
  cause: string;
}

const homeAt = async ({ homes }: BindDeps, { openid, account }: Bind): Promise<Home> =>
  (await homes(openid)).find((home) => home.account === account) ?? refuse('account_unknown');

/** The binding that is there already, told apart by its cause: the first outcome again, or another's. */
const existing = async (deps: BindDeps, input: Bind): Promise<Binding | undefined> => {
  const { bindings } = await deps.residents.one(input.openid);
  const there = bindings.find(({ account }) => account === input.account);
  if (!there) return undefined;
  if (there.cause !== input.cause) return { kind: 'already bound', home: await homeAt(deps, input) };
  await deps.tellNewBinder(input);
  return { kind: 'bound', home: await homeAt(deps, input) };
};

/** Binds on a right proof of the last minutes, which it uses up. @throws Refused account_unknown when the customer is gone */
export const bindAccount =
  (deps: BindDeps) =>
  async (input: Bind): Promise<Binding> => {
    const before = await existing(deps, input);
    if (before) return before;
    const { codes, residents, clock, seal } = deps;
    const now = clock.now();
    const { openid, account, cause } = input;
    const { tries = [] } = await residents.one(openid);
    const byPassword = provenBy(tries, { cause, account, use: 'bind' });
    if (!byPassword && !proofHolds(await codes.read(input), now)) return { kind: 'not proven' };
    const added = await residents.addBinding(openid, { account, boundAt: now, cause }, BINDINGS_MOST);
    if (!added) return (await existing(deps, input)) ?? { kind: 'full', limit: BINDINGS_MOST };
    await codes.change(
      input,
      (state) => overAt(state, now),
      (state) => ({ state: proofSpent(state) }),
    );
    const { of, guess } = numberTried(seal, input, now);
    await codes.uncount([of], guess);
    await deps.tellNewBinder(input);
    return { kind: 'bound', home: await homeAt(deps, input) };
  };
