import { expect, it } from '@jest/globals';
import { keyedQueue } from '../../src/conversation/queue.js';

it('keeps the order of one key, lets others pass, and outlives failures', async () => {
  const queued = keyedQueue();
  const done: string[] = [];
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const first = queued('a', async () => {
    await held;
    done.push('a1');
    throw new Error('a1 failed');
  });
  const second = queued('a', async () => done.push('a2'));
  await queued('b', async () => done.push('b1'));
  expect(done).toEqual(['b1']);
  release();
  await expect(first).rejects.toThrow('a1 failed');
  await second;
  expect(done).toEqual(['b1', 'a1', 'a2']);
});
