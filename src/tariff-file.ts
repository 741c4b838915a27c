import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Tariffs } from './domain/billing/index.js';
import { isDay } from './kernel/dates.js';
import { reasonOf, refuse } from './kernel/errors.js';

const fen = z.number().int().min(0);
const positive = z.number().int().positive();
const version = z.strictObject({
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
  cycle: z.enum(['year', 'month']).exactOptional(),
  household: z.strictObject({ basePeople: positive, tonsEach: positive }).exactOptional(),
  relief: z.strictObject({ tonsABill: positive, waterFen: fen, sewageFen: fen }).exactOptional(),
});

const versions = z
  .tuple([version], version)
  .refine(
    (list) => list.every(({ from }, i) => i === 0 || from > (list[i - 1]?.from ?? '')),
    'versions go from the oldest to the newest, one a day at most',
  );

/**
 * The utility's household price table from a JSON file: one version `{name, from, tiers: [{tier, upToTons, waterFen, sewageFen}]}`, or a
 * list of them, the oldest first. Edges are in tons a year, or of each bill with `cycle: "month"`; `household: {basePeople, tonsEach}`
 * widens them for larger homes and `relief: {tonsABill, waterFen, sewageFen}` prices the first tons of homes with relief.
 * @throws Refused bad_configuration
 */
export const readTariffs = (path: string): Tariffs => {
  try {
    const content: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return versions.parse(Array.isArray(content) ? content : [content]);
  } catch (error) {
    const why =
      error instanceof z.ZodError
        ? error.issues.map(({ path: at, message }) => `${at.join('.')}: ${message}`).join('; ')
        : reasonOf(error);
    return refuse('bad_configuration', `TARIFF_FILE ${path}: ${why}`);
  }
};
