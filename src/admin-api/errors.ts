import type { Middleware } from 'koa';
import { realNow } from '../kernel/clock.js';
import { type RefusalCode, type RefusalKind, Refused, refuse } from '../kernel/errors.js';
import type { Log } from '../kernel/log.js';
import { PREFIX } from './contract.js';

const statusOfKind: Record<RefusalKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  missing: 404,
  conflict: 409,
  failed: 500,
};

/** Where HTTP has a better word than the kind's. */
const statusOfCode: Partial<Record<RefusalCode, number>> = {
  too_large: 413,
  database_unreachable: 503,
  too_many_requests: 429,
  platform_refused: 502,
  platform_unreachable: 502,
  sms_failed: 502,
  service_unreachable: 502,
};

/** What a developer reads; staff read the CLI's words for the same code. */
const said: Partial<Record<RefusalCode, string>> = {
  bad_input: 'The request does not fit the contract; data.field names the place.',
  too_large: 'The body is over the limit of 256 KB.',
  not_signed_in: 'A valid bearer token is needed: POST /admin/api/sessions gives one.',
  wrong_password: 'The user name or the password is wrong.',
  locked_out: 'Too many wrong passwords; data.until says when to try again.',
  account_disabled: 'The account is disabled.',
  password_change_due: 'The password was set by somebody else: PUT /admin/api/password first.',
  not_allowed: 'The role of this account does not allow it.',
  not_your_district: 'The ticket, the customer or the conversation belongs to another district, or to none.',
  too_many_requests: 'Too many requests; Retry-After says how many seconds to wait.',
  second_person_needed: 'Who asked for it may not agree to it: another account must.',
  nothing_to_approve: 'The campaign awaits nobody.',
  not_found: 'There is no such thing here.',
  notice_unknown: 'There is no notice with this id.',
  outlet_unknown: 'There is no outlet of this name.',
  question_unknown: 'There is no question of this id.',
  voice_unknown: 'There is no voice message with this id.',
  recording_gone: 'There is no recording of this voice, or no more.',
  mending_unknown: 'There is no learnt word with this id.',
  ticket_unknown: 'There is no ticket with this number.',
  desk_unknown: 'There is no conversation with this number.',
  campaign_unknown: 'There is no campaign with this key.',
  staff_unknown: 'There is no staff account with this name.',
  session_unknown: 'There is no such session.',
  own_account: 'Nobody disables or re-roles the own account.',
  binding_unknown: 'There is no such binding of this customer.',
  account_unknown: 'There is no customer with this account number.',
  conflict: 'It has been changed in the meantime; read it again.',
  ticket_not_yours: 'The ticket is held by another clerk.',
  ticket_closed: 'The ticket is closed.',
  desk_not_yours: 'The conversation is held by another clerk.',
  desk_over: 'The conversation is over.',
  notice_not_draft: 'Only drafts can be deleted; a published notice is withdrawn.',
  notice_withdrawn: 'The notice was withdrawn and stays so.',
  platform_refused: 'The platform refused the call.',
  platform_unreachable: 'The platform could not be reached.',
};

/** The HTTP status of a refusal. */
export const statusOf = ({ code, kind }: Refused): number => statusOfCode[code] ?? statusOfKind[kind];

/** The body of a refusal. The detail is shown for bad input only, where it is ours; elsewhere it stays in the log. */
export const presentRefusal = ({ code, detail, data }: Refused) => {
  const message = said[code] ?? `${code.replaceAll('_', ' ')}.`;
  return {
    error: {
      code,
      message: code === 'bad_input' && detail ? `${message} ${detail}` : message,
      ...(Object.keys(data).length > 0 ? { data } : {}),
    },
  };
};

const unexpected = {
  error: { code: 'internal', message: 'Something unexpected happened; the log of the service says what.' },
};

/** The one place where an error becomes an answer, and where a request leaves its line in the log. */
export const errorSink =
  ({ log }: { log: Log }): Middleware =>
  async (ctx, next) => {
    const began = realNow();
    try {
      await next();
      if (ctx.path.startsWith(PREFIX) && ctx.status === 404 && !ctx.body) refuse('not_found');
    } catch (error) {
      if (error instanceof Refused) {
        ctx.status = statusOf(error);
        ctx.body = presentRefusal(error);
        if (ctx.status === 429) ctx.set('Retry-After', String(error.data.waitSeconds ?? 60));
        if (ctx.status === 413) ctx.set('Connection', 'close');
        if (ctx.status >= 500) log.error({ err: error, path: ctx.path }, 'admin request failed');
      } else {
        ctx.status = 500;
        ctx.body = unexpected;
        log.error({ err: error, path: ctx.path }, 'admin request failed unexpectedly');
      }
    }
    log.debug({ method: ctx.method, path: ctx.path, status: ctx.status, ms: realNow() - began }, 'admin request');
  };
