import { expect, it } from '@jest/globals';
import { push } from '../../bench/torture/push.js';

it('a small push under kill -9 and lost answers: each resident has exactly one bill', async () => {
  const heard: string[] = [];
  const { violations, figures } = await push.run({
    options: { recipients: 200, kills: 2, seed: 11 },
    say: (line) => void heard.push(line),
  });
  expect({ violations, heard: violations.length > 0 ? heard : [] }).toEqual({ violations: [], heard: [] });
  expect(figures).toMatchObject({ counts: { sent: 200, unknown: 0 }, shown: { once: 200, missing: 0, doubled: 0 } });
}, 240_000);
