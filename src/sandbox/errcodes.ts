import { randomIds } from '../kernel/ids.js';

/** The platform's answers to calls that it refuses, with its own codes. */
export const errmsgs = {
  '-1': 'system error',
  40001: 'invalid credential, access_token is invalid or not latest',
  40002: 'invalid grant_type',
  40003: 'invalid openid',
  40004: 'invalid media type',
  40005: 'invalid file type',
  40006: 'invalid media size',
  40007: 'invalid media_id',
  40008: 'invalid message type',
  40013: 'invalid appid',
  40014: 'invalid access_token',
  40016: 'invalid button size',
  40017: 'invalid button type',
  40018: 'invalid button name size',
  40019: 'invalid button key size',
  40020: 'invalid button url size',
  40023: 'invalid sub button size',
  40024: 'invalid sub button type',
  40025: 'invalid sub button name size',
  40026: 'invalid sub button key size',
  40027: 'invalid sub button url size',
  40037: 'invalid template_id',
  40066: 'invalid url',
  40119: 'invalid use button type',
  40125: 'invalid appsecret',
  41001: 'access_token missing',
  41005: 'media data missing',
  42001: 'access_token expired',
  43004: 'require subscribe',
  44004: 'empty content',
  45002: 'content size out of limit',
  45008: 'article size out of limit',
  45009: 'reach max api daily quota limit',
  45015: 'response out of time limit or subscription is canceled',
  45047: 'out of response count limit',
  45072: 'command must be typing or canceltyping',
  45080: 'can not send typing status because of no interaction',
  45081: 'already typing',
  46003: 'menu no exist',
  47001: 'data format error',
  47003: 'argument invalid!',
  65316: 'invalid menu: more than 3 domains',
} as const;

/** A code that the sandbox itself answers with; faults may use any other. */
export type Errcode = Extract<keyof typeof errmsgs, number> | -1;

/** A call that the platform refuses. */
export class PlatformError extends Error {
  override readonly name = 'PlatformError';
  constructor(
    readonly errcode: Errcode,
    readonly detail = '',
  ) {
    super(`${errmsgs[`${errcode}`]}${detail}`);
  }
}

/** @throws PlatformError always; usable as an expression */
export const reject = (errcode: Errcode, detail?: string): never => {
  throw new PlatformError(errcode, detail);
};

/** The request id that the platform's support asks for. */
const rid = (): string => `${randomIds.id().slice(0, 8)}-${randomIds.id().slice(0, 8)}-${randomIds.id().slice(0, 8)}`;

/** The body of a refusal. */
export const refusalBody = (errcode: number, message = ''): { errcode: number; errmsg: string } => ({
  errcode,
  errmsg: `${message || ((errmsgs as Record<string, string>)[String(errcode)] ?? 'error')} rid: ${rid()}`,
});
