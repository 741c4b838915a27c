import { statfsSync } from 'node:fs';
import { constants } from 'node:os';
import type { RootDatabase } from 'lmdb';
import { reasonOf } from '../../kernel/errors.js';
import { MongoFailure } from './failure.js';

type Root = RootDatabase<Buffer, Buffer>;

const { ENOSPC, EDQUOT, EIO } = constants.errno;

/** LMDB tells a write that was cut short by a full disk as an input/output error. */
const isFull = (code: unknown, folder: string): boolean =>
  code === ENOSPC || code === EDQUOT || (code === EIO && statfsSync(folder).bavail < 16);

/** Why a commit failed; what lmdb throws at first only points to it. */
const reasonOfCommit = async (error: unknown, folder: string): Promise<unknown> => {
  const { commitError } = error as { commitError?: Promise<never> };
  const reason: unknown = commitError ? await commitError.catch((cause: unknown) => cause) : error;
  return isFull((reason as { code?: unknown }).code, folder)
    ? new MongoFailure('OutOfDiskSpace', `the disk of ${folder} is full: nothing was written`)
    : new Error(`nothing was written: ${reasonOf(reason)}`);
};

interface Batch {
  changes: (() => void)[];
  committed: Promise<void>;
}

/** What a store does around a commit. */
export interface CommitHooks {
  /** Inside the transaction, after the last change. */
  beforeCommit(): void;
  /** Nothing of the batch is in the store. */
  afterFailure(): void;
}

/**
 * One transaction after the other. Changes that wait share the next one, which begins only when the outcome of the last is known:
 * what the store keeps in memory is then what the file holds.
 */
export class Commits {
  private waiting: Batch | undefined;
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly root: Root,
    private readonly folder: string,
    private readonly hooks: CommitHooks,
  ) {}

  /** Resolves when the change is on the disk. @throws MongoFailure OutOfDiskSpace, or what LMDB says */
  add(change: () => void): Promise<void> {
    if (!this.waiting) {
      const changes: Batch['changes'] = [];
      const committed = this.last.then(() => {
        this.waiting = undefined;
        return this.commit(changes);
      });
      this.last = committed.catch(() => undefined);
      this.waiting = { changes, committed };
    }
    this.waiting.changes.push(change);
    return this.waiting.committed;
  }

  private async commit(changes: Batch['changes']): Promise<void> {
    try {
      await this.root.transaction(() => {
        for (const change of changes) change();
        this.hooks.beforeCommit();
      });
    } catch (error) {
      this.hooks.afterFailure();
      throw await reasonOfCommit(error, this.folder);
    }
  }
}
