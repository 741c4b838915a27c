import { expect, it } from '@jest/globals';
import { talk } from '../../bench/torture/talk.js';

it('five deaths amid the talks of eight residents: nothing told is missing, nothing is double, all are answered', async () => {
  const said: string[] = [];
  const verdict = await talk.run({
    options: { kills: 5, residents: 8, fetchSeconds: 0, seed: 7 },
    say: (line) => void said.push(line),
  });
  expect(verdict.violations).toEqual([]);
  expect(verdict.figures.tickets).toBeGreaterThan(0);
  expect(said.filter((line) => line.startsWith('kill '))).toHaveLength(5);
}, 240_000);
