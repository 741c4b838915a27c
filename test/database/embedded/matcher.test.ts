import { describe, expect, it } from '@jest/globals';
import { decode } from '../../../src/database/embedded/bson-decode.js';
import { type Doc, encode } from '../../../src/database/embedded/bson-values.js';
import { compile, type FoundElements } from '../../../src/database/embedded/matcher.js';

const stored = (value: Doc): Doc => decode(encode(value));

describe('the matcher', () => {
  it('says which elements it found', () => {
    const found: FoundElements = new Map();
    const doc = stored({ lines: [{ id: 1 }, { id: 2, marks: [5, 6] }] });
    expect(compile(stored({ lines: { $elemMatch: { id: 2 } } }))(doc, found)).toBe(true);
    expect(found.get('lines')).toBe(1);
    compile(stored({ 'lines.id': 2 }))(doc, found);
    expect(found.get('lines')).toBe(1);
    compile(stored({ 'lines.1.marks': 6 }))(doc, found);
    expect(found.get('lines.1.marks')).toBe(1);
  });
});
