import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Tariff } from './domain/billing/index.js';
import { isDay } from './kernel/dates.js';
import { reasonOf, refuse } from './kernel/errors.js';

const fen = z.number().int().min(0);
const tariff = z.strictObject({
  name: z.string().trim().min(1),
  from: z.string().refine(isDay, 'must be a day such as 2026-01-01'),
  tiers: z
    .array(
      z.strictObject({
        tier: z.number().int().min(1),
        upToTons: z.number().int().positive().nullable(),
        waterFen: fen,
        sewageFen: fen,
      }),
    )
    .min(1)
    .max(4)
    .refine(
      (tiers) =>
        tiers.every(
          ({ tier, upToTons }, i) =>
            tier === i + 1 &&
            (i === tiers.length - 1
              ? upToTons === null
              : upToTons !== null && upToTons > (tiers[i - 1]?.upToTons ?? 0)),
        ),
      'tiers count from 1, their edges rise, and the last has none (null)',
    ),
});

/**
 * The utility's household price table from a JSON file: `{name, from, tiers: [{tier, upToTons, waterFen, sewageFen}]}`, edges in tons a year.
 * @throws Refused bad_configuration
 */
export const readTariff = (path: string): Tariff => {
  try {
    return tariff.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    const why =
      error instanceof z.ZodError
        ? error.issues.map(({ path: at, message }) => `${at.join('.')}: ${message}`).join('; ')
        : reasonOf(error);
    return refuse('bad_configuration', `TARIFF_FILE ${path}: ${why}`);
  }
};
