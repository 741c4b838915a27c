import { expect, it } from '@jest/globals';
import { type Doc, decode, encode } from '../../../src/database/embedded/bson-values.js';
import { compileUpdate } from '../../../src/database/embedded/updater.js';

it('an update leaves the prototype of objects alone', () => {
  const update = decode(encode({ $set: { '__proto__.polluted': true, 'constructor.prototype.polluted': true } }));
  compileUpdate(update).apply({}, { found: new Map(), inserting: false });
  expect(({} as Doc).polluted).toBeUndefined();
});
