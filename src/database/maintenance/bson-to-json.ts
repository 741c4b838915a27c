import { Decimal128 } from 'mongodb';

/** Where in the bytes the next thing is read. */
class Reader {
  private at = 0;
  constructor(private readonly bytes: Buffer) {}

  take(length: number): Buffer {
    const end = this.at + length;
    if (length < 0 || end > this.bytes.length) throw new RangeError('a value runs over the end of its document');
    const taken = this.bytes.subarray(this.at, end);
    this.at = end;
    return taken;
  }
  byte(): number {
    return this.take(1).readUInt8();
  }
  int32(): number {
    return this.take(4).readInt32LE();
  }
  uint32(): number {
    return this.take(4).readUInt32LE();
  }
  int64(): string {
    return String(this.take(8).readBigInt64LE());
  }
  /** A string that ends with a NUL, in JSON's quotes. */
  name(): string {
    const end = this.bytes.indexOf(0, this.at);
    const text = this.take(end - this.at).toString();
    this.at++;
    return JSON.stringify(text);
  }
  /** A string that begins with its length, in JSON's quotes. */
  text(): string {
    return JSON.stringify(this.take(this.int32()).toString().slice(0, -1));
  }
  /** A NaN's hidden bits, which no text tells, become the usual ones in the bytes too. */
  double(): number {
    const bytes = this.take(8);
    const value = bytes.readDoubleLE();
    if (Number.isNaN(value)) bytes.writeDoubleLE(Number.NaN);
    return value;
  }
  oid(): string {
    return `{"$oid":"${this.take(12).toString('hex')}"}`;
  }
}

const doubleText = (value: number): string => {
  if (Object.is(value, -0)) return '-0.0';
  const text = String(value);
  return Number.isInteger(value) && !text.includes('e') ? `${text}.0` : text;
};

const binary = (from: Reader): string => {
  const length = from.int32();
  const subType = from.byte();
  // the old binary type repeats its length inside
  const data = subType === 2 ? from.take(length).subarray(4) : from.take(length);
  return `{"$binary":{"base64":"${data.toString('base64')}","subType":"${subType.toString(16).padStart(2, '0')}"}}`;
};

const members = (from: Reader, write: (name: string, value: string) => string): string => {
  from.int32();
  const written: string[] = [];
  for (let type = from.byte(); type !== 0; type = from.byte()) {
    const name = from.name();
    const value = values[type];
    if (!value) throw new RangeError(`BSON type ${type} is unknown`);
    written.push(write(name, value(from)));
  }
  return written.join();
};

const documentOf = (from: Reader): string => `{${members(from, (name, value) => `${name}:${value}`)}}`;

/** By BSON type (https://bsonspec.org/spec.html). */
const values: Readonly<Record<number, (from: Reader) => string>> = {
  1: (from) => `{"$numberDouble":"${doubleText(from.double())}"}`,
  2: (from) => from.text(),
  3: documentOf,
  4: (from) => `[${members(from, (_, value) => value)}]`,
  5: binary,
  6: () => '{"$undefined":true}',
  7: (from) => from.oid(),
  8: (from) => (from.byte() === 1 ? 'true' : 'false'),
  9: (from) => `{"$date":{"$numberLong":"${from.int64()}"}}`,
  10: () => 'null',
  11: (from) => `{"$regularExpression":{"pattern":${from.name()},"options":${from.name()}}}`,
  12: (from) => `{"$dbPointer":{"$ref":${from.text()},"$id":${from.oid()}}}`,
  13: (from) => `{"$code":${from.text()}}`,
  14: (from) => `{"$symbol":${from.text()}}`,
  15: (from) => {
    from.int32();
    return `{"$code":${from.text()},"$scope":${documentOf(from)}}`;
  },
  16: (from) => `{"$numberInt":"${from.int32()}"}`,
  17: (from) => {
    const i = from.uint32();
    return `{"$timestamp":{"t":${from.uint32()},"i":${i}}}`;
  },
  18: (from) => `{"$numberLong":"${from.int64()}"}`,
  19: (from) => `{"$numberDecimal":"${new Decimal128(from.take(16))}"}`,
  127: () => '{"$maxKey":1}',
  255: () => '{"$minKey":1}',
};

/**
 * A BSON document as canonical Extended JSON v2 on one line
 * (https://github.com/mongodb/specifications/blob/master/source/extended-json/extended-json.md). It walks the bytes, so fields keep their
 * order whatever they are called. What Extended JSON cannot say comes out as something else: compare what `bsonOf` makes of the line.
 * @throws RangeError when the bytes are no BSON
 */
export const jsonOf = (bytes: Buffer): string => documentOf(new Reader(bytes));
