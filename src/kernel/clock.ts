import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Business time. Bills, notices, codes, sessions, message windows, tokens and schedules follow it. */
export interface Clock {
  now(): Date;
}

/** Real time in milliseconds: rules leases, time-outs and the five-second cut, and is never moved. */
export const realNow = (): number => Date.now();

export const systemClock: Clock = { now: () => new Date() };

/** A clock that tests hold in their hand. */
export interface HandClock extends Clock {
  set(to: Date): void;
  advance(seconds: number): void;
}

export const handClock = (start: Date | string): HandClock => {
  let at = new Date(start).getTime();
  return {
    now: () => new Date(at),
    set: (to) => {
      at = to.getTime();
    },
    advance: (seconds) => {
      at += seconds * 1000;
    },
  };
};

/** The demo clock: real time plus an offset kept in a file that several processes read and the sandbox moves. */
export interface DemoClock extends Clock {
  /** Moves time for every process that reads the same file. @returns the new now */
  advance(seconds: number): Date;
}

const REREAD_MS = 100;

interface Kept {
  offsetMs: number;
  /** Where the clock was told to start, ISO; null = real time. */
  start: string | null;
}

const readKept = (file: string): Kept | undefined => {
  try {
    const { offsetMs, start } = JSON.parse(readFileSync(file, 'utf8')) as Partial<Kept>;
    return typeof offsetMs === 'number' && Number.isSafeInteger(offsetMs)
      ? { offsetMs, start: typeof start === 'string' ? start : null }
      : undefined;
  } catch {
    return undefined;
  }
};

const modified = (file: string): number => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/**
 * @param file written when missing, so that a restart goes on from where the clock was
 * @param start where the clock begins; it begins anew only when another start is asked for than the kept one. Undefined = go on, or real time
 */
export const demoClock = (file: string, start?: Date): DemoClock => {
  const save = (kept: Kept): Kept => {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const draft = `${file}.${process.pid}.tmp`; // its own: several processes may save at once
    writeFileSync(draft, JSON.stringify(kept), { mode: 0o600 });
    renameSync(draft, file);
    return kept;
  };
  let seen = modified(file); // looked at before reading: a save in between is then noticed by the next look
  const found = readKept(file);
  const goesOn = found && (!start || found.start === start.toISOString());
  let kept = goesOn
    ? found
    : save({ offsetMs: start ? start.getTime() - realNow() : 0, start: start?.toISOString() ?? null });
  if (!goesOn) seen = modified(file);
  let looked = realNow();
  const refresh = (): void => {
    if (realNow() - looked < REREAD_MS) return;
    looked = realNow();
    const changed = modified(file);
    if (changed === seen) return;
    seen = changed;
    kept = readKept(file) ?? kept;
  };
  return {
    now: () => {
      refresh();
      return new Date(realNow() + kept.offsetMs);
    },
    advance: (seconds) => {
      const current = readKept(file) ?? kept;
      kept = save({ ...current, offsetMs: current.offsetMs + Math.round(seconds * 1000) });
      seen = modified(file);
      return new Date(realNow() + kept.offsetMs);
    },
  };
};
