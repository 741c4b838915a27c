import { setTimeout as delay } from 'node:timers/promises';
import type { mongo } from 'mongoose';
import { realNow } from '../../kernel/clock.js';
import { Refused, reasonOf, refuse } from '../../kernel/errors.js';
import { randomIds } from '../../kernel/ids.js';
import type { Log } from '../../kernel/log.js';
import type { Connection } from '../connect.js';
import { isDuplicateKey } from '../schema.js';
import type { Migration, Place } from './migration.js';

/** A migration's record, and the lease of the process that is at it. Not sharded: a handful. */
interface Row {
  /** The migration's number. */
  _id: number;
  name: string;
  startedAt: Date;
  /** Milliseconds of work, over all processes that were at it. */
  ms: number;
  place?: Place;
  owner?: string;
  /** Real time at which the lease is over. */
  until?: Date;
  /** Set last: only then it is done. */
  doneAt?: Date;
}

type Rows = mongo.Collection<Row>;

/** What migrating needs. */
export interface MigrateDeps {
  db: Connection;
  log: Log;
  migrations: readonly Migration[];
  /** Milliseconds after which another process takes over from a dead one; renewed three times as often. Tests make it short. */
  leaseMs?: number;
}

const COLLECTION = 'migrations';
const LEASE_MS = 15_000;
/** Looks at a migration that another process is at. */
const LOOK_MS = 100;

const at = (ms: number): Date => new Date(ms);

/** @throws Refused database_newer when a migration has begun that this program does not know */
const checkKnown = async (rows: Rows, migrations: readonly Migration[]): Promise<void> => {
  const names = new Map(migrations.map(({ number, name }) => [number, name]));
  const strange = (await rows.find().sort({ _id: 1 }).toArray()).find(({ _id, name }) => names.get(_id) !== name);
  if (strange)
    refuse(
      'database_newer',
      `the database was changed by migration ${strange._id} (${strange.name}), which this version does not know; nothing was touched. ` +
        'Start the newer version, or restore a backup of before it',
    );
};

/** Takes the migration, first or from a process whose lease is over. @returns undefined while another process has it, or when it is done */
const claim = async (
  rows: Rows,
  { number, name }: Migration,
  owner: string,
  leaseMs: number,
): Promise<Row | undefined> => {
  const now = realNow();
  try {
    const row = await rows.findOneAndUpdate(
      { _id: number, doneAt: { $exists: false }, $or: [{ until: { $exists: false } }, { until: { $lte: at(now) } }] },
      { $set: { name, owner, until: at(now + leaseMs) }, $setOnInsert: { startedAt: at(now), ms: 0 } },
      { upsert: true, returnDocument: 'after' },
    );
    return row ?? undefined;
  } catch (error) {
    if (isDuplicateKey(error)) return undefined;
    throw error;
  }
};

interface Shift extends MigrateDeps {
  database: mongo.Db;
  rows: Rows;
  /** Of the leases that this call takes. */
  owner: string;
}

/** Does portions until none is left, or until the lease was lost to another process. */
const work = async ({ leaseMs = LEASE_MS, ...shift }: Shift, migration: Migration, begun: Row): Promise<void> => {
  const { database, rows, owner } = shift;
  const mine = { _id: migration.number, owner };
  const until = (): Date => at(realNow() + leaseMs);
  const renewing = setInterval(() => {
    rows.updateOne(mine, { $set: { until: until() } }).catch(() => undefined); // the next note of a place tells
  }, leaseMs / 3);
  try {
    for (let { place } = begun, held = true; held; ) {
      const began = realNow();
      place = await migration.portion(database, place);
      const $inc = { ms: realNow() - began };
      const { matchedCount } = await rows.updateOne(
        mine,
        place === undefined
          ? { $set: { doneAt: at(realNow()) }, $unset: { owner: 1, until: 1, place: 1 }, $inc }
          : { $set: { place, until: until() }, $inc },
      );
      held = matchedCount === 1 && place !== undefined;
    }
  } catch (error) {
    await rows.updateOne(mine, { $unset: { owner: 1, until: 1 } }).catch(() => undefined);
    throw new Refused(
      'migration_failed',
      `migration ${migration.number} (${migration.name}) stopped: ${reasonOf(error)}. It is not done and no later one was begun; the next start goes on where it stopped`,
    );
  } finally {
    clearInterval(renewing);
  }
};

/** Returns when the migration is done, by this process or another. */
const bring = async (shift: Shift, migration: Migration): Promise<void> => {
  const { log, rows, owner, leaseMs = LEASE_MS } = shift;
  const about = { migration: migration.number, title: migration.name };
  for (let waits = false, worked = false; ; ) {
    const kept = await rows.findOne({ _id: migration.number });
    if (kept?.doneAt) {
      if (worked) log.info({ ...about, ms: kept.ms }, 'migration done');
      return;
    }
    const begun = await claim(rows, migration, owner, leaseMs);
    if (begun) {
      log.info(about, begun.place === undefined ? 'migration begins' : 'migration goes on');
      worked = true;
      await work(shift, migration, begun);
    } else {
      if (!waits) log.info(about, 'another process is at the migration; waiting');
      waits = true;
      await delay(LOOK_MS);
    }
  }
};

/**
 * Brings what is kept up to this version: each migration once, in the order of their numbers, by one process at a time while others wait.
 * Goes on where a process that died, or an error, left one. To be done before any model is made, since models build their indexes.
 * @throws Refused database_newer | migration_failed
 */
export const migrate = async (deps: MigrateDeps): Promise<void> => {
  const database = deps.db.db ?? refuse('database_unreachable', 'not connected');
  const rows = database.collection<Row>(COLLECTION);
  await checkKnown(rows, deps.migrations);
  const shift: Shift = { ...deps, database, rows, owner: randomIds.id() };
  for (const migration of deps.migrations) await bring(shift, migration);
};
