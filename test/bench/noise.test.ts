import { describe, expect, it } from '@jest/globals';
import { kinds, noisy, noisyTimes } from '../../bench/nlu/noise.js';
import { noiseRows } from '../../bench/nlu/noise-table.js';
import { frozenSentences } from '../../bench/nlu/sentences.js';
import { chanceOf } from '../../bench/torture/chance.js';
import { examples } from '../../intents/examples.js';
import { createUnderstanding, learnFrom } from '../../src/conversation/nlu/understand.js';

const said = '师傅说今天下午三点停水，是不是真的';

describe('noise', () => {
  it('is the same for the same seed', () => {
    for (const kind of kinds) expect(noisy(said, kind, chanceOf(7))).toBe(noisy(said, kind, chanceOf(7)));
    expect(noisyTimes(said, 2, chanceOf(7))).toBe(noisyTimes(said, 2, chanceOf(7)));
  });

  it('is one slip a sentence', () => {
    const length = [...said].length;
    for (let seed = 1; seed <= 20; seed += 1) {
      const changed = (kind: (typeof kinds)[number]) => [...noisy(said, kind, chanceOf(seed))];
      for (const kind of ['homophone', 'look-alike'] as const)
        expect(changed(kind).filter((char, i) => char !== [...said][i])).toHaveLength(1);
      expect(changed('dropped')).toHaveLength(length - 1);
      expect(changed('doubled').length - length).toBeLessThanOrEqual(2);
      expect(changed('swapped').toSorted()).toEqual([...said].toSorted());
      expect(changed('filler').length).toBeGreaterThan(length);
    }
    expect(noisy('水費', 'traditional', chanceOf(1))).toBe('水費');
    expect(noisy('水费', 'traditional', chanceOf(1))).toBe('水費');
  });

  it('leaves alone what would be nothing without a character', () => {
    for (const kind of ['dropped', 'swapped'] as const) expect(noisy('水价', kind, chanceOf(3))).toBe('水价');
  });
});

it('costs the frozen split at most four points of accuracy, whatever the slip', () => {
  const rows = noiseRows(frozenSentences(), createUnderstanding(learnFrom(examples())), 1);
  process.stdout.write(`${rows.map(({ noise, lost }) => `${noise} ${lost.toFixed(1)}`).join(', ')}\n`);
  for (const { noise, lost } of rows) expect({ noise, bearable: lost <= 4 }).toEqual({ noise, bearable: true });
});
