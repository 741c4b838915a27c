import { describe, expect, it } from '@jest/globals';
import { serialize } from 'bson';
import { rowOf, rowsOf } from '../../bench/db/rows.js';

describe('documents to measure the database with', () => {
  it('are about 180 bytes, the same for the same number, and another _id and number for each', () => {
    const rows = rowsOf(0, 2000);
    expect(rows[1234]).toEqual(rowOf(1234));
    expect(new Set(rows.map(({ _id }) => _id.toHexString())).size).toBe(2000);
    expect(new Set(rows.map(({ number }) => number)).size).toBe(2000);
    for (const row of [rows[0], rowOf(999_999)]) {
      const { length } = serialize(row!);
      expect(length).toBeGreaterThan(160);
      expect(length).toBeLessThan(200);
    }
  });

  it('give an openid more documents than a page has', () => {
    const { openid } = rowOf(70_000);
    expect(rowsOf(69_990, 60).filter((row) => row.openid === openid).length).toBeGreaterThan(10);
  });
});
