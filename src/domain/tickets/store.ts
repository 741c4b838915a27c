import type { QueryFilter, UpdateQuery } from 'mongoose';
import type { Connection } from '../../database/connect.js';
import { dayCounter } from '../../database/day-counter.js';
import { modelOf, unlessTaken } from '../../database/schema.js';
import type { Ticket, TicketState, Way } from './door.js';
import { presentTicket, type TicketSeals } from './present-ticket.js';
import { type LineRow, RANK, type TicketRow, ticketSchema, type Untold } from './schema.js';

export interface OpenedLine {
  ticket: Ticket;
  text: string;
  /** Absent while nobody knows how it went out. */
  sent?: { way: Way; left: number };
}

/** A place in the list. */
export interface Place {
  rank: number;
  dueAt: Date;
  number: string;
}
export interface Ranked {
  ticket: Ticket;
  rank: number;
}

const ACTS_KEPT = 100;
/** Beyond this a queue is simply long. */
const MOST_COUNTED = 10_000;

/** A clerk may write on a ticket that nobody has or that is the clerk's own. */
const ownOrFree = (clerk: string): QueryFilter<TicketRow> => ({ clerk: { $in: [null, clerk] } });

export type TicketStore = ReturnType<typeof ticketStore>;

export const ticketStore = (db: Connection, seals: TicketSeals) => {
  const tickets = modelOf(db, 'Ticket', ticketSchema);
  const present = (row: TicketRow): Ticket => presentTicket(row, seals);
  const change = async (
    filter: QueryFilter<TicketRow>,
    update: UpdateQuery<TicketRow>,
  ): Promise<Ticket | undefined> => {
    const row = await tickets.findOneAndUpdate(filter, update, { returnDocument: 'after' }).lean<TicketRow>();
    return row ? present(row) : undefined;
  };

  return {
    byCause: async (cause: string): Promise<Ticket | undefined> => {
      const row = await tickets.findOne({ cause }).lean<TicketRow>();
      return row ? present(row) : undefined;
    },
    byNumber: async (number: string): Promise<Ticket | undefined> => {
      const row = await tickets.findOne({ number }).lean<TicketRow>();
      return row ? present(row) : undefined;
    },
    /** The next number of a Beijing day, from 1; never given twice. */
    count: dayCounter(db, 'TicketCounter', 'ticket_counters'),
    /** @returns false when its cause or its number is taken */
    insert: async (row: TicketRow): Promise<boolean> => {
      return unlessTaken(tickets.create([row]));
    },
    ofResident: async (openid: string, limit: number): Promise<readonly Ticket[]> => {
      const rows = await tickets.find({ openid }).sort({ openedAt: -1, number: -1 }).limit(limit).lean<TicketRow[]>();
      return rows.map(present);
    },
    page: async (input: {
      state?: TicketState;
      clerk?: string;
      district?: string;
      late?: boolean;
      pressing?: boolean;
      after?: Place;
      limit: number;
    }): Promise<readonly Ranked[]> => {
      const { state, clerk, district, late, pressing, after, limit } = input;
      const past = after && {
        $or: [
          { rank: { $gt: after.rank } },
          { rank: after.rank, dueAt: { $gt: after.dueAt } },
          { rank: after.rank, dueAt: after.dueAt, number: { $gt: after.number } },
        ],
      };
      const rows = await tickets
        .find({
          ...(state ? { state } : {}),
          ...(clerk ? { clerk } : {}),
          ...(district === undefined ? {} : { district }),
          ...(late ? { late: true } : {}),
          ...(pressing ? { pressing: true } : {}),
          ...past,
        })
        .sort({ rank: 1, dueAt: 1, number: 1 })
        .limit(limit)
        .lean<TicketRow[]>();
      return rows.map((row) => ({ ticket: present(row), rank: row.rank }));
    },
    /** The newest first. */
    openedBetween: async (from: Date, to: Date, limit: number): Promise<readonly Ticket[]> => {
      const rows = await tickets
        .find({ openedAt: { $gte: from, $lte: to } })
        .sort({ openedAt: -1 })
        .limit(limit)
        .lean<TicketRow[]>();
      return rows.map(present);
    },
    /** Up to `MOST_COUNTED`. */
    countIn: (state: TicketState): Promise<number> => tickets.countDocuments({ state }, { limit: MOST_COUNTED }),
    /** Open tickets whose promise was over at `now`. */
    countBroken: (now: Date): Promise<number> =>
      tickets.countDocuments({ state: 'open', dueAt: { $lt: now } }, { limit: MOST_COUNTED }),
    /** The open one whose promise ends first. */
    soonest: async (): Promise<Ticket | undefined> => {
      const row = await tickets.findOne({ state: 'open' }).sort({ dueAt: 1 }).lean<TicketRow>();
      return row ? present(row) : undefined;
    },
    take: (number: string, clerk: string): Promise<Ticket | undefined> =>
      change({ number, state: 'open', ...ownOrFree(clerk) }, { $set: { state: 'taken', clerk } }),
    /** Ends a ticket that is in one of the states `from`. @returns undefined when it is not, or the cause has acted already */
    end: (input: {
      number: string;
      clerk: string;
      cause: string;
      from: readonly TicketState[];
      to: 'resolved' | 'closed';
      at: Date;
      /** The resident is asked whether it is solved: by what went out before, or still to be told. */
      asked?: 'told' | 'to be told';
    }): Promise<Ticket | undefined> => {
      const { number, clerk, cause, from, to, at, asked } = input;
      return change(
        { number, state: { $in: [...from] }, acts: { $ne: cause }, ...ownOrFree(clerk) },
        {
          $set: {
            state: to,
            clerk,
            rank: RANK.over,
            ...(to === 'closed' ? { closedAt: at } : {}),
            ...(asked ? { askedAt: at } : {}),
            ...(asked === 'to be told' ? { tell: 'ended', tellAt: at } : {}),
          },
          $min: { endedAt: at, ...(to === 'resolved' ? { answeredAt: at } : {}) },
          $unset: {
            watchAt: 1,
            late: 1,
            pressing: 1,
            ...(asked ? { verdict: 1, verdictAt: 1 } : {}),
            ...(asked === 'to be told' ? {} : { tell: 1, tellAt: 1 }),
          },
          $push: { acts: { $each: [cause], $slice: -ACTS_KEPT } },
        },
      );
    },
    hasActed: async (number: string, cause: string): Promise<boolean> =>
      (await tickets.exists({ number, acts: cause })) !== null,
    /** Writes a line once a cause; the clerk who writes to the resident takes the ticket. @returns undefined when refused by state, owner or cause */
    addLine: (number: string, row: LineRow, states: readonly TicketState[]): Promise<Ticket | undefined> =>
      change(
        {
          number,
          state: { $in: [...states] },
          'lines.cause': { $ne: row.cause },
          ...(row.toResident && row.by ? ownOrFree(row.by) : {}),
        },
        {
          $push: { lines: row },
          ...(row.toResident ? { $set: { state: 'taken', clerk: row.by } } : {}),
        },
      ),
    /** Gives a ticket to another clerk or to nobody, with its line. @returns undefined when it is over, another's, or the cause is known */
    hand: (number: string, row: LineRow, to: string | undefined, force: boolean): Promise<Ticket | undefined> =>
      change(
        {
          number,
          state: { $in: ['open', 'taken'] },
          'lines.cause': { $ne: row.cause },
          ...(force || !row.by ? {} : ownOrFree(row.by)),
        },
        to === undefined
          ? { $set: { state: 'open' }, $unset: { clerk: 1 }, $push: { lines: row } }
          : { $set: { state: 'taken', clerk: to }, $push: { lines: row } },
      ),
    lineOf: async (number: string, cause: string): Promise<OpenedLine | undefined> => {
      const row = await tickets.findOne({ number, 'lines.cause': cause }).lean<TicketRow>();
      const found = row?.lines.find((each) => each.cause === cause);
      if (!row || !found) return undefined;
      const { way, left = 0 } = found;
      return { ticket: present(row), text: seals.line.open(found.text), ...(way ? { sent: { way, left } } : {}) };
    },
    /** The first known way stays; only an unknown one is corrected. The resident counts as answered. */
    settleLine: async (number: string, cause: string, sent: { way: Way; left: number }, at: Date): Promise<void> => {
      await tickets.updateOne(
        { number, lines: { $elemMatch: { cause, way: { $in: [null, 'unknown'] } } } },
        {
          $set: { 'lines.$.way': sent.way, 'lines.$.left': sent.left },
          $min: { answeredAt: at },
          $max: { rank: RANK.waiting },
          $unset: { watchAt: 1, late: 1, pressing: 1 },
        },
      );
    },
    /** The oldest note that is still to be told at `now`. */
    untold: async (now: Date): Promise<{ ticket: Ticket; tell: Untold } | undefined> => {
      const row = await tickets
        .findOne({ tellAt: { $lte: now } })
        .sort({ tellAt: 1 })
        .lean<TicketRow>();
      return row?.tell ? { ticket: present(row), tell: row.tell } : undefined;
    },
    /** Nothing more is to be told of this. */
    told: async (number: string, tell: Untold): Promise<void> => {
      await tickets.updateOne({ number, tell }, { $unset: { tell: 1, tellAt: 1 } });
    },
    /** Marks the oldest promise that is broken at `now`, to be told from `tellAt` on; each ticket is marked once. */
    markOverdue: (now: Date, tellAt: Date): Promise<Ticket | undefined> =>
      tickets
        .findOneAndUpdate(
          { watchAt: { $lt: now } },
          {
            $set: { overdueAt: now, late: true, rank: RANK.pressing, tell: 'overdue', tellAt },
            $unset: { watchAt: 1 },
          },
          { sort: { watchAt: 1 }, returnDocument: 'after' },
        )
        .lean<TicketRow>()
        .then((row) => (row ? present(row) : undefined)),
  };
};
