import { rankTickets } from './0001-rank-tickets.js';
import { type MigrateDeps, migrate as migrateWith } from './migrate.js';
import type { Migration } from './migration.js';

/** All of them, in order. A new one stands at the end, with the next number. */
export const migrations: readonly Migration[] = [rankTickets];

/** `migrate` with the product's own migrations. @throws Refused database_newer | migration_failed */
export const migrate = (deps: Pick<MigrateDeps, 'db' | 'log'>): Promise<void> => migrateWith({ ...deps, migrations });
