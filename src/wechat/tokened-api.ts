import API, { type Callback, type RequestOptions } from 'wechat-api';
import { z } from 'zod';
import type { Clock } from '../kernel/clock.js';
import type { Seal } from '../kernel/crypto.js';
import { Refused, reasonOf, refuse } from '../kernel/errors.js';
import type { Ids } from '../kernel/ids.js';
import type { Log } from '../kernel/log.js';
import { codes, readAnswer } from './answers.js';
import { type Call, type Called, createCaller, type OnCall, resultOf } from './platform-calls.js';
import { createTokens, type TokenStore, type Tokens } from './tokens.js';
import { exchange } from './transport.js';

export interface ApiOptions {
  appId: string;
  appSecret: string;
  /** `https://api.weixin.qq.com`; plain http only to loopback. */
  apiOrigin: string;
  tokens: TokenStore;
  seal: Seal;
  clock: Clock;
  ids: Ids;
  log: Log;
  /** real milliseconds a call */
  timeoutMs?: number;
  /** real milliseconds before each further try of a busy platform */
  pauses?: readonly number[];
  onCall?: OnCall;
}

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);
const TIMEOUT_MS = 5_000;
const PAUSES = [300, 1_200];
const FOREVER = Number.MAX_SAFE_INTEGER;
const granted = z.object({ access_token: z.string().min(1), expires_in: z.number().int().positive() });

/** @throws Refused bad_configuration */
const originOf = (text: string): string => {
  const url = URL.canParse(text) ? new URL(text) : refuse('bad_configuration', 'the WeChat API origin is no URL');
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && LOOPBACK.has(url.hostname)))
    refuse('bad_configuration', 'the WeChat API is reached by https only');
  return url.origin;
};

/**
 * wechat-api with what it lacks: one token for all who ask (stable_token, kept where all processes find it), dropped and fetched again once
 * when the platform refuses it; our own transport with time-outs; message ids that stay whole. Its own methods work through the
 * three overrides; calls that it does not know go through `call`.
 */
export class TokenedApi extends API {
  protected readonly tokens: Tokens;
  private readonly timeoutMs: number;
  private readonly log: Log;
  private readonly onCall: OnCall;
  private readonly caller: (call: Call, token?: string) => Promise<Called>;

  /** @throws Refused bad_configuration */
  constructor(options: ApiOptions) {
    super(options.appId, options.appSecret);
    this.endpoint = originOf(options.apiOrigin);
    this.mpPrefix = `${this.endpoint}/cgi-bin/`;
    this.fileServerPrefix = `${this.endpoint}/cgi-bin/`;
    this.timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
    this.log = options.log;
    this.onCall = options.onCall ?? (() => undefined);
    const { log, timeoutMs, onCall } = this;
    this.caller = createCaller({ endpoint: this.endpoint, log, timeoutMs, pauses: options.pauses ?? PAUSES, onCall });
    this.tokens = createTokens({ ...options, store: options.tokens, fetch: () => this.stableToken() });
  }

  override request(url: string, options: RequestOptions | Callback, callback?: Callback): void {
    const done = typeof options === 'function' ? options : (callback ?? (() => undefined));
    const { type = 'GET', data, headers, dataType } = typeof options === 'function' ? {} : options;
    const body = data === undefined ? {} : { body: typeof data === 'string' ? data : JSON.stringify(data) };
    const told = (result: Parameters<OnCall>[1]): void => this.onCall(new URL(url).pathname, result);
    exchange({ method: type, url, timeoutMs: this.timeoutMs, ...(headers ? { headers } : {}), ...body }).then(
      (answer) => {
        if (dataType !== 'json') return done(null, answer.body, answer);
        const verdict = readAnswer(answer);
        told(verdict ? resultOf(verdict.errcode) : 'unreachable');
        if (!verdict) return done(new Refused('platform_unreachable', `status ${answer.status}`));
        // wechat-api makes an error of any errcode that is not 0
        done(null, verdict, answer);
      },
      (error: Error) => {
        told('unreachable');
        done(error);
      },
    );
  }

  override preRequest(method: (...args: never[]) => void, args: ArrayLike<unknown>, retried = false): void {
    const given = Array.from(args);
    const callback = given.pop() as Callback;
    this.tokens.get().then(
      (accessToken) => {
        const again: Callback = (error, data, response) => {
          const code = (error as { code?: unknown } | null)?.code;
          if (retried || typeof code !== 'number' || !codes.token.has(code)) return callback(error, data, response);
          void this.tokens.drop(accessToken).then(() => this.preRequest(method, args, true));
        };
        // set and read in one go: the method builds its address before it returns
        this.token = { accessToken, expireTime: FOREVER };
        method.apply(this, [...given, again] as never[]);
      },
      (error: Error) => callback(error),
    );
  }

  override getAccessToken(callback: Callback): this {
    this.tokens.get().then(
      (accessToken) => callback(null, { accessToken, expireTime: FOREVER }),
      (error: Error) => callback(error),
    );
    return this;
  }

  /** A call under our token; a refused token is dropped, fetched again and the call made once more. */
  protected async call(call: Call): Promise<Called> {
    for (let round = 0; ; round += 1) {
      const token = await this.tokens.get().catch((error: unknown) => {
        this.log.warn({ path: call.path, reason: reasonOf(error) }, 'no access token');
        return undefined;
      });
      if (token === undefined) return { kind: 'unreachable', maybe: false };
      const called = await this.caller(call, token);
      const refused = called.kind === 'answered' && codes.token.has(called.verdict.errcode);
      if (!refused || round > 0) return called;
      await this.tokens.drop(token);
    }
  }

  /** One of wechat-api's own methods as a promise. @throws Refused platform_refused | platform_unreachable */
  protected promised(ask: (callback: Callback) => void): Promise<unknown> {
    return new Promise((resolve, reject) => {
      ask((error, data) => {
        if (!error) return resolve(data);
        if (error instanceof Refused) return reject(error);
        const code = (error as { code?: unknown }).code;
        const refused = typeof code === 'number' && code !== codes.busy;
        reject(new Refused(refused ? 'platform_refused' : 'platform_unreachable', `${String(code)} ${error.message}`));
      });
    });
  }

  /** Asks the platform; a token that is still good is given again. @throws Refused platform_refused | platform_unreachable */
  protected async stableToken(): Promise<{ token: string; expiresIn: number }> {
    const json = { grant_type: 'client_credential', appid: this.appid, secret: this.appsecret };
    const called = await this.caller({ path: '/cgi-bin/stable_token', json });
    if (called.kind !== 'answered') throw new Refused('platform_unreachable', 'no access token');
    const answer = granted.safeParse(called.verdict);
    if (!answer.success) throw new Refused('platform_refused', `no access token: ${called.verdict.errcode}`);
    return { token: answer.data.access_token, expiresIn: answer.data.expires_in };
  }
}
