import { describe, expect, it } from '@jest/globals';
import type { RootDatabase } from 'lmdb';
import { Commits } from '../../../src/database/embedded/commits.js';

/** What LMDB says of a transaction that it gave up. */
const GIVEN_UP = Object.assign(new Error('MDB_BAD_TXN: Transaction must abort'), { code: -30_782 });
const BROKEN = Object.assign(new Error('Input/output error'), { code: 5 });

/** Commits over a store of one number, whose transactions fail by this list and take everything back. */
const failing = (reasons: Error[]) => {
  const state = { kept: 0, inMemory: 0, reruns: 0 };
  const root = {
    transaction: async (change: () => void) => {
      change();
      const reason = reasons.shift();
      if (reason) throw Object.assign(new Error('Commit failed'), { commitError: Promise.reject(reason) });
      state.kept = state.inMemory;
    },
  };
  const hooks = {
    beforeCommit: () => undefined,
    afterFailure: () => {
      state.inMemory = state.kept;
    },
    onRerun: () => {
      state.reruns += 1;
    },
  };
  const commits = new Commits(root as unknown as RootDatabase<Buffer, Buffer>, '/', hooks);
  const change = (): void => {
    state.inMemory += 1;
  };
  return { state, add: () => commits.add(change) };
};

describe('a transaction that LMDB gave up', () => {
  it('is run again with the same changes, once each', async () => {
    const { state, add } = failing([GIVEN_UP, GIVEN_UP]);
    await Promise.all([add(), add()]);
    expect(state.kept).toBe(2);
    await add();
    expect(state).toMatchObject({ kept: 3, reruns: 2 });
  });

  it('is a failure when it stays so, and the next one goes on', async () => {
    const { state, add } = failing(Array.from({ length: 5 }, () => GIVEN_UP));
    await expect(add()).rejects.toThrow(/nothing was written: .*MDB_BAD_TXN/);
    await add();
    expect(state).toMatchObject({ kept: 1, reruns: 4 });
  });
});

it('another failure is not tried again: how far it came is not known', async () => {
  const { state, add } = failing([BROKEN]);
  const both = [add(), add()].map((one) => expect(one).rejects.toThrow(/Input\/output error/));
  await Promise.all(both);
  expect(state.kept).toBe(0);
  await add();
  expect(state.kept).toBe(1);
});
