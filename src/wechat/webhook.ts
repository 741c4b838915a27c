import type { Context, Middleware } from 'koa';
import type { Clock } from '../kernel/clock.js';
import { reasonOf } from '../kernel/errors.js';
import { digestOf } from '../kernel/ids.js';
import { inTime } from '../kernel/in-time.js';
import type { Log } from '../kernel/log.js';
import { traced } from '../kernel/trace.js';
import { type Admitted, createGuard, type GuardSecrets, type Refusal, readBody } from './guard.js';
import { type Inbound, readInbound, type TemplateDelivery } from './inbound.js';
import type { Messages } from './messages.js';
import { passiveTexts } from './outbound.js';
import { createPassiveWriter } from './passive-writer.js';
import type { Said } from './run.js';
import { pause, realTimers, type Timers } from './timers.js';

/** `late`: words that stand in for the answer, which follows by customer-service message. */
export type ReplyOutcome = 'passive' | 'late' | 'nothing' | 'failed' | 'turned_away';

export interface WebhookDeps {
  config: GuardSecrets;
  clock: Clock;
  messages: Messages;
  /** A template message's finish event; the same event twice is harmless. */
  delivered(event: TemplateDelivery): Promise<void>;
  log: Log;
  /** Told what each request was answered with. */
  onReply?(outcome: ReplyOutcome, seconds: number): void;
  timers?: Timers;
  /** real milliseconds in which a body must have come */
  bodyMs?: number;
  /** `/wechat` unless told otherwise */
  path?: string;
}

const BODY_MS = 3_000;
/** real milliseconds before each try to note a finish event */
const NOTING = [0, 500, 1_500];
const NOTED_MS = 4_000;

const outcomes = { answer: 'passive', words: 'late', nothing: 'nothing' } as const;

/** Refusals say one word to the caller; why stands in the log. */
const phrases: Readonly<Record<Refusal['status'], string>> = {
  400: 'bad request',
  401: 'unauthorized',
  405: 'method not allowed',
  408: 'timeout',
  413: 'too large',
};

/** True once the answer's bytes were handed over, false when the caller hung up first. */
const leaving = (ctx: Context): Promise<boolean> =>
  new Promise((resolve) => {
    if (ctx.res.destroyed) return resolve(false);
    ctx.res.once('finish', () => resolve(true));
    ctx.res.once('close', () => resolve(ctx.res.writableFinished));
  });

/** WeChat's callback at `/wechat`: guard, type, claim, answer, write. Other paths pass through. */
export const createWebhook = (deps: WebhookDeps): Middleware => {
  const { config, clock, messages, delivered, log, timers = realTimers, bodyMs = BODY_MS, path = '/wechat' } = deps;
  const { onReply = () => undefined } = deps;
  const guard = createGuard(config);
  const write = createPassiveWriter(config, clock);

  const turnAway = (ctx: Context, { status, why }: Refusal): void => {
    log.warn({ status, why, ip: ctx.ip }, 'a callback was turned away');
    onReply('turned_away', 0);
    ctx.status = status;
    ctx.type = 'text/plain';
    ctx.body = phrases[status];
    // what is left of a body that was cut is not read as a next request
    if (status === 413 || status === 408) ctx.set('connection', 'close');
  };

  const nothing = (ctx: Context): void => {
    ctx.status = 200;
    ctx.type = 'text/plain';
    ctx.body = '';
  };

  const noteDelivery = async (event: TemplateDelivery): Promise<void> => {
    for (const wait of NOTING) {
      if (wait > 0) await pause(wait);
      try {
        return await delivered(event);
      } catch (error) {
        log.warn({ openid: event.openid, reason: reasonOf(error) }, 'a finish event was not noted');
      }
    }
  };

  const reply = async (ctx: Context, said: Said, inbound: Extract<Inbound, { kind: 'turn' }>, { cipher }: Admitted) => {
    const content =
      said.kind === 'answer' ? passiveTexts(said.spoken)[0] : said.kind === 'words' ? said.text : undefined;
    if (!content) return nothing(ctx);
    ctx.body = await write({ to: inbound.turn.resident, from: inbound.account, content, cipher });
    ctx.type = 'application/xml';
  };

  const takeUp = async (ctx: Context, admitted: Admitted, startedAt: number): Promise<void> => {
    const inbound = readInbound(admitted.root, admitted.xml);
    if (inbound.kind === 'malformed')
      return turnAway(ctx, { kind: 'refused', status: 400, why: `malformed: ${inbound.why}` });
    if (inbound.kind === 'ignored') return nothing(ctx);
    if (inbound.kind === 'delivery') {
      // answered once it is noted: a process that dies over it is asked again
      const { delivery } = inbound;
      await traced(digestOf(delivery.msgId), () => inTime(NOTED_MS, noteDelivery(delivery), () => undefined));
      return nothing(ctx);
    }
    await traced(inbound.turn.key, () => answerTurn(ctx, inbound, admitted, startedAt));
  };

  const answerTurn = async (
    ctx: Context,
    inbound: Extract<Inbound, { kind: 'turn' }>,
    admitted: Admitted,
    startedAt: number,
  ): Promise<void> => {
    const { kind: _kind, account: _account, ...pending } = inbound;
    const { turn } = pending;
    const waiting = messages.receive(pending, startedAt);
    const said = await waiting.given;
    try {
      await reply(ctx, said, inbound, admitted);
      const ms = timers.now() - startedAt;
      log.info({ openid: turn.resident, reply: said.kind, ms }, 'replied');
      onReply(outcomes[said.kind], ms / 1000);
      void leaving(ctx).then(waiting.left);
    } catch (error) {
      // nothing left as a reply: what is stored goes out as a late answer
      waiting.left(false);
      onReply('failed', (timers.now() - startedAt) / 1000);
      log.error({ err: error, reason: reasonOf(error) }, 'a reply could not be written');
      nothing(ctx);
    }
  };

  const receive = async (ctx: Context): Promise<void> => {
    const startedAt = timers.now();
    const read = await readBody(ctx.req, bodyMs);
    // nobody is there to be answered
    if (read.kind === 'gone') return nothing(ctx);
    if (read.kind === 'refused') return turnAway(ctx, read);
    const admitted = guard.verify(ctx.query, read.body, clock.now());
    if (admitted.kind === 'refused') return turnAway(ctx, admitted);
    await takeUp(ctx, admitted, startedAt);
  };

  return async (ctx, next) => {
    if (ctx.path !== path) return next();
    if (ctx.method === 'POST') return receive(ctx);
    if (ctx.method !== 'GET') return turnAway(ctx, { kind: 'refused', status: 405, why: ctx.method });
    const verified = guard.verifyAddress(ctx.query, clock.now());
    if (verified.kind === 'refused') return turnAway(ctx, verified);
    ctx.type = 'text/plain';
    ctx.body = verified.echo;
  };
};
