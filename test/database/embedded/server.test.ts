import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { Long } from 'bson';
import fc from 'fast-check';
import { type Doc, encode } from '../../../src/database/embedded/bson-values.js';
import { Cursors, MAX_CURSORS } from '../../../src/database/embedded/cursors.js';
import { parseIndex } from '../../../src/database/embedded/index-spec.js';
import { ComputedBatches } from '../../../src/database/embedded/reader.js';
import { Store } from '../../../src/database/embedded/storage.js';
import { sweepExpired } from '../../../src/database/embedded/ttl.js';
import { crc32c, Framer, ProtocolError, parseMessage } from '../../../src/database/embedded/wire.js';
import { realNow } from '../../../src/kernel/clock.js';
import { serving } from './serving.js';

const message = (op: number, body: Buffer): Buffer => {
  const bytes = Buffer.alloc(16 + body.length);
  bytes.writeInt32LE(bytes.length, 0);
  bytes.writeInt32LE(7, 4);
  bytes.writeInt32LE(op, 12);
  bytes.set(body, 16);
  return bytes;
};
const command = (doc: Doc): Buffer => message(2013, Buffer.concat([Buffer.alloc(5), encode(doc)]));

/** What comes out when these bytes come in. */
const cut = (framer: Framer, bytes: Buffer): Buffer[] => {
  framer.push(bytes);
  const whole: Buffer[] = [];
  for (let next = framer.next(); next; next = framer.next()) whole.push(next);
  return whole;
};

describe('the wire', () => {
  it('is cut into messages wherever it breaks', () => {
    const whole = Buffer.concat([command({ ping: 1, $db: 'a' }), command({ hello: 1, $db: 'b' })]);
    fc.assert(
      fc.property(fc.array(fc.nat(whole.length), { maxLength: 6 }), (cuts) => {
        const framer = new Framer();
        const edges = [0, ...cuts.sort((a, b) => a - b), whole.length];
        const messages = edges.slice(1).flatMap((end, i) => cut(framer, whole.subarray(edges[i], end)));
        expect(messages.map((bytes) => Object.keys(parseMessage(bytes).command)[0])).toEqual(['ping', 'hello']);
      }),
    );
  });

  it('is taken when its checksum is right', () => {
    expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
    const plain = command({ ping: 1, $db: 'a' });
    const summed = (sum: number): Buffer => {
      const bytes = Buffer.concat([plain, Buffer.alloc(4)]);
      bytes.writeInt32LE(bytes.length, 0);
      bytes[16] = 1;
      bytes.writeUInt32LE((crc32c(bytes.subarray(0, -4)) ^ sum) >>> 0, bytes.length - 4);
      return bytes;
    };
    expect(parseMessage(summed(0)).command).toHaveProperty('ping');
    expect(() => parseMessage(summed(1))).toThrow('wrong checksum');
  });

  it('has one body, and each field once', () => {
    const body = Buffer.concat([Buffer.of(0), encode({ insert: 'c', $db: 'a' })]);
    const sequence = (name: string): Buffer => {
      const bytes = Buffer.concat([Buffer.alloc(5), Buffer.from(`${name}\0`), encode({ _id: 1 })]);
      bytes[0] = 1;
      bytes.writeInt32LE(bytes.length - 1, 1);
      return bytes;
    };
    const parse = (...sections: Buffer[]) => parseMessage(message(2013, Buffer.concat([Buffer.alloc(4), ...sections])));
    expect(parse(sequence('documents'), body).command.documents).toHaveLength(1);
    expect(() => parse(body, body)).toThrow(ProtocolError);
    expect(() => parse(body, sequence('documents'), sequence('documents'))).toThrow(ProtocolError);
    expect(() => parse(body, sequence('$db'))).toThrow(ProtocolError);
  });

  it('grows with what came, not with what is promised', () => {
    const framer = new Framer();
    const big = command({ a: 'x'.repeat(100_000) });
    for (const byte of big) framer.push(Buffer.of(byte));
    expect(framer.next()).toEqual(big);
    framer.push(Buffer.from([0, 0, 0, 2, 0]));
    expect(framer.next()).toBeUndefined();
  });

  it('is refused when it is no message', () => {
    expect(() => cut(new Framer(), Buffer.from('GET / HTTP/1.1\r\n'))).toThrow(ProtocolError);
    expect(() => parseMessage(message(2012, Buffer.alloc(20)))).toThrow(ProtocolError);
    expect(() => parseMessage(message(2013, Buffer.alloc(5)))).toThrow(ProtocolError);
    const good = command({ ping: 1, $db: 'a' });
    fc.assert(
      fc.property(fc.nat(good.length - 17), fc.integer({ min: 0, max: 255 }), (at, byte) => {
        const bad = Buffer.from(good);
        bad[16 + at] = byte;
        try {
          parseMessage(bad);
        } catch (error) {
          expect(['ProtocolError', 'BSONError']).toContain((error as Error).name);
        }
      }),
    );
  });
});

describe('the server', () => {
  const { uri, db, problems } = serving();

  it('closes a connection that talks nonsense and serves the others', async () => {
    const path = decodeURIComponent(/^mongodb:\/\/([^/]+)\//.exec(uri())![1]!);
    const socket = connect(path);
    socket.end('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(socket.resume(), 'close');
    expect(problems.splice(0)).toEqual([expect.stringContaining('closed: message of')]);
    expect(await db().command({ ping: 1 })).toEqual({ ok: 1 });
  });

  it('greets as a standalone of MongoDB 7.0', async () => {
    expect(await db().admin().command({ hello: 1 })).toMatchObject({
      isWritablePrimary: true,
      maxWireVersion: 21,
      maxBsonObjectSize: 16777216,
    });
    expect((await db().admin().buildInfo()).version).toBe('7.0.0');
    await db().createCollection('made');
    expect((await db().listCollections({ name: 'made' }).toArray()).map(({ name }) => name)).toEqual(['made']);
    expect(await db().dropCollection('made')).toBe(true);
  });

  it('refuses documents over 16 MB and answers large results in several batches', async () => {
    const big = 'x'.repeat(6 * 1024 * 1024);
    await db().collection('big').insertMany([{ big }, { big }, { big }]);
    expect(await db().collection('big').find().toArray()).toHaveLength(3);
    const grow = () =>
      db()
        .collection<{ _id: number; parts: string[] }>('grown')
        .updateOne({ _id: 1 }, { $push: { parts: big } }, { upsert: true });
    await grow();
    await grow();
    await expect(grow()).rejects.toMatchObject({ code: 10334 });
    expect((await db().collection('grown').findOne())!.parts).toHaveLength(2);
  });
});

describe('what is too much', () => {
  const { db } = serving();
  const nested = (levels: number): Doc => (levels === 0 ? { end: 1 } : { a: nested(levels - 1) });

  it('is refused: depth, names, wrong ids', async () => {
    const c = db().collection<{ _id: number; [field: string]: unknown }>('deep');
    await c.insertOne({ _id: 1, ...nested(170) });
    await expect(c.insertOne({ _id: 2, ...nested(190) })).rejects.toMatchObject({ code: 15 });
    await expect(c.findOne(nested(250))).rejects.toMatchObject({ code: 15 });
    const path = Array.from({ length: 300 }, () => 'a').join('.');
    await expect(c.updateOne({ _id: 1 }, { $set: { [`b.${path}`]: 1 } })).rejects.toMatchObject({ code: 15 });
    await expect(db().collection('n'.repeat(300)).insertOne({})).rejects.toMatchObject({ code: 73 });
    await expect(db().command({ killCursors: 'deep', cursors: [null] })).rejects.toMatchObject({ code: 14 });
    await expect(db().command({ getMore: Long.ONE, collection: 'deep', batchSize: -1 })).rejects.toMatchObject({
      code: 2,
    });
    expect(await db().listCollections().toArray()).toHaveLength(1);
  });

  it('is refused: patterns and expressions without an end, while others are served', async () => {
    const c = db().collection<{ _id: number; [field: string]: unknown }>('slow');
    await c.insertOne({ _id: 1, text: `${'a'.repeat(5000)}!`, one: 1 });
    await expect(c.findOne({ text: /(a+)+$/ })).rejects.toMatchObject({ code: 51156 });
    expect(await c.findOne({ text: /(a+)!$/ })).toMatchObject({ _id: 1 });
    await expect(c.findOne({ text: { $regex: 'a'.repeat(40_000) } })).rejects.toMatchObject({ code: 51091 });
    await c.insertOne({ _id: 2, many: Array.from({ length: 5000 }, (_, i) => i) });
    const pattern = { $regexMatch: { input: 'a'.repeat(45), regex: 'a*a*a*a*a*b' } };
    await db()
      .collection('each')
      .insertMany(Array.from({ length: 500 }, (_, i) => ({ i })));
    const each = db().collection('each').find({ $expr: pattern });
    await expect(each.toArray()).rejects.toMatchObject({ code: 51156 });
    const doubled = {
      $reduce: { input: '$many', initialValue: {}, in: { a: '$$value', b: { $first: [['$$value']] } } },
    };
    await expect(c.aggregate([{ $project: { doubled } }]).toArray()).rejects.toMatchObject({ code: 146 });
    const product = [{ $addFields: { more: '$many' } }, { $unwind: '$many' }, { $unwind: '$more' }, { $count: 'n' }];
    await expect(c.aggregate(product).toArray()).rejects.toMatchObject({ code: 50 });
    const many = Array.from({ length: 100 }, (_, i) => i);
    await db()
      .collection('lists')
      .insertMany(Array.from({ length: 150 }, () => ({ many })));
    const sorted = [{ $unwind: '$many' }, { $sort: { many: -1 } }, { $count: 'n' }];
    const joined = db()
      .collection('lists')
      .aggregate([{ $lookup: { from: 'lists', pipeline: sorted, as: 'sorted' } }]);
    await expect(joined.toArray()).rejects.toMatchObject({ code: 50 });
  });
});

describe('by itself, the store', () => {
  const folder = mkdtempSync(join(tmpdir(), 'embedded-ttl-'));
  const store = new Store({ path: folder, noSync: true });
  afterEach(() => store.collections.clear());
  afterAll(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each([1, -1])('deletes what has expired, index direction %d', async (direction) => {
    const at = (ms: number) => new Date(ms);
    const docs: Doc[] = [
      { _id: 1, at: at(1000) },
      { _id: 2, at: at(5000) },
      { _id: 3 },
      { _id: 4, at: 'never' },
      { _id: 5, at: [at(9e9), at(0)] },
      { _id: 6, at: at(-5) },
    ];
    const collection = await store.write(() => {
      const made = store.ensure(`ttl.t${direction}`);
      for (const doc of docs) store.insert(made, doc, encode(doc));
      store.addIndex(made, parseIndex({ key: { at: direction }, expireAfterSeconds: 2 }));
      return made;
    });
    collection.indexes[0]!.ready = true;
    expect(await sweepExpired(store, 2999)).toBe(2);
    expect(await sweepExpired(store, 3000)).toBe(1);
    expect(await sweepExpired(store, 3000)).toBe(0);
    expect(collection.count).toBe(3);
  });

  it('forgets idle cursors, those of an ended session, and the oldest of too many', async () => {
    const cursors = new Cursors();
    const add = (session?: string) => cursors.add('a.b', new ComputedBatches([{ a: 1 }, { a: 2 }]), session);
    const [first, second] = [add(), add('s')];
    for (let i = 2; i < MAX_CURSORS; i++) add('s');
    await cursors.next(first, 'a.b', 1);
    add();
    expect(cursors.size).toBe(MAX_CURSORS);
    await expect(cursors.next(second, 'a.b', 1)).rejects.toMatchObject({ code: 43 });
    cursors.killIn('s');
    expect(cursors.size).toBe(2);
    expect(await cursors.next(first, 'a.b', 1)).toMatchObject({ done: true });
    cursors.sweep(realNow() + 599_000);
    expect(cursors.size).toBe(1);
    cursors.sweep(realNow() + 601_000);
    expect(cursors.size).toBe(0);
  });
});
