import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { demoClock, handClock, realNow, systemClock } from '../../src/kernel/clock.js';

const START = new Date('2026-11-21T09:00:00+08:00');
const HOUR = 3600;
let folder: string;
let file: string;
let real: number;

/** Lets real time pass without waiting for it. */
const pass = (ms: number): void => {
  real += ms;
};
/** Some file systems keep time in coarse steps: two writes in a row must differ for certain. */
const touched = (seconds: number): void => utimesSync(file, seconds, seconds);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clock-'));
  file = join(folder, 'deep', 'clock.json');
  real = Date.UTC(2026, 0, 1);
  jest.spyOn(Date, 'now').mockImplementation(() => real);
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

describe('handClock', () => {
  it('stands until it is moved', () => {
    const clock = handClock('2026-11-21T09:00:00+08:00');
    expect(clock.now()).toEqual(START);
    clock.advance(90);
    expect(clock.now().toISOString()).toBe('2026-11-21T01:01:30.000Z');
    clock.set(START);
    expect(clock.now()).toEqual(START);
  });

  it('hands out copies: changing one moves nothing', () => {
    const clock = handClock(START);
    clock.now().setFullYear(1999);
    expect(clock.now()).toEqual(START);
  });
});

describe('systemClock', () => {
  it('is real time', () => {
    jest.restoreAllMocks();
    expect(Math.abs(systemClock.now().getTime() - realNow())).toBeLessThan(5000);
  });
});

describe('demoClock', () => {
  it('begins where it is told, runs on with real time, and keeps a private file', () => {
    const clock = demoClock(file, START);
    expect(clock.now()).toEqual(START);
    pass(60_000);
    expect(clock.now()).toEqual(new Date(START.getTime() + 60_000));
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, 'deep'))).toEqual(['clock.json']);
  });

  it('is real time when nobody told it anything', () => {
    expect(demoClock(file).now().getTime()).toBe(real);
    expect(existsSync(file)).toBe(true);
  });

  it('moves by whole milliseconds and answers the new now', () => {
    const clock = demoClock(file, START);
    expect(clock.advance(26 * HOUR)).toEqual(new Date('2026-11-22T11:00:00+08:00'));
    expect(clock.advance(0.0015).getTime() - clock.advance(0).getTime()).toBe(0);
    expect(Number.isInteger(JSON.parse(readFileSync(file, 'utf8')).offsetMs)).toBe(true);
  });

  it('goes on after a restart, with the same start or with none', () => {
    demoClock(file, START).advance(HOUR);
    pass(5_000);
    const expected = new Date(START.getTime() + HOUR * 1000 + 5_000);
    expect(demoClock(file, START).now()).toEqual(expected);
    expect(demoClock(file).now()).toEqual(expected);
  });

  it('begins anew when another start is asked for', () => {
    demoClock(file, START).advance(HOUR);
    const other = new Date('2026-12-03T08:00:00+08:00');
    expect(demoClock(file, other).now()).toEqual(other);
    expect(demoClock(file, START).now()).toEqual(START);
  });

  it('shows a move to every reader of the file, and the moves add up', () => {
    const [one, two] = [demoClock(file, START), demoClock(file, START)];
    touched(1);
    pass(200);
    two.now();
    one.advance(HOUR);
    touched(2);
    pass(200);
    expect(two.now()).toEqual(one.now());
    two.advance(HOUR);
    touched(3);
    pass(200);
    expect(one.now()).toEqual(new Date(START.getTime() + 2 * HOUR * 1000 + 600));
  });

  it('adds to a move that it has not seen yet', () => {
    const [one, two] = [demoClock(file, START), demoClock(file, START)];
    one.advance(HOUR);
    expect(two.advance(HOUR)).toEqual(new Date(START.getTime() + 2 * HOUR * 1000));
  });

  it.each([
    '',
    'null',
    '{}',
    '{"offsetMs":"soon"}',
    '{"offsetMs":1.5}',
    '[1',
  ])('does not stumble over a spoilt file: %s', (spoilt) => {
    demoClock(file, START);
    writeFileSync(file, spoilt);
    expect(demoClock(file, START).now()).toEqual(START);
  });

  it('keeps its time when the file is spoilt or lost while it runs', () => {
    const clock = demoClock(file, START);
    writeFileSync(file, 'spoilt');
    touched(9);
    pass(200);
    expect(clock.now()).toEqual(new Date(START.getTime() + 200));
    rmSync(file);
    pass(200);
    expect(clock.now()).toEqual(new Date(START.getTime() + 400));
    expect(clock.advance(1)).toEqual(new Date(START.getTime() + 1400));
  });
});
