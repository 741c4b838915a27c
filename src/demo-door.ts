import type { Middleware } from 'koa';
import { z } from 'zod';
import { sameSecret } from './kernel/crypto.js';
import { reasonOf, refuse } from './kernel/errors.js';
import type { Log } from './kernel/log.js';

/** What the sandbox may ask of the service in demo mode. */
export interface DemoDoorDeps {
  /** Sent by the sandbox in `x-demo-key`. */
  key: string;
  facts(): Promise<unknown>;
  /** Runs what is due at the clock's now; resolves when it is done. */
  runDue(): Promise<unknown>;
  addResidents(input: { openids: readonly string[]; subscribe: boolean }): Promise<void>;
  log: Log;
}

const PREFIX = '/demo/';
const MOST_BYTES = 1_000_000;
const residentsBody = z.strictObject({
  openids: z.array(z.string().min(1).max(64)).min(1).max(1000),
  subscribe: z.boolean().default(false),
});

const readJson = async (stream: AsyncIterable<Buffer>): Promise<unknown> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > MOST_BYTES) return undefined;
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString() || '{}');
  } catch {
    return undefined;
  }
};

/** The door that exists in demo mode only, below `/demo/` of the admin listener. */
export const createDemoDoor = ({ key, facts, runDue, addResidents, log }: DemoDoorDeps): Middleware => {
  const calls: Readonly<Record<string, (body: unknown) => Promise<unknown>>> = {
    'GET /demo/facts': () => facts(),
    'POST /demo/run-due': async () => ({ ran: await runDue() }),
    'POST /demo/residents': async (body) => {
      await addResidents(residentsBody.parse(body));
      return { ok: true };
    },
  };
  return async (ctx, next) => {
    if (!ctx.path.startsWith(PREFIX)) return next();
    const call = calls[`${ctx.method} ${ctx.path}`];
    if (!sameSecret(ctx.get('x-demo-key'), key)) return refuse('not_signed_in');
    if (!call) return refuse('not_found');
    try {
      ctx.body = await call(ctx.method === 'POST' ? await readJson(ctx.req) : undefined);
    } catch (error) {
      log.warn({ path: ctx.path, reason: reasonOf(error) }, 'demo door');
      ctx.status = error instanceof z.ZodError ? 400 : 500;
      ctx.body = { error: { message: reasonOf(error) } };
    }
  };
};
