import type { Log } from '../kernel/log.js';
import { codes, readAnswer, type Verdict } from './answers.js';
import { pause } from './timers.js';
import { exchange, TransportError } from './transport.js';

/** One call of the platform's API. */
export interface Call {
  path: string;
  query?: Readonly<Record<string, string>>;
  json?: unknown;
  body?: { bytes: Buffer; type: string };
  /** the answer may be a file */
  file?: boolean;
  signal?: AbortSignal;
}

/** What came of a call. `maybe`: it may have had its effect. */
export type Called =
  | { kind: 'answered'; verdict: Verdict }
  | { kind: 'file'; bytes: Buffer; type: string }
  | { kind: 'unreachable'; maybe: boolean };

/** How the platform took a call, in a few words. */
export type CallResult =
  | 'ok'
  | 'busy'
  | 'token'
  | 'quota'
  | 'closed'
  | 'gone'
  | 'configuration'
  | 'refused'
  | 'unreachable';

/** Told of each exchange with the platform. */
export type OnCall = (path: string, result: CallResult) => void;

const classes = ['token', 'quota', 'closed', 'gone', 'configuration'] as const;

/** The class of an error code. */
export const resultOf = (errcode: number): CallResult => {
  if (errcode === 0) return 'ok';
  if (errcode === codes.busy) return 'busy';
  return classes.find((name) => codes[name].has(errcode)) ?? 'refused';
};

const resultOfCall = (called: Called): CallResult => {
  if (called.kind === 'answered') return resultOf(called.verdict.errcode);
  return called.kind === 'file' ? 'ok' : 'unreachable';
};

export interface CallerDeps {
  /** origin of the API */
  endpoint: string;
  log: Log;
  /** real milliseconds a call */
  timeoutMs: number;
  /** real milliseconds before each further try of a busy platform */
  pauses: readonly number[];
  onCall?: OnCall;
}

/** Whether bytes that should be a file are the platform's error, whatever their type says. */
const isVerdict = (bytes: Buffer): boolean =>
  bytes.length < 4096 && bytes[0] === 0x7b && readAnswer({ body: bytes }) !== undefined;

/** Makes calls, patiently: a busy platform is asked again after a pause. Never throws for what the platform or the network does. */
export const createCaller = ({ endpoint, log, timeoutMs, pauses, onCall }: CallerDeps) => {
  const asked = async ({ path, query, json, body, file, signal }: Call, token?: string): Promise<Called> => {
    const search = new URLSearchParams({ ...(token === undefined ? {} : { access_token: token }), ...query });
    const sent = json === undefined ? body : { bytes: Buffer.from(JSON.stringify(json)), type: 'application/json' };
    try {
      const answer = await exchange({
        method: sent ? 'POST' : 'GET',
        url: `${endpoint}${path}?${search.toString()}`,
        timeoutMs,
        ...(sent ? { headers: { 'content-type': sent.type }, body: sent.bytes } : {}),
        ...(signal ? { signal } : {}),
      });
      if (answer.status !== 200) {
        log.warn({ path, status: answer.status }, 'the platform failed');
        return { kind: 'unreachable', maybe: true };
      }
      if (file && !isVerdict(answer.body)) return { kind: 'file', bytes: answer.body, type: answer.type };
      const verdict = readAnswer(answer);
      return verdict ? { kind: 'answered', verdict } : { kind: 'unreachable', maybe: true };
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      log.warn({ path, reason: error.message }, 'the platform could not be reached');
      return { kind: 'unreachable', maybe: error.sent };
    }
  };

  const once = async (call: Call, token?: string): Promise<Called> => {
    const called = await asked(call, token);
    onCall?.(call.path, resultOfCall(called));
    return called;
  };

  /** @param token left out only where a token is asked for */
  return async (call: Call, token?: string): Promise<Called> => {
    for (const wait of pauses) {
      const called = await once(call, token);
      if (called.kind !== 'answered' || called.verdict.errcode !== codes.busy) return called;
      await pause(wait);
    }
    return once(call, token);
  };
};
