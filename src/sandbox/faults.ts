import { refuse } from '../kernel/errors.js';
import { type Fields, maybeString, needNumber, needString } from './input.js';

/** A misbehaviour of the platform that a tester asked for. */
export interface Fault {
  /** A prefix of the path. */
  path: string;
  /** How many calls it still hits; undefined = until it is taken away. */
  times?: number;
  errcode?: number | string;
  status?: number;
  /** Real milliseconds before anything else happens. */
  delayMs?: number;
  hang?: boolean;
  body?: string;
  /** The call takes effect first and only its answer is spoilt. */
  after?: boolean;
}

/** The faults in force, oldest first; a restart forgets them. */
export interface Faults {
  /** @throws Refused bad_input */
  add(fields: Fields): void;
  clear(): void;
  list(): readonly Fault[];
  /** The first fault for this path, counted down. */
  take(path: string): Fault | undefined;
}

const LONGEST_DELAY_MS = 600_000;

const readFault = (fields: Fields): Fault => {
  const { errcode, hang, after, body } = fields;
  const fault: Fault = { path: needString(fields, 'path') };
  if (!fault.path.startsWith('/')) return refuse('bad_input', '"path" must begin with /');
  if (fields.times !== undefined) fault.times = needNumber(fields, 'times', 1, Number.MAX_SAFE_INTEGER);
  if (fields.status !== undefined) fault.status = needNumber(fields, 'status', 200, 599);
  if (fields.delayMs !== undefined) fault.delayMs = needNumber(fields, 'delayMs', 0, LONGEST_DELAY_MS);
  if (errcode !== undefined) fault.errcode = typeof errcode === 'number' ? errcode : needString(fields, 'errcode');
  if (body !== undefined)
    fault.body = typeof body === 'object' ? JSON.stringify(body) : (maybeString(fields, 'body') ?? '');
  if (hang === true) fault.hang = true;
  if (after === true) fault.after = true;
  const does = ['errcode', 'status', 'delayMs', 'hang', 'body'].some((name) => fields[name] !== undefined);
  return does ? fault : refuse('bad_input', 'a fault needs one of errcode, status, delayMs, hang, body');
};

/** No faults. */
export const createFaults = (): Faults => {
  let faults: Fault[] = [];
  return {
    add: (fields) => {
      faults.push(readFault(fields));
    },
    clear: () => {
      faults = [];
    },
    list: () => faults,
    take: (path) => {
      const fault = faults.find((each) => path.startsWith(each.path));
      if (fault?.times !== undefined) {
        fault.times -= 1;
        if (fault.times <= 0) faults = faults.filter((each) => each !== fault);
      }
      return fault;
    },
  };
};
