import { describe, expect, it } from '@jest/globals';
import { type Attempts, lockedUntil, withAttempt } from '../../../src/domain/staff/attempts.js';

const at = (minute: number): Date => new Date(Date.UTC(2026, 10, 21, 1, minute));
const triedAt = (...minutes: number[]): Attempts =>
  minutes.reduce<Attempts>((attempts, minute) => withAttempt(attempts, at(minute)), []);

describe('attempts', () => {
  it('lock with the fifth within 15 minutes, for 15 minutes from the fifth', () => {
    expect(lockedUntil(triedAt(0, 1, 2, 3), at(3))).toBeUndefined();
    const five = triedAt(0, 10, 11, 12, 14);
    expect(lockedUntil(five, at(14))).toEqual(at(29));
    // The first attempt is older than 15 minutes by then; the lock holds all the same.
    expect(lockedUntil(five, at(28))).toEqual(at(29));
    expect(lockedUntil(five, at(29))).toBeUndefined();
  });

  it('do not lock when they are spread', () => {
    expect(lockedUntil(triedAt(0, 4, 8, 12, 16, 20, 24), at(24))).toBeUndefined();
  });

  it('begin anew after a lock', () => {
    const again = withAttempt(triedAt(0, 1, 2, 3, 4), at(20));
    expect(again).toEqual([at(20)]);
  });
});
