import { isFields } from './input.js';

/** A call that the service made to the platform, the SMS gateway or the recogniser. */
export interface PlatformCall {
  /** From 1, in the order in which the calls came. */
  seq: number;
  /** Business time. */
  at: string;
  method: string;
  path: string;
  query: Readonly<Record<string, string>>;
  body: unknown;
  /** The HTTP status; 0 when no answer went out. */
  status: number;
  answer: unknown;
  /** Real milliseconds. */
  ms: number;
}

/** The newest calls, in memory only: a restart begins a new log. */
export interface CallLog {
  /** Notes a call when it comes; the caller fills in how it was answered. */
  open(call: Pick<PlatformCall, 'at' | 'method' | 'path' | 'query' | 'body'>): PlatformCall;
  /** @param since a seq, of which later calls are meant, or an ISO time, of which the same or later are meant */
  list(path: string | undefined, since: string | undefined): PlatformCall[];
}

const NEWEST = 50_000;
const SLACK = 5_000;
const LONGEST_STRING = 4_000;

/** A copy for the log: long strings, such as recordings in base64, are replaced by their length. */
export const trimmed = (value: unknown): unknown => {
  if (typeof value === 'string') return value.length > LONGEST_STRING ? `<${value.length} characters>` : value;
  if (Array.isArray(value)) return value.map(trimmed);
  if (isFields(value)) return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, trimmed(each)]));
  return value;
};

/** An empty log that keeps the newest 50,000 calls. */
export const createCallLog = (): CallLog => {
  let calls: PlatformCall[] = [];
  let seq = 0;
  return {
    open: (call) => {
      seq += 1;
      const opened: PlatformCall = { seq, ...call, status: 0, answer: null, ms: 0 };
      calls.push(opened);
      if (calls.length >= NEWEST + SLACK) calls = calls.slice(-NEWEST);
      return opened;
    },
    list: (path = '', since = '') => {
      const isSeq = /^\d+$/.test(since);
      const after = isSeq ? Number(since) : 0;
      const from = isSeq || !since ? 0 : Date.parse(since);
      return calls
        .slice(-NEWEST)
        .filter((call) => call.seq > after && call.path.startsWith(path) && !(Date.parse(call.at) < from));
    },
  };
};
