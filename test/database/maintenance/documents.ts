import fc from 'fast-check';

/** A value as BSON has it: its type and its bytes (https://bsonspec.org/spec.html), so that what no library writes is tried too. */
type Value = [type: number, bytes: Buffer];

const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value | 0);
  return bytes;
};
const int64 = (value: bigint): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(value);
  return bytes;
};
const double = (value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return bytes;
};
const cstring = (text: string): Buffer => Buffer.from(`${text}\0`);
const string = (text: string): Buffer => Buffer.concat([int32(Buffer.byteLength(text) + 1), cstring(text)]);
const binary = (subType: number, data: Buffer): Buffer =>
  subType === 2
    ? Buffer.concat([int32(data.length + 4), Buffer.of(2), int32(data.length), data])
    : Buffer.concat([int32(data.length), Buffer.of(subType), data]);

/** A document of these fields, in this order. */
export const documentOf = (fields: readonly [string, Value][]): Buffer => {
  const body = Buffer.concat(fields.flatMap(([name, [type, bytes]]) => [Buffer.of(type), cstring(name), bytes]));
  return Buffer.concat([int32(body.length + 5), body, Buffer.of(0)]);
};
const arrayOf = (items: readonly Value[]): Buffer => documentOf(items.map((item, i) => [String(i), item]));
const withScope = (code: string, scope: Buffer): Buffer => {
  const body = Buffer.concat([string(code), scope]);
  return Buffer.concat([int32(body.length + 4), body]);
};
/** A decimal by its sign, digits and exponent, below 2^113: the form that all but huge ones have. */
const decimal = (negative: boolean, digits: bigint, exponent: number): Buffer => {
  const high = (digits >> 64n) | (BigInt(exponent + 6176) << 49n) | (negative ? 1n << 63n : 0n);
  return Buffer.concat([int64(BigInt.asIntN(64, digits)), int64(BigInt.asIntN(64, high))]);
};

const id = Buffer.from('65f0c0ffee00112233445566', 'hex');

/** A document with a field of every type. */
export const everyType = documentOf([
  ['_id', [7, id]],
  ['double', [1, double(1.5)]],
  ['whole', [1, double(3)]],
  ['minus zero', [1, double(-0)]],
  ['large', [1, double(1e300)]],
  ['nan', [1, double(Number.NaN)]],
  ['infinite', [1, double(Number.NEGATIVE_INFINITY)]],
  ['string', [2, string('水费 "¥" \\ \u0000 \u2028 😀')]],
  [
    'document',
    [
      3,
      documentOf([
        ['a.b', [10, Buffer.alloc(0)]],
        ['$c', [8, Buffer.of(1)]],
      ]),
    ],
  ],
  [
    'array',
    [
      4,
      arrayOf([
        [16, int32(-1)],
        [3, documentOf([])],
      ]),
    ],
  ],
  ['binary', [5, binary(0, Buffer.from('bytes'))]],
  ['old binary', [5, binary(2, Buffer.from('bytes'))]],
  ['uuid', [5, binary(4, Buffer.alloc(16, 7))]],
  ['undefined', [6, Buffer.alloc(0)]],
  ['true', [8, Buffer.of(1)]],
  ['date', [9, int64(1_700_000_000_123n)]],
  ['before 1970', [9, int64(-1n)]],
  ['beyond dates', [9, int64(9_000_000_000_000_000n)]],
  ['regex', [11, Buffer.concat([cstring('^a/"\\d'), cstring('im')])]],
  ['dbPointer', [12, Buffer.concat([string('db.c'), id])]],
  ['code', [13, string('return 1')]],
  ['symbol', [14, string('sym')]],
  ['scope', [15, withScope('return x', documentOf([['x', [16, int32(1)]]]))]],
  ['int', [16, int32(2 ** 31 - 1)]],
  ['timestamp', [17, Buffer.concat([int32(4), int32(-1)])]],
  ['long', [18, int64(-(2n ** 63n))]],
  ['decimal', [19, decimal(true, 110n, -2)]],
  [
    'ref',
    [
      3,
      documentOf([
        ['$ref', [2, string('bills')]],
        ['$id', [7, id]],
      ]),
    ],
  ],
  ['min', [255, Buffer.alloc(0)]],
  ['max', [127, Buffer.alloc(0)]],
]);

const text = fc.string({ unit: 'binary', maxLength: 12 });
const pattern = text.map((each) => each.replaceAll('\0', ''));
const names = fc.oneof(
  pattern,
  fc.constantFrom(
    '',
    '10',
    '2',
    '0',
    '__proto__',
    'constructor',
    'a.b',
    '.',
    '$set',
    '_id',
    'toBSON',
    '_bsontype',
    '水量',
  ),
  fc.nat().map(String),
);
const data = fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes));
const nothing = Buffer.alloc(0);
const of = <T>(type: number, from: fc.Arbitrary<T>, bytes: (value: T) => Buffer): fc.Arbitrary<Value> =>
  from.map((value): Value => [type, bytes(value)]);

const oids = fc.uint8Array({ minLength: 12, maxLength: 12 }).map((bytes) => Buffer.from(bytes));
const decimals = fc.oneof(
  fc
    .tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** 34n - 1n }), fc.integer({ min: -6176, max: 6111 }))
    .map(([negative, digits, exponent]) => decimal(negative, digits, exponent)),
  fc
    .constantFrom(0x78n, 0xf8n, 0x7cn)
    .map((first) => Buffer.concat([int64(0n), int64(BigInt.asIntN(64, first << 56n))])),
);

const scalars: fc.Arbitrary<Value>[] = [
  of(1, fc.double(), double),
  of(2, text, string),
  of(5, fc.tuple(fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 7, 8, 128, 255), data), ([subType, bytes]) =>
    binary(subType, bytes),
  ),
  of(7, oids, (bytes) => bytes),
  of(8, fc.boolean(), (value) => Buffer.of(value ? 1 : 0)),
  of(9, fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), int64),
  of(11, fc.tuple(pattern, fc.subarray(['i', 'l', 'm', 's', 'u', 'x'])), ([body, options]) =>
    Buffer.concat([cstring(body), cstring(options.join(''))]),
  ),
  of(12, fc.tuple(text, oids), ([name, bytes]) => Buffer.concat([string(name), bytes])),
  of(13, text, string),
  of(14, text, string),
  of(16, fc.integer(), int32),
  of(17, fc.tuple(fc.integer(), fc.integer()), ([t, i]) => Buffer.concat([int32(i), int32(t)])),
  of(18, fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), int64),
  of(19, decimals, (bytes) => bytes),
  of(10, fc.constant(0), () => nothing),
  of(6, fc.constant(0), () => nothing),
  of(127, fc.constant(0), () => nothing),
  of(255, fc.constant(0), () => nothing),
];

const { fields } = fc.letrec<{ value: Value; fields: [string, Value][] }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    ...scalars,
    tie('fields').map((inner): Value => [3, documentOf(inner)]),
    fc.array(tie('value'), { maxLength: 4 }).map((items): Value => [4, arrayOf(items)]),
    fc.tuple(text, tie('fields')).map(([code, scope]): Value => [15, withScope(code, documentOf(scope))]),
  ),
  fields: fc.array(fc.tuple(names, tie('value')), { maxLength: 6 }),
}));

/** Any BSON document, with names twice, numbers as names, and every type. */
export const anyDocument = fields.map(documentOf);

/** Any BSON document that a collection takes: with an `_id` of its own, in front. */
export const anyStored = (n: number): fc.Arbitrary<Buffer> =>
  fields.map((all) => documentOf([['_id', [16, int32(n)]], ...all.filter(([name]) => name !== '_id')]));
