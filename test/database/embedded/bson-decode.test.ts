import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { Decimal128, type Document, Double, deserialize, Int32, Long, ObjectId, serialize } from 'bson';
import fc from 'fast-check';
import { decode, idFirst } from '../../../src/database/embedded/bson-decode.js';
import { anyDocument, documentOf, everyType } from '../maintenance/documents.js';

/** Shows every class, the order of the fields and minus zero. */
const show = (doc: Document): string => inspect(doc, { depth: Number.POSITIVE_INFINITY, maxArrayLength: null });
const byLibrary = (bytes: Buffer): Document => deserialize(bytes, { promoteValues: false, bsonRegExp: true });

const outcome = (read: (bytes: Buffer) => Document, bytes: Buffer): string => {
  try {
    return show(read(bytes));
  } catch (error) {
    return `refused: ${(error as Error).message}`;
  }
};

const name = fc.oneof(
  fc.constantFrom('a', 'b', 'openid', '_id', '水', '10', '', 'x'.repeat(70), '__proto__', 'a.b'),
  fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\0', '')),
);
const { usual } = fc.letrec<{ usual: Document; value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.string(),
    fc.string({ unit: 'grapheme' }),
    fc.integer().map((n) => new Int32(n)),
    fc.double().map((n) => new Double(n)),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((n) => Long.fromBigInt(n)),
    fc.uint8Array({ minLength: 12, maxLength: 12 }).map((bytes) => new ObjectId(bytes)),
    fc.boolean(),
    fc.date(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    tie('usual'),
  ),
  usual: fc.dictionary(name, tie('value'), { maxKeys: 6, noNullPrototype: true }),
}));

const ofDepth = (levels: number): Document => {
  let doc: Document = {};
  for (let i = 1; i < levels; i++) doc = { a: doc };
  return doc;
};

describe('a decoded document', () => {
  it('of usual values is what the library makes of it', () => {
    fc.assert(
      fc.property(usual, (doc) => {
        const bytes = Buffer.from(serialize(doc));
        expect(show(decode(bytes))).toBe(show(byLibrary(bytes)));
      }),
      { numRuns: 2000 },
    );
  });

  it('of any values, of names twice and of numbers as names too', () => {
    expect(show(decode(documentOf([])))).toBe('{}');
    fc.assert(
      fc.property(anyDocument, (bytes) => {
        expect(show(decode(bytes))).toBe(show(byLibrary(bytes)));
      }),
      { numRuns: 2000 },
    );
  });

  it('that was damaged is refused where the library refuses it, in its words', () => {
    let refused = 0;
    const bytesOf = fc.oneof(
      anyDocument,
      usual.map((doc) => Buffer.from(serialize(doc))),
    );
    fc.assert(
      fc.property(bytesOf, fc.nat(), fc.nat(255), fc.boolean(), (whole, at, byte, isCut) => {
        const bytes = isCut ? whole.subarray(0, at % whole.length) : Buffer.from(whole);
        if (!isCut) bytes[at % whole.length] = byte;
        const read = outcome(decode, bytes);
        expect(read).toBe(outcome(byLibrary, bytes));
        if (read.startsWith('refused')) refused++;
      }),
      { numRuns: 6000 },
    );
    expect(refused).toBeGreaterThan(1000);
  });

  it('is the same however many names were met before', () => {
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`field${i}`, `value ${i}`]));
    const bytes = Buffer.from(serialize(many));
    expect(decode(bytes)).toEqual(many);
    expect(decode(bytes)).toEqual(many);
  });

  it('may be as deep as a command may', () => {
    for (const levels of [99, 100, 101, 200])
      expect(decode(Buffer.from(serialize(ofDepth(levels))))).toEqual(ofDepth(levels));
  });

  it('holds nothing of the bytes that it was read from', () => {
    const bytes = Buffer.from(
      serialize({ _id: new ObjectId('65f0c0ffee00112233445566'), text: '水', at: new Date(5) }),
    );
    const doc = decode(bytes);
    const before = show(doc);
    bytes.fill(0);
    expect(show(doc)).toBe(before);
  });

  it('keeps a reference as the document that it is, fields in their order', () => {
    const fields = { $id: new Int32(1), $ref: 'bills', more: 'x' };
    for (const doc of [{ ref: fields }, { ref: fields, last: Decimal128.fromString('1') }])
      expect(show(decode(Buffer.from(serialize(doc))))).toBe(show(doc));
  });
});

describe('a document with its _id in front', () => {
  it('has the other fields in their order, byte for byte', () => {
    fc.assert(
      fc.property(anyDocument, (bytes) => {
        const moved = idFirst(bytes);
        const doc = decode(bytes);
        if (!Object.hasOwn(doc, '_id')) expect(moved).toBeUndefined();
        else {
          expect(moved?.length).toBe(bytes.length);
          expect(moved?.toString('latin1', 5, 9)).toBe('_id\0');
          expect(outcome(decode, moved!)).toBe(show({ _id: doc._id, ...doc }));
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('whatever stands before it', () => {
    const own = 1 + '_id\0'.length + 12;
    const [id, rest] = [everyType.subarray(4, 4 + own), everyType.subarray(4 + own, -1)];
    const last = Buffer.concat([everyType.subarray(0, 4), rest, id, Buffer.of(0)]);
    expect(idFirst(last)?.equals(everyType)).toBe(true);
    expect(idFirst(everyType)).toBe(everyType);
  });
});
