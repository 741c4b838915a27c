import { expect, it } from '@jest/globals';
import { database } from '../../bench/torture/database.js';

it('ten deaths of the database amid writers: nothing acknowledged is lost, nothing is half done, indexes equal scans', async () => {
  const { violations, figures } = await database.run({
    options: { kills: 10, documents: 1600, writers: 16, writes: 120, every: 1, lateMs: 0, seed: 5 },
    say: () => undefined,
  });
  expect(violations).toEqual([]);
  expect(figures.kills).toEqual({ writing: expect.any(Number), starting: expect.any(Number) });
  expect(figures.acknowledged).toBeGreaterThan(100);
}, 120_000);
