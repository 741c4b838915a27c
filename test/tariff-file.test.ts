import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { demoTariff } from '../demo/index.js';
import { readTariffs } from '../src/tariff-file.js';

const dir = mkdtempSync(join(tmpdir(), 'tariff-'));
const file = join(dir, 'tariff.json');
afterAll(() => rmSync(dir, { recursive: true }));

const read = (value: unknown) => {
  writeFileSync(file, JSON.stringify(value));
  return readTariffs(file);
};

describe('the price table file', () => {
  it('is read as it stands', () => {
    expect(read(demoTariff)).toEqual([demoTariff]);
  });
  it('may hold several versions, larger households and relief', () => {
    const later = {
      ...demoTariff,
      from: '2027-01-01',
      cycle: 'year',
      household: { basePeople: 4, tonsEach: 30 },
      relief: { tonsABill: 10, waterFen: 5, sewageFen: 95 },
    };
    expect(read([demoTariff, later])).toEqual([demoTariff, later]);
  });
  it.each([
    ['no tiers', { ...demoTariff, tiers: [] }],
    ['an edge that falls', { ...demoTariff, tiers: [demoTariff.tiers[1], demoTariff.tiers[0], demoTariff.tiers[2]] }],
    ['a last tier with an edge', { ...demoTariff, tiers: demoTariff.tiers.slice(0, 2) }],
    ['yuan instead of fen', { ...demoTariff, tiers: [{ tier: 1, upToTons: null, waterFen: 2.53, sewageFen: 95 }] }],
    ['no version', []],
    ['versions out of order', [demoTariff, { ...demoTariff, from: '2019-01-01' }]],
    ['two versions of one day', [demoTariff, demoTariff]],
    ['relief without its prices', { ...demoTariff, relief: { tonsABill: 10 } }],
    ['a day that is none', { ...demoTariff, from: '2026-02-30' }],
  ])('refuses %s', (_, value) => {
    expect(() => read(value)).toThrow(/bad_configuration/);
  });
  it('refuses a file that is not there', () => {
    expect(() => readTariffs(join(dir, 'none.json'))).toThrow(/bad_configuration/);
  });
});
