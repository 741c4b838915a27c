import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import mongoose, { type Connection, Schema } from 'mongoose';
import { serving } from './serving.js';

const { uri, problems } = serving();
let connection: Connection;
beforeAll(async () => {
  connection = await mongoose.createConnection(uri()).asPromise();
});
afterAll(() => connection.close());

const lineSchema = new Schema({ cause: { type: String, required: true }, text: String }, { _id: false });
const ticketSchema = new Schema(
  {
    number: { type: String, required: true, unique: true },
    state: { type: String, enum: ['open', 'closed'], default: 'open' },
    dueAt: Date,
    lines: [lineSchema],
    extra: { type: Map, of: String },
    outlet: { type: Schema.Types.ObjectId, ref: 'Outlet' },
    fee: Schema.Types.Decimal128,
  },
  { timestamps: true, optimisticConcurrency: true },
);
ticketSchema.index({ state: 1, dueAt: 1 });

describe('mongoose', () => {
  it('makes collections and indexes, and finds nothing to change afterwards', async () => {
    const Ticket = connection.model('Ticket', ticketSchema);
    connection.model('Outlet', new Schema({ name: String }));
    await Ticket.init();
    await connection.model('Outlet').init();
    const indexes = await Ticket.listIndexes();
    expect(indexes.map(({ name, unique }) => [name, unique ?? false])).toEqual([
      ['_id_', false],
      ['number_1', true],
      ['state_1_dueAt_1', false],
    ]);
    expect(await Ticket.syncIndexes()).toEqual([]);
  });

  it('creates, validates, populates and saves differences', async () => {
    const Ticket = connection.model('Ticket');
    const outlet = await connection.model('Outlet').create({ name: '城东营业厅' });
    const made = await Ticket.create({
      number: 'TS1',
      outlet: outlet._id,
      extra: { a: '1' },
      fee: '1.50',
      lines: [{ cause: 'm1', text: '水压小' }],
    });
    await expect(Ticket.create({ number: 'TS2', state: 'lost' })).rejects.toThrow(/validation failed/);
    await expect(Ticket.create({ number: 'TS1' })).rejects.toMatchObject({ code: 11000 });
    const found = await Ticket.findById(made._id).populate('outlet');
    expect(found?.get('outlet.name')).toBe('城东营业厅');
    found!.get('lines').push({ cause: 'm2' });
    found!.set('extra.b', '2');
    found!.set('state', 'closed');
    await found!.save();
    const again = await Ticket.findOne({ number: 'TS1' }).lean<{
      lines: { cause: string }[];
      extra: object;
      fee: unknown;
      __v: number;
    }>();
    expect(again).toMatchObject({
      state: 'closed',
      lines: [{ cause: 'm1', text: '水压小' }, { cause: 'm2' }],
      extra: { a: '1', b: '2' },
      __v: 1,
    });
    expect(String(again!.fee)).toBe('1.50');
  });

  it('tells of a document that changed meanwhile', async () => {
    const Ticket = connection.model('Ticket');
    const [mine, hers] = await Promise.all([Ticket.findOne({ number: 'TS1' }), Ticket.findOne({ number: 'TS1' })]);
    mine!.set('state', 'open');
    hers!.set('state', 'open');
    await mine!.save();
    await expect(hers!.save()).rejects.toMatchObject({ name: 'VersionError' });
  });

  it('changes array elements by position and filter, and reads by cursor', async () => {
    const Ticket = connection.model('Ticket');
    await Ticket.updateOne({ 'lines.cause': 'm2' }, { $set: { 'lines.$.text': '已记录' } });
    await Ticket.updateOne(
      { number: 'TS1' },
      { $set: { 'lines.$[l].text': '水压偏小' } },
      { arrayFilters: [{ 'l.cause': 'm1' }] },
    );
    const once = { number: 'TS1', 'lines.cause': { $ne: 'm3' } };
    const push = { $push: { lines: { $each: [{ cause: 'm3' }], $slice: -2 } } };
    expect(await Ticket.findOneAndUpdate(once, push, { new: true })).toBeTruthy();
    expect(await Ticket.findOneAndUpdate(once, push, { new: true })).toBeNull();
    const found = await Ticket.findOne({ number: 'TS1' }).lean<{ lines: unknown[] }>();
    expect(found!.lines).toEqual([{ cause: 'm2', text: '已记录' }, { cause: 'm3' }]);
    await Ticket.bulkWrite(Array.from({ length: 30 }, (_, i) => ({ insertOne: { document: { number: `B${i}` } } })));
    let n = 0;
    for await (const _ of Ticket.find({ number: /^B/ }).cursor({ batchSize: 7 })) n++;
    expect(n).toBe(30);
    expect(await Ticket.exists({ number: 'B29' })).toBeTruthy();
    expect(await Ticket.countDocuments({ state: 'open' })).toBe(31);
    expect(problems).toEqual([]);
  });
});
