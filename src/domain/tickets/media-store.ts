import type { Connection } from '../../database/connect.js';
import { modelOf } from '../../database/schema.js';
import { type MediaRow, mediaSchema, type TicketRow, ticketSchema } from './schema.js';

export type MediaStore = ReturnType<typeof mediaStore>;

/** The id of a file's row. */
export const keyOf = (number: string, id: string): string => `${number}/${id}`;

/** The files of tickets: which are to be fetched, and their sealed bytes. */
export const mediaStore = (db: Connection) => {
  const tickets = modelOf(db, 'Ticket', ticketSchema);
  const files = modelOf(db, 'TicketMedia', mediaSchema);
  return {
    /** Keeps sealed bytes; keeping the same file again replaces it. */
    keep: async (number: string, id: string, file: { type: string; bytes: Buffer }): Promise<void> => {
      await files.updateOne({ _id: keyOf(number, id) }, { $set: file }, { upsert: true });
    },
    read: async (number: string, id: string): Promise<{ type: string; bytes: Buffer } | undefined> => {
      const file = await files.findById(keyOf(number, id));
      return file ? { type: file.type, bytes: file.bytes } : undefined;
    },
    /** Claims the ticket whose media have waited longest, until `lease`. */
    claimMedia: async (
      now: Date,
      lease: Date,
    ): Promise<{ number: string; openedAt: Date; waiting: readonly MediaRow[] } | undefined> => {
      const row = await tickets
        .findOneAndUpdate(
          { mediaTryAt: { $lte: now } },
          { $set: { mediaTryAt: lease } },
          { sort: { mediaTryAt: 1 }, returnDocument: 'after' },
        )
        .lean<TicketRow>();
      if (!row) return undefined;
      const waiting = row.media.filter(({ state }) => state === 'waiting');
      return { number: row.number, openedAt: row.openedAt, waiting };
    },
    settleMedia: async (
      number: string,
      id: string,
      as: { state: 'stored'; type: string; size: number } | { state: 'gone' },
    ): Promise<void> => {
      await tickets.updateOne(
        { number, media: { $elemMatch: { id, state: 'waiting' } } },
        {
          $set: {
            'media.$.state': as.state,
            ...(as.state === 'stored' ? { 'media.$.type': as.type, 'media.$.size': as.size } : {}),
          },
        },
      );
    },
    /** Ends a claim: nothing waits any more, or the next try is at `again`. */
    releaseMedia: async (number: string, again: Date): Promise<void> => {
      const done = await tickets.updateOne(
        { number, 'media.state': { $ne: 'waiting' } },
        { $unset: { mediaTryAt: 1 } },
      );
      if (done.matchedCount === 0) await tickets.updateOne({ number }, { $set: { mediaTryAt: again } });
    },
  };
};
