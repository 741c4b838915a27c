import { describe, expect, it } from '@jest/globals';
import { prepareModels } from '../../../src/database/connect.js';
import { migrate } from '../../../src/database/migrations/index.js';
import { modelOf } from '../../../src/database/schema.js';
import { ticketSchema } from '../../../src/domain/tickets/schema.js';
import { silentLog } from '../../../src/kernel/log.js';
import { withDatabase } from '../../support/database.js';

const { db } = withDatabase();
const tickets = () => db().db!.collection<{ _id: string }>('tickets');
const day = (n: number): Date => new Date(Date.UTC(2026, 0, n));

/** A ticket as it was kept before there was a rank. */
const former = (number: string, fields: object) => ({
  _id: number,
  number,
  cause: `cause-${number}`,
  kind: 'complaint',
  openid: 'o-1',
  filed: 'sealed',
  media: [],
  openedAt: day(1),
  dueAt: day(3),
  lines: [],
  acts: [],
  ...fields,
});

describe('migration 1', () => {
  it('gives tickets of before their place in the list, and drops the indexes of before', async () => {
    await tickets().insertMany([
      former('a-open', { state: 'open', watchAt: day(3) }),
      former('b-late', { state: 'taken', overdueAt: day(4), media: [{ id: 'p' }, { id: 'q' }] }),
      former('c-answered', { state: 'taken', overdueAt: day(4), answeredAt: day(5) }),
      former('d-resolved', { state: 'resolved', answeredAt: day(2), lines: [{ at: day(6) }, { at: day(5) }] }),
      former('e-closed', { state: 'closed', answeredAt: day(2), closedAt: day(7) }),
      former('f-of-now', { state: 'open', rank: 0, files: 3, pressing: true }),
      ...Array.from({ length: 1000 }, (_, i) => former(`z-${i}`, { state: 'open' })),
    ]);
    await tickets().createIndex({ dueAt: 1, number: 1 });
    await tickets().createIndex({ openid: 1, openedAt: -1 });
    await migrate({ db: db(), log: silentLog });
    const model = modelOf(db(), 'Ticket', ticketSchema);
    await prepareModels(db());

    const now = (_id: string) =>
      tickets().findOne({ _id }, { projection: { _id: 0, rank: 1, late: 1, files: 1, endedAt: 1 } });
    expect(await now('a-open')).toEqual({ rank: 1, files: 0 });
    expect(await now('b-late')).toEqual({ rank: 0, late: true, files: 2 });
    expect(await now('c-answered')).toEqual({ rank: 1, files: 0 });
    expect(await now('d-resolved')).toEqual({ rank: 2, files: 0, endedAt: day(6) });
    expect(await now('e-closed')).toEqual({ rank: 2, files: 0, endedAt: day(7) });
    expect(await now('f-of-now')).toEqual({ rank: 0, files: 3 });
    expect(await tickets().countDocuments({ rank: 1, files: 0 })).toBe(1002);
    for (const row of await model.find().limit(10)) await row.validate();
    expect(await model.diffIndexes()).toEqual({ toDrop: [], toCreate: [] });
  });
});
