import { createContext, Script } from 'node:vm';
import { realNow } from '../../kernel/clock.js';
import { bsonTypeOf, isDocument } from './bson-values.js';
import { fail } from './failure.js';

/**
 * One thread serves everybody, so what a command computes between two turns is bounded: a stretch begins with the command, with its
 * transaction, or after others had their turn. Only expressions and regular expressions are bounded; plain scans and writes are not.
 */
const STRETCH_MS = 300;
/** One call that cannot be asked to stop by itself. */
const GUARDED_MS = 150;
/** All calls of one kind in a command, those that take no time left out. */
const GUARDED_IN_ALL_MS = 500;
const NO_TIME_MS = 10;
/** Long enough without a turn. */
const TIRED_MS = 10;
/** Values that expressions may make in a stretch, about 8 bytes each. */
const MAX_MADE = 10_000_000;

let began: { at: number; cpu: number } | undefined;
let made = 0;
let weights = new WeakMap<object, number>();

/** The next stretch begins with what is computed next. The event loop's next turn says so too, by itself. */
export const endStretch = (): void => {
  began = undefined;
  if (made === 0) return;
  made = 0;
  weights = new WeakMap();
};

/** Of the whole process: on a machine that is busy with others, real time says little of what was computed. */
const cpuNow = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

const stretch = (): { at: number; cpu: number } => {
  if (began === undefined) {
    began = { at: realNow(), cpu: cpuNow() };
    setImmediate(endStretch);
  }
  return began;
};

/** Computes what is not bounded, as a sort is not: its time does not count in the stretch. */
export const uncounted = <T>(compute: () => T): T => {
  const { at, cpu } = stretch();
  const [from, cpuFrom] = [realNow(), cpuNow()];
  const made = compute();
  began = { at: at + realNow() - from, cpu: cpu + cpuNow() - cpuFrom };
  return made;
};

/** True when it is time to give way, for those who can. */
export const isTired = (): boolean => realNow() - stretch().at > TIRED_MS;

/** For those who cannot give way. @throws MongoFailure MaxTimeMSExpired when the stretch is over */
export const stayInTime = (): void => {
  const { at, cpu } = stretch();
  if (realNow() - at > STRETCH_MS && cpuNow() - cpu > STRETCH_MS)
    fail('MaxTimeMSExpired', `the embedded database computes at most ${STRETCH_MS} ms without giving way to others`);
};

/** How many values something holds; shared parts count each time, since whoever walks it meets them each time. */
const weightOf = (value: unknown): number => {
  if (typeof value === 'string') return 1 + value.length / 8;
  if (!Array.isArray(value) && !isDocument(value)) return bsonTypeOf(value) ? 4 : 1;
  const known = weights.get(value);
  if (known !== undefined) return known;
  let weight = 1;
  for (const item of Array.isArray(value) ? value : Object.values(value)) weight += weightOf(item);
  weights.set(value, weight);
  return weight;
};

/** Counts what an expression made. @throws MongoFailure ExceededMemoryLimit, MaxTimeMSExpired */
export const madeInTime = <T>(value: T): T => {
  stayInTime();
  made += weightOf(value);
  return made > MAX_MADE ? fail('ExceededMemoryLimit', 'expressions made more values than memory is kept for') : value;
};

const script = new Script('call()');
const room = createContext({ call: undefined }) as { call: unknown };

const tooLong = (ms: number): never => fail('Location51156', `a regular expression did not end in ${ms} ms`);

/** @throws MongoFailure Location51156 when it did not end in time */
const guarded = <T>(call: () => T): T => {
  if (room.call) return call();
  stayInTime();
  const from = cpuNow();
  for (;;) {
    room.call = call;
    try {
      return script.runInContext(room, { timeout: GUARDED_MS });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    } finally {
      room.call = undefined;
    }
    // cut off while others had the processor: once more
    if (cpuNow() - from >= GUARDED_MS) return tooLong(GUARDED_MS);
  }
};

/**
 * Runs what may never end by itself, as a regular expression that backtracks; a guard for each, made by each command anew. About 0.1 ms
 * dearer than a plain call. What is cut off is cut off anywhere, without its `finally`: it may compute, and nothing else.
 * @returns what throws MongoFailure Location51156 when a call, or all calls together, did not end in time
 */
export const makeGuard = (): (<T>(call: () => T) => T) => {
  let spent = 0;
  return (call) => {
    if (spent > GUARDED_IN_ALL_MS) return tooLong(GUARDED_IN_ALL_MS);
    const from = cpuNow();
    const made = guarded(call);
    const ms = cpuNow() - from;
    if (ms > NO_TIME_MS) spent += ms;
    return made;
  };
};
