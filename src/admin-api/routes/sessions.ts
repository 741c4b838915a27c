import { refuse } from '../../kernel/errors.js';
import { routes } from '../contract.js';
import type { Edge } from '../edge.js';

/** A name that may be one goes into the audit trail; anything else might be a password typed in the wrong place. */
const NAME = /^[a-z0-9][a-z0-9._-]{1,31}$/;

export const sessionRoutes = ({ on, guards, services: { staff, activity } }: Edge): void => {
  const { limited, signedIn, valid, audited, allowed } = guards;

  on(routes.signIn, [limited('sign-in'), valid], async ({ body }) => {
    const outcome = await staff.signIn(body);
    const line = { who: NAME.test(body.user) ? body.user : 'unknown', what: 'staff.sign_in', which: '' };
    if (outcome.kind === 'signed in') {
      await activity.record({ ...line, result: 'done' });
      return { ...outcome.staff, token: outcome.token, expiresAt: outcome.expiresAt.toISOString() };
    }
    await activity.record({ ...line, result: 'refused', detail: { code: outcome.kind } });
    return outcome.kind === 'locked'
      ? refuse('locked_out', '', { until: outcome.until.toISOString() })
      : refuse('wrong_password');
  });

  on(routes.signOut, [limited('write'), signedIn, valid, audited('staff.sign_out')], async ({ token }) => {
    await staff.signOut(token);
    return undefined;
  });

  on(routes.me, [limited('read'), signedIn, valid], async ({ staff: { user, role } }) => ({ user, role }));

  on(
    routes.putAccount,
    [limited('write'), signedIn, valid, audited('staff.put_account'), allowed('accounts.manage')],
    async ({ params: { user }, body: { role, password }, touches }) => {
      touches(user, { role });
      await staff.putAccount({ user, role, password });
      return { user, role };
    },
  );
};
