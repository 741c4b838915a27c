import type { Clock } from '../../kernel/clock.js';
import type { Seal } from '../../kernel/crypto.js';
import { refuse } from '../../kernel/errors.js';
import { BINDINGS_MOST } from './bind-account.js';
import { firstDue } from './binding.js';
import type { Accepting, Home } from './door.js';
import type { InvitationStore } from './invitation-store.js';
import { hashOfInvitation } from './invite-guest.js';
import type { ResidentStore } from './resident-store.js';
import type { BindingRow, InvitationRow } from './schema.js';
import type { TellNewBinder } from './tell-binders.js';

export interface AcceptDeps {
  residents: ResidentStore;
  invitations: InvitationStore;
  clock: Clock;
  seal: Seal;
  homes: (openid: string) => Promise<readonly Home[]>;
  tellNewBinder: TellNewBinder;
}

interface Accept {
  openid: string;
  number: string;
  cause: string;
}

/**
 * Binds as a guest. The invitation is taken for this resident before the binding is made and removed after it, so that of two who have the
 * number one is bound, and a crash in between leaves it to the one who had it.
 */
export const acceptInvitation = (deps: AcceptDeps) => {
  const { residents, invitations, clock, seal, homes, tellNewBinder } = deps;

  const homeAt = async (openid: string, account: string): Promise<Home> =>
    (await homes(openid)).find((home) => home.account === account) ?? refuse('account_unknown');

  /** Whether who invited has the home still by the very binding that allowed it. */
  const stands = async ({ by, account, under }: InvitationRow): Promise<boolean> =>
    (await residents.one(by)).bindings.some((one) => one.account === account && one.cause === under && !one.kind);

  const finished = async ({ openid, number, cause }: Accept, binding: BindingRow): Promise<Accepting> => {
    await tellNewBinder({ openid, account: binding.account, cause });
    await invitations.remove(hashOfInvitation(seal, number));
    return { kind: 'bound', home: await homeAt(openid, binding.account) };
  };

  return async (input: Accept): Promise<Accepting> => {
    const { openid, number, cause } = input;
    const now = clock.now();
    const { bindings } = await residents.one(openid);
    const before = bindings.find((binding) => binding.cause === cause);
    if (before) return finished(input, before);
    const hash = hashOfInvitation(seal, number);
    const taken = await invitations.take(hash, openid, now);
    if (!taken) return { kind: 'unknown' };
    if (!(await stands(taken))) {
      await invitations.remove(hash);
      return { kind: 'unknown' };
    }
    const { account, by, kind, until } = taken;
    const terms = { kind, by, ...(until ? { until, dueAt: firstDue(until, now) } : {}) };
    const binding: BindingRow = { account, boundAt: now, cause, ...terms };
    const there = bindings.find((one) => one.account === account);
    if (there?.kind) await residents.renewBinding(openid, there, binding);
    if (there && !there.kind) {
      await invitations.release(hash, openid);
      return { kind: 'already bound', home: await homeAt(openid, account) };
    }
    if (!there && !(await residents.addBinding(openid, binding, BINDINGS_MOST))) {
      await invitations.release(hash, openid);
      return { kind: 'full', limit: BINDINGS_MOST };
    }
    return finished(input, binding);
  };
};
