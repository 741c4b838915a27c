import { refuse } from '../../kernel/errors.js';
import { routes } from '../contract.js';
import type { Edge } from '../edge.js';
import { mayDo } from '../policies.js';
import { presentSession } from '../present.js';

/** A name that may be one goes into the audit trail; anything else might be a password typed in the wrong place. */
const NAME = /^[a-z0-9][a-z0-9._-]{1,31}$/;

export const sessionRoutes = ({ on, guards, services: { staff, activity } }: Edge): void => {
  const { limited, identified, signedIn, valid, audited } = guards;

  on(routes.signIn, [limited('sign-in'), valid], async ({ body }) => {
    const outcome = await staff.signIn(body);
    const line = { who: NAME.test(body.user) ? body.user : 'unknown', what: 'staff.sign_in', which: '' };
    if (outcome.kind === 'signed in') {
      await activity.record({ ...line, result: 'done' });
      return { ...outcome.staff, token: outcome.token, expiresAt: outcome.expiresAt.toISOString() };
    }
    await activity.record({ ...line, result: 'refused', detail: { code: outcome.kind } });
    if (outcome.kind === 'disabled') refuse('account_disabled');
    return outcome.kind === 'locked'
      ? refuse('locked_out', '', { until: outcome.until.toISOString() })
      : refuse('wrong_password');
  });

  on(routes.signOut, [limited('write'), identified, valid, audited('staff.sign_out')], async ({ token }) => {
    await staff.signOut(token);
    return undefined;
  });

  on(routes.me, [limited('read'), identified, valid], async ({ staff: member }) => member);

  on(
    routes.passwordChange,
    [limited('sign-in'), identified, valid, audited('staff.change_password')],
    async ({ body, token, staff: { mustChange: _changed, ...member } }) => {
      const outcome = await staff.changePassword({ ...body, token });
      if (outcome.kind === 'locked') refuse('locked_out', '', { until: outcome.until.toISOString() });
      return outcome.kind === 'wrong' ? refuse('wrong_password') : member;
    },
  );

  on(routes.sessionList, [limited('read'), signedIn, valid], async ({ query: { user }, staff: member }) => {
    const all = mayDo(member.role, 'accounts.manage');
    if (user !== undefined && user !== member.user && !all) refuse('not_allowed', 'accounts.manage');
    return { items: (await staff.sessions(all ? user : member.user)).map(presentSession) };
  });

  // Another's session is as unknown as none to who does not manage accounts.
  on(
    routes.sessionRevoke,
    [limited('write'), signedIn, valid, audited('staff.revoke_session')],
    async ({ params: { id }, staff: { user, role } }) => {
      await staff.revokeSession(id, mayDo(role, 'accounts.manage') ? undefined : user);
      return undefined;
    },
  );
};
