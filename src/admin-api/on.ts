import type Router from '@koa/router';
import type { Context, Middleware } from 'koa';
import type { z } from 'zod';
import type { StaffMember } from '../domain/staff/door.js';
import { refuse } from '../kernel/errors.js';
import type { OutOf, Route } from './contract.js';

/** What the guards of one request find out. */
export interface AdminState {
  route: Route;
  /** Parsed by the route's schemas. */
  input: { params: unknown; query: unknown; body: unknown };
  staff?: StaffMember;
  token?: string;
  /** The caller's `Idempotency-Key`, or a random one. */
  requestKey: string;
  /** What the audit line says was touched, when it is not the first parameter of the path. */
  touched?: string;
  detail?: Readonly<Record<string, string | number | boolean>>;
  /** The route writes its own audit line, refusals included. */
  audited?: boolean;
}

/** A step before the handler: it lets through or throws `Refused`. */
export type Guard = Middleware<AdminState>;

/** A request as its handler sees it: parsed, signed in where the route's guards say so, never Koa's context. */
export interface Call<R extends Route> {
  params: z.output<R['params']>;
  query: z.output<R['query']>;
  body: z.output<R['body']>;
  /** @throws Refused not_signed_in on a route without that guard */
  readonly staff: StaffMember;
  readonly token: string;
  /** One per staff member and `Idempotency-Key`: a repeat does nothing twice. */
  readonly cause: string;
  /** For the audit line: the record touched, and codes or counts; never personal data. */
  touches(which: string, detail?: AdminState['detail']): void;
}

/** A few lines: a use case, then a presenter. */
export type Handler<R extends Route> = (call: Call<R>) => Promise<OutOf<R>>;

/** Registers a route: its guards in order, then its handler. */
export type On = <R extends Route>(route: R, guards: readonly Guard[], handle: Handler<R>) => void;

const callOf = <R extends Route>(state: AdminState): Call<R> => ({
  // The guard `valid` has parsed each part by the schema that types it.
  ...(state.input as Pick<Call<R>, 'params' | 'query' | 'body'>),
  get staff() {
    return state.staff ?? refuse('not_signed_in');
  },
  get token() {
    return state.token ?? refuse('not_signed_in');
  },
  get cause() {
    return `staff:${this.staff.user}:${state.requestKey}`;
  },
  touches: (which, detail) => {
    state.touched = which;
    if (detail) state.detail = detail;
  },
});

/** Types that may be shown as what they are; anything else is handed out as plain bytes. */
const SHOWN = /^(image\/(jpeg|png|gif|webp|bmp)|audio\/(amr|mpeg|mp3|x-speex|speex|ogg|wav))$/;

const present = (ctx: Context, { status, out }: Route, value: unknown): void => {
  if (out === 'bytes') {
    const { bytes, type } = value as { bytes: Uint8Array; type: string };
    ctx.type = SHOWN.test(type) ? type : 'application/octet-stream';
    ctx.set('Content-Disposition', 'attachment');
    ctx.body = Buffer.from(bytes);
  } else ctx.body = out === 'nothing' ? null : value;
  ctx.status = status;
};

/** Registers routes of the contract on a router, and writes their answers. */
export const createOn =
  (router: Router): On =>
  (route, guards, handle) => {
    const opening: Guard = async (ctx, next) => {
      ctx.state.route = route;
      ctx.state.input = { params: {}, query: {}, body: {} };
      await next();
    };
    const closing: Guard = async (ctx) => present(ctx, route, await handle(callOf(ctx.state)));
    router.register(route.path, [route.method], [opening, ...guards, closing]);
  };
