import type { Tariff } from '../src/domain/billing/index.js';

/** A household price table of a real city's shape: three tiers by the year's usage, sewage treatment in each. */
export const demoTariff: Tariff = {
  name: '居民生活用水',
  from: '2020-01-01',
  tiers: [
    { tier: 1, upToTons: 180, waterFen: 253, sewageFen: 95 },
    { tier: 2, upToTons: 260, waterFen: 380, sewageFen: 95 },
    { tier: 3, upToTons: null, waterFen: 759, sewageFen: 95 },
  ],
};
