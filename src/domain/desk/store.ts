import type { QueryFilter, UpdateQuery } from 'mongoose';
import type { Connection } from '../../database/connect.js';
import { dayCounter } from '../../database/day-counter.js';
import { modelOf, unlessTaken } from '../../database/schema.js';
import type { DeskEnding, DeskState, DeskTalk, DeskWay } from './door.js';
import { presentTalk, type SaidSeal } from './present-talk.js';
import { type DeskLineRow, type DeskRow, type DeskUntold, deskSchema } from './schema.js';
import { LINES_MAX } from './talk.js';

/** A row without what was said. */
export type DeskHead = Omit<DeskRow, 'lines'>;

const ACTS_KEPT = 20;
/** Beyond this a queue is simply long. */
const MOST_COUNTED = 10_000;
const UNDER_WAY: readonly DeskState[] = ['waiting', 'held'];
const HEAD = { lines: 0 } as const;

/** A clerk may act on a conversation that nobody has or that is the clerk's own. */
const ownOrFree = (clerk: string): QueryFilter<DeskRow> => ({ clerk: { $in: [null, clerk] } });

const endOf = (ending: DeskEnding, at: Date, tell?: DeskUntold): UpdateQuery<DeskRow> => ({
  $set: { state: 'over', ending, endedAt: at, ...(tell ? { tell, tellAt: at } : {}) },
  $unset: { open: 1, watchAt: 1, ...(tell ? {} : { tell: 1, tellAt: 1 }) },
});

export type DeskStore = ReturnType<typeof deskStore>;

export const deskStore = (db: Connection, said: SaidSeal) => {
  const talks = modelOf(db, 'DeskTalk', deskSchema);
  const present = (row: DeskRow): DeskTalk => presentTalk(row, said);
  const change = async (filter: QueryFilter<DeskRow>, update: UpdateQuery<DeskRow>): Promise<DeskTalk | undefined> => {
    const row = await talks.findOneAndUpdate(filter, update, { returnDocument: 'after' }).lean<DeskRow>();
    return row ? present(row) : undefined;
  };
  const head = async (filter: QueryFilter<DeskRow>): Promise<DeskHead | undefined> =>
    (await talks.findOne(filter, HEAD).lean<DeskHead>()) ?? undefined;

  return {
    headOf: (number: string): Promise<DeskHead | undefined> => head({ number }),
    /** The conversation of a resident that is not over. */
    openOf: (openid: string): Promise<DeskHead | undefined> => head({ open: openid }),
    byCause: (cause: string): Promise<DeskHead | undefined> => head({ cause }),
    byNumber: async (number: string): Promise<DeskTalk | undefined> => {
      const row = await talks.findOne({ number }).lean<DeskRow>();
      return row ? present(row) : undefined;
    },
    /** The next number of a Beijing day, from 1; never given twice. */
    count: dayCounter(db, 'DeskCounter', 'desk_counters'),
    /** @returns false when its cause or number is taken, or the resident has one that is not over */
    insert: async (row: DeskRow): Promise<boolean> => {
      return unlessTaken(talks.create([row]));
    },
    /** How many wait that asked before. */
    ahead: ({ askedAt, number }: Pick<DeskRow, 'askedAt' | 'number'>): Promise<number> =>
      talks.countDocuments(
        { state: 'waiting', $or: [{ askedAt: { $lt: askedAt } }, { askedAt, number: { $lt: number } }] },
        { limit: MOST_COUNTED },
      ),
    /** How long those waited who were last taken since then, the newest first. */
    waits: async (since: Date, limit: number): Promise<readonly { ms: number; ahead: number }[]> => {
      const rows = await talks
        .find({ takenAt: { $gte: since } }, { _id: 0, askedAt: 1, takenAt: 1, ahead: 1 })
        .sort({ takenAt: -1 })
        .limit(limit)
        .lean<Pick<DeskRow, 'askedAt' | 'takenAt' | 'ahead'>[]>();
      return rows.map(({ askedAt, takenAt = askedAt, ahead }) => ({
        ms: takenAt.getTime() - askedAt.getTime(),
        ahead,
      }));
    },
    inState: async (
      state: DeskState,
      { district, limit }: { district?: string; limit: number },
    ): Promise<readonly DeskTalk[]> => {
      const rows = await talks
        .find({ state, ...(district === undefined ? {} : { district }) })
        .sort({ askedAt: 1, number: 1 })
        .limit(limit)
        .lean<DeskRow[]>();
      return rows.map(present);
    },
    /** Up to `MOST_COUNTED`. */
    countIn: (state: DeskState): Promise<number> => talks.countDocuments({ state }, { limit: MOST_COUNTED }),
    /** Keeps a resident's line, once a cause. @returns false when it is kept already, there is no room, or the state is another */
    addSaying: async (
      seen: Pick<DeskHead, 'number' | 'state'>,
      line: DeskLineRow,
      { hasFile, ...set }: Partial<DeskRow> & { hasFile: boolean },
    ): Promise<boolean> => {
      // Long past on any clock: the first run takes it.
      const fetched = hasFile ? { $inc: { files: 1 }, $min: { filesAt: new Date(0) } } : {};
      const { matchedCount } = await talks.updateOne(
        { ...seen, 'lines.cause': { $ne: line.cause }, [`lines.${LINES_MAX - 1}`]: { $exists: false } },
        { $push: { lines: line }, $set: set, ...fetched },
      );
      return matchedCount === 1;
    },
    hasLine: async (number: string, cause: string): Promise<boolean> =>
      (await talks.exists({ number, 'lines.cause': cause })) !== null,
    take: (number: string, clerk: string, at: Date, watchAt: Date): Promise<DeskTalk | undefined> =>
      change(
        { number, state: 'waiting' },
        { $set: { state: 'held', clerk, watchAt }, $min: { takenAt: at }, $unset: { tell: 1, tellAt: 1 } },
      ),
    /** Writes a clerk's line once a cause; who speaks has it. @returns undefined when refused by state, holder, room or cause */
    addWord: (number: string, by: string, line: DeskLineRow, watchAt: Date): Promise<DeskTalk | undefined> =>
      change(
        {
          number,
          state: { $in: [...UNDER_WAY] },
          'lines.cause': { $ne: line.cause },
          [`lines.${LINES_MAX - 1}`]: { $exists: false },
          ...ownOrFree(by),
        },
        {
          $push: { lines: line },
          $set: { state: 'held', clerk: by, last: 'clerk', watchAt },
          $min: { takenAt: line.at },
          $unset: { tell: 1, tellAt: 1 },
        },
      ),
    lineOf: async (number: string, cause: string): Promise<{ talk: DeskTalk; line: DeskLineRow } | undefined> => {
      const row = await talks.findOne({ number, 'lines.cause': cause }).lean<DeskRow>();
      const line = row?.lines.find((each) => each.cause === cause);
      return row && line ? { talk: present(row), line } : undefined;
    },
    /** The first known way stays; only an unknown one is corrected. */
    settleLine: async (number: string, cause: string, sent: { way: DeskWay; left: number }): Promise<void> => {
      await talks.updateOne(
        { number, lines: { $elemMatch: { cause, way: { $in: [null, 'unknown'] } } } },
        { $set: { 'lines.$.way': sent.way, 'lines.$.left': sent.left } },
      );
    },
    /** A clerk ends it, once a cause. @returns undefined when it is over, another's, or the cause is known */
    release: (input: { number: string; by: string; cause: string; at: Date; tell: DeskUntold; force: boolean }) => {
      const { number, by, cause, at, tell, force } = input;
      return change(
        { number, state: { $in: [...UNDER_WAY] }, acts: { $ne: cause }, ...(force ? {} : ownOrFree(by)) },
        { ...endOf('clerk', at, tell), $push: { acts: { $each: [cause], $slice: -ACTS_KEPT } } },
      );
    },
    hasActed: async (number: string, cause: string): Promise<boolean> =>
      (await talks.exists({ number, acts: cause })) !== null,
    /** The resident ends it. @returns false when it is over */
    leave: async (openid: string, number: string | undefined, at: Date): Promise<boolean> => {
      const { matchedCount } = await talks.updateOne(
        { open: openid, ...(number === undefined ? {} : { number }) },
        endOf('resident', at),
      );
      return matchedCount === 1;
    },

    /** What is to be looked at by `now`, the longest due first. */
    due: (now: Date, limit: number): Promise<DeskHead[]> =>
      talks
        .find({ watchAt: { $lte: now } }, HEAD)
        .sort({ watchAt: 1 })
        .limit(limit)
        .lean<DeskHead[]>(),
    held: (limit: number): Promise<DeskHead[]> =>
      talks.find({ state: 'held' }, HEAD).sort({ askedAt: 1, number: 1 }).limit(limit).lean<DeskHead[]>(),
    /** Ends what is still as it was seen. @returns whether it was */
    giveUp: async (seen: DeskHead, ending: DeskEnding, at: Date, tell: DeskUntold): Promise<boolean> => {
      const { number, state, watchAt, last } = seen;
      const { matchedCount } = await talks.updateOne(
        { number, state, last, ...(watchAt ? { watchAt } : {}) },
        endOf(ending, at, tell),
      );
      return matchedCount === 1;
    },
    /** Back in the old place of the queue, when it is still as it was seen. @returns whether it was */
    requeue: async (seen: DeskHead, at: Date, watchAt: Date): Promise<boolean> => {
      const { number, clerk = null, last } = seen;
      const { matchedCount } = await talks.updateOne(
        { number, state: 'held', clerk, last },
        {
          $set: { state: 'waiting', watchAt, last: 'resident', tell: 'requeued', tellAt: at },
          $unset: { clerk: 1, nudge: 1 },
        },
      );
      return matchedCount === 1;
    },
    /** The oldest that is still to be told. */
    untold: (now: Date, limit: number): Promise<DeskHead[]> =>
      talks
        .find({ tellAt: { $lte: now } }, HEAD)
        .sort({ tellAt: 1 })
        .limit(limit)
        .lean<DeskHead[]>(),
    ticketed: async (number: string, ticket: string): Promise<void> => {
      await talks.updateOne({ number }, { $set: { ticket } });
    },
    /** Nothing more is to be told of this. */
    told: async (number: string, tell: DeskUntold, tellAt: Date): Promise<void> => {
      await talks.updateOne({ number, tell, tellAt }, { $unset: { tell: 1, tellAt: 1 } });
    },
    /** Claims the conversation whose files have waited longest, until `lease`. */
    claimFiles: async (now: Date, lease: Date): Promise<(DeskTalk & { files: number }) | undefined> => {
      const row = await talks
        .findOneAndUpdate(
          { filesAt: { $lte: now } },
          { $set: { filesAt: lease } },
          { sort: { filesAt: 1 }, returnDocument: 'after' },
        )
        .lean<DeskRow>();
      return row ? { ...present(row), files: row.files ?? 0 } : undefined;
    },
    /** Ends a claim: the next try is at `again`, or never unless more came meanwhile. */
    releaseFiles: async ({ number, files }: { number: string; files: number }, again?: Date): Promise<void> => {
      if (again) await talks.updateOne({ number }, { $set: { filesAt: again } });
      else await talks.updateOne({ number, files }, { $unset: { filesAt: 1 } });
    },
    /** Numbers of those that ended before then. */
    oldOnes: async (before: Date, limit: number): Promise<readonly string[]> => {
      const rows = await talks
        .find({ endedAt: { $lt: before } }, { _id: 0, number: 1 })
        .limit(limit)
        .lean<{ number: string }[]>();
      return rows.map(({ number }) => number);
    },
    /** Numbers of a resident's. */
    allOf: async (openid: string): Promise<readonly string[]> => {
      const rows = await talks.find({ openid }, { _id: 0, number: 1 }).lean<{ number: string }[]>();
      return rows.map(({ number }) => number);
    },
    remove: async (numbers: readonly string[]): Promise<void> => {
      if (numbers.length > 0) await talks.deleteMany({ number: { $in: [...numbers] } });
    },
  };
};
