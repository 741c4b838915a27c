import type { mongo } from 'mongoose';
import type { Migration } from './migration.js';

/** What a ticket of before had that its place in the list is made from; the rest when it was changed since. */
interface TicketRow {
  _id: string;
  state: string;
  media?: unknown[];
  lines?: { at: Date }[];
  answeredAt?: Date;
  overdueAt?: Date;
  closedAt?: Date;
  endedAt?: Date;
  rank?: number;
  files?: number;
}

const PORTION = 500;
/** Indexes of the lists as they were sorted before; models never drop one. */
const FORMER = [
  'openid_1_openedAt_-1',
  'state_1_dueAt_1_number_1',
  'clerk_1_dueAt_1_number_1',
  'district_1_dueAt_1_number_1',
  'dueAt_1_number_1',
];

/** The end of a ticket was not kept: the last that is known of it is the nearest. */
const endOf = ({ closedAt, answeredAt, lines = [] }: TicketRow): Date | undefined =>
  closedAt ??
  [answeredAt, ...lines.map(({ at }) => at)].reduce((last, at) => (at && (!last || at > last) ? at : last), undefined);

const placeOf = (row: TicketRow): Partial<TicketRow> & { late?: true } => {
  const over = row.state === 'resolved' || row.state === 'closed';
  const end = over && !row.endedAt ? endOf(row) : undefined;
  const late = !over && row.overdueAt !== undefined && !row.answeredAt;
  return {
    ...(row.rank === undefined ? { rank: over ? 2 : late ? 0 : 1, ...(late ? { late } : {}) } : {}),
    ...(row.files === undefined ? { files: row.media?.length ?? 0 } : {}),
    ...(end ? { endedAt: end } : {}),
  };
};

const dropFormer = async (db: mongo.Db, collection: mongo.Collection<TicketRow>): Promise<void> => {
  if (!(await db.listCollections({ name: collection.collectionName }).hasNext())) return;
  for (const { name } of await collection.listIndexes().toArray())
    if (FORMER.includes(name)) await collection.dropIndex(name);
};

/**
 * Tickets filed before lists put first what is late, urged or opened again: without a rank they would be passed over between two pages, and
 * without their count of files nothing could be added. Their old indexes, which nobody reads any more, go.
 */
export const rankTickets: Migration = {
  number: 1,
  name: 'rank-tickets',
  portion: async (db, place) => {
    const tickets = db.collection<TicketRow>('tickets');
    const rows = await tickets
      .find(place === undefined ? {} : { _id: { $gt: String(place) } })
      .sort({ _id: 1 })
      .limit(PORTION)
      .project<TicketRow>({
        state: 1,
        media: 1,
        'lines.at': 1,
        answeredAt: 1,
        overdueAt: 1,
        closedAt: 1,
        endedAt: 1,
        rank: 1,
        files: 1,
      })
      .toArray();
    const changes = rows
      .map((row) => ({ _id: row._id, fields: placeOf(row) }))
      .filter(({ fields }) => Object.keys(fields).length > 0);
    if (changes.length > 0)
      await tickets.bulkWrite(
        changes.map(({ _id, fields }) => ({ updateOne: { filter: { _id }, update: { $set: fields } } })),
      );
    const last = rows.at(-1);
    if (last && rows.length === PORTION) return last._id;
    await dropFormer(db, tickets);
    return undefined;
  },
};
