import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { followChanges } from '../../../src/domain/knowledge/follow-changes.js';
import { silentLog } from '../../../src/kernel/log.js';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

it('settles again and again, never twice at once, through failures, and once more at the end', async () => {
  const ends: (() => void)[] = [];
  let calls = 0;
  const stop = followChanges(
    () => {
      calls += 1;
      if (calls === 2) return Promise.reject(new Error('store away'));
      return calls === 1 ? new Promise<void>((resolve) => ends.push(resolve)) : Promise.resolve();
    },
    1000,
    silentLog,
  );
  await jest.advanceTimersByTimeAsync(3000);
  expect(calls).toBe(1);
  ends[0]?.();
  await jest.advanceTimersByTimeAsync(2000);
  expect(calls).toBe(3);
  await stop();
  expect(calls).toBe(4);
  await jest.advanceTimersByTimeAsync(5000);
  expect(calls).toBe(4);
});
