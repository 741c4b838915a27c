import { type Logger, pino } from 'pino';
import { maskAddress, maskId, maskMobile, maskName } from './mask.js';
import { currentTrace } from './trace.js';

/** Without pino's `child`: what is bound to one goes past the masking. */
export type Log = Pick<Logger, 'error' | 'warn' | 'info' | 'debug'>;
export type LogLevel = 'silent' | 'error' | 'warn' | 'info' | 'debug';

const maskers: Record<string, (value: string) => string> = {
  openid: maskId,
  resident: maskId,
  mobile: maskMobile,
  phone: maskMobile,
  holder: maskName,
  address: maskAddress,
};
const WITHHELD = '[withheld]';
const withheld = new Set([
  'password',
  'token',
  'accessToken',
  'access_token',
  'secret',
  'appSecret',
  'secretKey',
  'code',
  'body',
  'text',
  'content',
  'idNumber',
  'authorization',
]);

/** Deeper than any line of ours; also ends what refers to itself. */
const DEEPEST = 8;

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

const maskValue = (key: string, value: unknown, depth: number): unknown => {
  if (value === undefined || value === null) return value;
  if (withheld.has(key)) return WITHHELD;
  if (Array.isArray(value)) return depth >= DEEPEST ? WITHHELD : value.map((each) => maskValue(key, each, depth + 1));
  if (typeof value === 'object' && isPlain(value)) return depth >= DEEPEST ? WITHHELD : maskAll(value, depth + 1);
  const mask = maskers[key];
  return mask && (typeof value === 'string' || typeof value === 'number') ? mask(String(value)) : value;
};

const maskAll = (fields: object, depth: number): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, maskValue(key, value, depth)]));

/** A copy of a log line's fields with personal data masked and secrets, bodies and messages withheld, at any depth, in lists too. */
export const maskFields = (fields: Record<string, unknown>): Record<string, unknown> => maskAll(fields, 0);

/** JSON lines on stderr; `trace` ties those of one message together. */
export const createLog = (level: LogLevel, name = 'water'): Log =>
  pino(
    {
      level,
      name,
      base: { name },
      mixin: () => {
        const trace = currentTrace();
        return trace === undefined ? {} : { trace };
      },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: maskFields },
      serializers: { err: pino.stdSerializers.err },
    },
    pino.destination({ dest: 2, sync: true }),
  );

export const silentLog: Log = pino({ level: 'silent' });
