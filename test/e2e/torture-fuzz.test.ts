import { expect, it } from '@jest/globals';
import { frames } from '../../bench/torture/database-frames.js';
import { queries } from '../../bench/torture/database-queries.js';

const say = (): void => undefined;
/** How long others wait is the long trial's to judge: beside other tests the machine itself makes them wait. */
const wrong = (violations: readonly string[]): string[] =>
  violations.filter((one) => !one.includes('somebody else waited'));

it('frames of any kind: each is answered or its connection closed, and nobody else notices', async () => {
  const { violations, figures } = await frames.run({ options: { count: 400, seed: 3 }, say });
  expect(wrong(violations)).toEqual([]);
  expect(figures.answered).toBeGreaterThan(100);
  expect(figures.closed).toBeGreaterThan(20);
}, 60_000);

it('questions of any kind: each is answered or refused, and nobody else waits', async () => {
  const { violations, figures } = await queries.run({ options: { count: 120, documents: 500, seed: 3 }, say });
  expect(wrong(violations)).toEqual([]);
  expect(figures.answers).toMatchObject({ ok: expect.any(Number), 2: expect.any(Number) });
}, 60_000);
