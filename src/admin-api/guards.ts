import type { z } from 'zod';
import { Refused, refuse } from '../kernel/errors.js';
import { digestOf, type Ids } from '../kernel/ids.js';
import type { Log } from '../kernel/log.js';
import type { Services } from '../services.js';
import { readJson } from './body.js';
import type { Budget, Limiter } from './limiter.js';
import type { Guard } from './on.js';
import { mayDo, type Policy } from './policies.js';

/** The steps that routes are composed of. */
export interface Guards {
  /** @throws Refused too_many_requests */
  limited(budget: Budget): Guard;
  /** @throws Refused not_signed_in */
  signedIn: Guard;
  /** Parses path, query and body by the route's schemas. @throws Refused bad_input | too_large */
  valid: Guard;
  /** One line in the audit trail for what follows, done or refused. */
  audited(what: string): Guard;
  /** @throws Refused not_allowed */
  allowed(policy: Policy): Guard;
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

const firstOf = (params: unknown): string => String(Object.values(params as Record<string, unknown>)[0] ?? '');

/** One set of guards for all routes; they share the limiter. */
export const createGuards = ({
  services: { staff, activity },
  limiter,
  ids,
  log,
}: {
  services: Pick<Services, 'staff' | 'activity'>;
  limiter: Limiter;
  ids: Ids;
  log: Log;
}): Guards => {
  const spend = (budget: Budget, who: string): void => {
    const waitSeconds = limiter.spend(budget, who);
    if (waitSeconds > 0) refuse('too_many_requests', budget, { waitSeconds });
  };

  return {
    limited: (budget) => async (ctx, next) => {
      const token = budget === 'sign-in' ? '' : ctx.get('Authorization');
      spend(budget, token ? digestOf(token) : ctx.ip);
      await next();
    },

    signedIn: async (ctx, next) => {
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
      await next();
    },

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
  };
};
