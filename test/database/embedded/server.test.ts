import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Doc, encode } from '../../../src/database/embedded/bson-values.js';
import { Cursors } from '../../../src/database/embedded/cursors.js';
import { parseIndex } from '../../../src/database/embedded/index-spec.js';
import { ComputedBatches } from '../../../src/database/embedded/reader.js';
import { Store } from '../../../src/database/embedded/storage.js';
import { sweepExpired } from '../../../src/database/embedded/ttl.js';
import { Framer, ProtocolError, parseMessage } from '../../../src/database/embedded/wire.js';
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

describe('the wire', () => {
  it('is cut into messages wherever it breaks', () => {
    const whole = Buffer.concat([command({ ping: 1, $db: 'a' }), command({ hello: 1, $db: 'b' })]);
    fc.assert(
      fc.property(fc.array(fc.nat(whole.length), { maxLength: 6 }), (cuts) => {
        const framer = new Framer();
        const edges = [0, ...cuts.sort((a, b) => a - b), whole.length];
        const messages = edges.slice(1).flatMap((end, i) => framer.push(whole.subarray(edges[i], end)));
        expect(messages.map((bytes) => Object.keys(parseMessage(bytes).command)[0])).toEqual(['ping', 'hello']);
      }),
    );
  });

  it('is refused when it is no message', () => {
    expect(() => new Framer().push(Buffer.from('GET / HTTP/1.1\r\n'))).toThrow(ProtocolError);
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

  it('forgets idle cursors', () => {
    const cursors = new Cursors();
    cursors.add('a.b', new ComputedBatches([]));
    cursors.sweep(Number.MAX_SAFE_INTEGER);
    expect(cursors.size).toBe(0);
  });
});
