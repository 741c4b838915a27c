import type { z } from 'zod';
import { type RefusalCode, Refused, refuse } from '../kernel/errors.js';
import { digestOf, type Ids } from '../kernel/ids.js';
import type { Log } from '../kernel/log.js';
import { readJson } from './body.js';
import type { AdminServices } from './edge.js';
import type { Budget, Limiter } from './limiter.js';
import type { Guard } from './on.js';
import { mayDo, type Policy } from './policies.js';

/** The steps that routes are composed of. */
export interface Guards {
  /** @throws Refused too_many_requests */
  limited(budget: Budget): Guard;
  /** Without a look at whether the password is due: for what leads there. @throws Refused not_signed_in */
  identified: Guard;
  /** A refusal for want of a right leaves a line in the audit trail on every route. @throws Refused not_signed_in | password_change_due */
  signedIn: Guard;
  /** Parses path, query and body by the route's schemas. @throws Refused bad_input | too_large */
  valid: Guard;
  /** One line in the audit trail for what follows, done or refused. */
  audited(what: string): Guard;
  /** @throws Refused not_allowed */
  allowed(policy: Policy): Guard;
  /** For routes of one ticket: a district clerk works on the own district's. @throws Refused not_your_district | ticket_unknown */
  ownDistrict: Guard;
  /** The same for routes of one customer. @throws Refused not_your_district | account_unknown */
  ownCustomer: Guard;
  /** The same for conversations of the desk: of residents who have bound a home of the district. @throws Refused not_your_district | desk_unknown */
  ownDesk: Guard;
}

const KEY = /^[\x21-\x7e]{1,128}$/;
const BEARER = /^Bearer ([A-Za-z0-9_-]{16,256})$/;

const parse = (part: string, schema: z.ZodType, value: unknown): unknown => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = [part, ...(issue?.path ?? [])].join('.');
  return refuse('bad_input', `${field}: ${issue?.message ?? 'invalid'}`, { field });
};

/** Refusals that somebody asked for more than the account may do. */
const TRESPASS: readonly RefusalCode[] = ['not_allowed', 'not_your_district', 'password_change_due'];

const firstOf = (params: unknown): string => String(Object.values(params as Record<string, unknown>)[0] ?? '');

/** One set of guards for all routes; they share the limiter. */
export const createGuards = ({
  services: { staff, activity, tickets, customers, desk },
  limiter,
  ids,
  log,
}: {
  services: Pick<AdminServices, 'staff' | 'activity' | 'tickets' | 'customers' | 'desk'>;
  limiter: Limiter;
  ids: Ids;
  log: Log;
}): Guards => {
  const spend = (budget: Budget, who: string): void => {
    const waitSeconds = limiter.spend(budget, who);
    if (waitSeconds > 0) refuse('too_many_requests', budget, { waitSeconds });
  };

  const recordTrespass = async ({ state }: Parameters<Guard>[0], error: unknown): Promise<void> => {
    const { route, staff: member, audited } = state;
    if (audited || !member || !(error instanceof Refused) || !TRESPASS.includes(error.code)) return;
    const detail = { code: error.code, route: `${route.method} ${route.path}` };
    await activity
      .record({
        who: member.user,
        what: 'access.refuse',
        which: firstOf(state.input.params),
        result: 'refused',
        detail,
      })
      .catch((failure: unknown) => log.error({ err: failure, route: detail.route }, 'refusal not recorded'));
  };

  const identified: Guard = async (ctx, next) => {
    const token = BEARER.exec(ctx.get('Authorization'))?.[1];
    const member = token ? await staff.authenticate(token) : undefined;
    if (!token || !member) {
      spend('bad token', ctx.ip);
      return refuse('not_signed_in');
    }
    ctx.state.staff = member;
    ctx.state.token = token;
    const key = ctx.get('Idempotency-Key');
    if (key && !KEY.test(key)) refuse('bad_input', 'Idempotency-Key', { field: 'Idempotency-Key' });
    ctx.state.requestKey = key || ids.token(16);
    try {
      await next();
    } catch (error) {
      await recordTrespass(ctx, error);
      throw error;
    }
  };

  return {
    limited: (budget) => async (ctx, next) => {
      const token = budget === 'sign-in' ? '' : ctx.get('Authorization');
      spend(budget, token ? digestOf(token) : ctx.ip);
      await next();
    },

    identified,

    signedIn: (ctx, next) =>
      identified(ctx, async () => {
        if (ctx.state.staff?.mustChange) refuse('password_change_due');
        await next();
      }),

    valid: async (ctx, next) => {
      const { route } = ctx.state;
      const params = parse('params', route.params, ctx.params);
      const query = parse('query', route.query, { ...ctx.query });
      const body = parse('body', route.body, await readJson(ctx.req));
      ctx.state.input = { params, query, body };
      await next();
    },

    audited: (what) => async (ctx, next) => {
      const { state } = ctx;
      state.audited = true;
      const line = () => ({ who: state.staff?.user ?? '', what, which: state.touched ?? firstOf(state.input.params) });
      try {
        await next();
      } catch (error) {
        const code = error instanceof Refused ? error.code : 'internal';
        await activity
          .record({ ...line(), result: 'refused', detail: { code } })
          .catch((failure: unknown) => log.error({ err: failure, what }, 'refusal not recorded'));
        throw error;
      }
      await activity.record({ ...line(), result: 'done', ...(state.detail ? { detail: state.detail } : {}) });
    },

    allowed: (policy) => async (ctx, next) => {
      if (!ctx.state.staff || !mayDo(ctx.state.staff.role, policy)) refuse('not_allowed', policy);
      await next();
    },

    // A ticket's district never changes, so what was seen here still holds when the ticket is acted on.
    ownDistrict: async (ctx, next) => {
      const { staff: member, input } = ctx.state;
      if (member?.role === 'district') {
        const { district } = await tickets.show(firstOf(input.params));
        if (!district || district !== member.district) refuse('not_your_district');
      }
      await next();
    },

    ownCustomer: async (ctx, next) => {
      const { staff: member, input } = ctx.state;
      if (member?.role === 'district') {
        const { district } = await customers.customer(firstOf(input.params));
        if (district !== member.district) refuse('not_your_district');
      }
      await next();
    },

    ownDesk: async (ctx, next) => {
      const { staff: member, input } = ctx.state;
      if (member?.role === 'district') {
        const { district } = await desk.show(firstOf(input.params));
        if (!district || district !== member.district) refuse('not_your_district');
      }
      await next();
    },
  };
};
