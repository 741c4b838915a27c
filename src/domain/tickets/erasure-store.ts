import type { Connection } from '../../database/connect.js';
import { modelOf } from '../../database/schema.js';
import { keyOf } from './media-store.js';
import type { TicketSeals } from './present-ticket.js';
import { mediaSchema, type TicketRow, ticketSchema } from './schema.js';

export type ErasureStore = ReturnType<typeof erasureStore>;

/** What is taken off tickets whose resident is erased. */
export const erasureStore = (db: Connection, seals: TicketSeals) => {
  const tickets = modelOf(db, 'Ticket', ticketSchema);
  const files = modelOf(db, 'TicketMedia', mediaSchema);
  return {
    /** Numbers of a resident's tickets. */
    of: async (openid: string, limit: number): Promise<readonly string[]> => {
      const rows = await tickets.find({ openid }, { _id: 0, number: 1 }).limit(limit).lean<{ number: string }[]>();
      return rows.map(({ number }) => number);
    },
    /** Puts another name in the place of the openid; the rest goes when the ticket is over. Nothing more is told. */
    leave: async (number: string, openid: string, name: string): Promise<void> => {
      await tickets.updateOne(
        { number, openid },
        { $set: { openid: name, eraseAtEnd: true }, $unset: { tell: 1, tellAt: 1 } },
      );
    },
    /** Tickets of erased residents that are over; one whose files are being fetched comes later. */
    over: (limit: number): Promise<TicketRow[]> =>
      tickets
        .find({ eraseAtEnd: true, state: { $in: ['resolved', 'closed'] }, mediaTryAt: null })
        .limit(limit)
        .lean<TicketRow[]>(),
    /** Files first: should the rest not follow, the ticket is found again. */
    empty: async ({ number, filed, media }: TicketRow): Promise<void> => {
      if (media.length > 0) await files.deleteMany({ _id: { $in: media.map(({ id }) => keyOf(number, id)) } });
      const { contact: _gone, ...rest } = seals.filed.open(filed);
      await tickets.updateOne(
        { number, eraseAtEnd: true },
        {
          $set: { filed: seals.filed.close(rest), media: [] },
          $unset: { account: 1, eraseAtEnd: 1 },
        },
      );
    },
  };
};
