import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BSON } from 'mongodb';
import { jsonOf } from '../../../src/database/maintenance/bson-to-json.js';
import { bsonOf } from '../../../src/database/maintenance/json-to-bson.js';
import { anyDocument, documentOf, everyType } from './documents.js';

const { EJSON } = BSON;

describe('Extended JSON', () => {
  it('gives back every document byte for byte, whatever its types, names and order', () => {
    fc.assert(
      fc.property(anyDocument, (bytes) => {
        expect(bsonOf(jsonOf(bytes))).toEqual(bytes);
      }),
      { numRuns: 500 },
    );
  });

  it('writes what the specification says, as the library does', () => {
    const line = jsonOf(everyType);
    expect(bsonOf(line)).toEqual(everyType);
    const plain = BSON.deserialize(everyType, { promoteValues: false, bsonRegExp: true });
    const { dbPointer: _, undefined: __, 'beyond dates': ___, ...ours } = JSON.parse(line) as Record<string, unknown>;
    const {
      'beyond dates': _1,
      dbPointer: _2,
      undefined: _3,
      ...theirs
    } = JSON.parse(EJSON.stringify(plain, { relaxed: false })) as Record<string, unknown>;
    expect(ours).toEqual(theirs);
  });

  it('gives a name away that stands for a type, and bytes that are no text, by what the line says', () => {
    const five = documentOf([['$numberInt', [2, Buffer.from('\x02\0\0\x005\0')]]]);
    const noText = documentOf([['a', [2, Buffer.from([2, 0, 0, 0, 0xff, 0])]]]);
    for (const bytes of [documentOf([['a', [3, five]]]), noText]) expect(bsonOf(jsonOf(bytes))).not.toEqual(bytes);
  });

  it('holds the largest values', () => {
    const bytes = Buffer.alloc(16_000_000, '"\\\n7');
    const length = Buffer.alloc(4);
    length.writeInt32LE(bytes.length);
    const binary = documentOf([['a', [5, Buffer.concat([length, Buffer.of(0), bytes])]]]);
    length.writeInt32LE(bytes.length + 1);
    const string = documentOf([['a', [2, Buffer.concat([length, bytes, Buffer.of(0)])]]]);
    for (const large of [binary, string]) expect(bsonOf(jsonOf(large)).equals(large)).toBe(true);
  });

  it('has one NaN', () => {
    const nan = (first: number) => documentOf([['a', [1, Buffer.of(0, 0, 0, 0, 0, 0, 0xf8, first)]]]);
    const processors = nan(0xff);
    expect(bsonOf(jsonOf(processors))).toEqual(nan(0x7f));
    expect(processors).toEqual(nan(0x7f));
  });

  it.each([
    ['{"a":1}', /the bare number 1: .*--jsonFormat=canonical/],
    ['{"a":{"$numberInt":"2147483648"}}', /out of range/],
    ['{"a":{"$numberInt":"1.5"}}', /expected a string like/],
    ['{"a":{"$numberInt":5}}', /expected a string like/],
    ['{"a":{"$numberLong":"9223372036854775808"}}', /out of range/],
    ['{"a":{"$numberDouble":""}}', /expected a string like/],
    ['{"a":{"$oid":"12"}}', /expected a string like/],
    ['{"a":{"$date":"2026-01-01T00:00:00Z"}}', /expected an object of \$numberLong/],
    ['{"a":{"$binary":{"base64":"A","subType":"00"}}}', /expected base64/],
    ['{"a":{"$oid":"0123456789abcdef01234567","b":"c"}}', /an object of \$oid,b/],
    ['{"a":"\\ud800"}', /half a character at column 6/],
    ['{"a\\u0000":"b"}', /a NUL/],
    ['{"a":"b"', /expected } at column 9/],
    ['{"a":"b}', /a string without an end at column 6/],
    ['{"a":"b"} {}', /something after the end at column 11/],
    ['{"a":tru}', /expected a value at column 6/],
    ['["a"]', /expected an object/],
    ['', /expected a value at column 1/],
  ])('refuses %s', (line, words) => {
    expect(() => bsonOf(line)).toThrow(words);
  });
});
