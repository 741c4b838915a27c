import type { QueryFilter, UpdateQuery } from 'mongoose';
import type { Connection } from '../../database/connect.js';
import { modelOf } from '../../database/schema.js';
import type { Day } from '../../kernel/dates.js';
import type { Ticket } from './door.js';
import { presentTicket, type TicketSeals } from './present-ticket.js';
import { type LineRow, type MediaRow, RANK, type TicketRow, ticketSchema } from './schema.js';

export type ResidentStore = ReturnType<typeof residentStore>;

interface Act {
  number: string;
  openid: string;
  /** Written with the change; its cause makes the change happen once. */
  line: LineRow;
}

/** What residents do with their own tickets, each in one guarded write. Undefined: the ticket is not in a state for it, or it was done. */
export const residentStore = (db: Connection, seals: TicketSeals) => {
  const tickets = modelOf(db, 'Ticket', ticketSchema);
  const change = async (
    { number, openid, line }: Act,
    filter: QueryFilter<TicketRow>,
    { $push, ...update }: UpdateQuery<TicketRow>,
  ): Promise<Ticket | undefined> => {
    const row = await tickets
      .findOneAndUpdate(
        { number, openid, 'lines.cause': { $ne: line.cause }, ...filter },
        { ...update, $push: { ...$push, lines: line } },
        { returnDocument: 'after' },
      )
      .lean<TicketRow>();
    return row ? presentTicket(row, seals) : undefined;
  };
  const unfinished: QueryFilter<TicketRow> = { state: { $in: ['open', 'taken'] } };

  return {
    /** @param had the files it must still have; somebody who was quicker makes it undefined */
    add: (act: Act, had: number, media: readonly MediaRow[]): Promise<Ticket | undefined> =>
      change(
        act,
        { ...unfinished, files: had },
        {
          $inc: { files: media.length },
          // Long past on any clock: the next sweep takes it.
          ...(media.length > 0 ? { $set: { mediaTryAt: new Date(0) }, $push: { media: { $each: [...media] } } } : {}),
        },
      ),
    /** Counts a day once. */
    urge: (act: Act, day: Day): Promise<Ticket | undefined> =>
      change(
        act,
        { ...unfinished, urgedDay: { $ne: day } },
        {
          $set: { urgedAt: act.line.at, urgedDay: day, pressing: true, rank: RANK.pressing },
          $inc: { urgedDays: 1 },
        },
      ),
    reopen: (act: Act, dueAt: Date, unsolved: boolean): Promise<Ticket | undefined> =>
      change(
        act,
        { state: { $in: ['resolved', 'closed'] } },
        {
          $set: {
            state: 'open',
            rank: RANK.pressing,
            dueAt,
            watchAt: dueAt,
            ...(unsolved ? { verdict: 'unsolved', verdictAt: act.line.at } : {}),
          },
          $inc: { reopened: 1 },
          $unset: {
            clerk: 1,
            answeredAt: 1,
            overdueAt: 1,
            late: 1,
            pressing: 1,
            endedAt: 1,
            closedAt: 1,
            askedAt: 1,
            tell: 1,
            tellAt: 1,
          },
        },
      ),
    withdraw: (act: Act): Promise<Ticket | undefined> =>
      change(act, unfinished, {
        $set: { state: 'closed', rank: RANK.over, closedAt: act.line.at, endedAt: act.line.at },
        $unset: { watchAt: 1, late: 1, pressing: 1, tell: 1, tellAt: 1 },
      }),
    solved: (act: Act): Promise<Ticket | undefined> =>
      change(act, { state: { $in: ['resolved', 'closed'] } }, { $set: { verdict: 'solved', verdictAt: act.line.at } }),
  };
};
