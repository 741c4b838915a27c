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
  private waiting: (() => void)[] = [];
  private next: Promise<void> | undefined;
  private last: Promise<void> = Promise.resolve();

  constructor(
    private readonly root: Root,
    private readonly folder: string,
    private readonly hooks: CommitHooks,
  ) {}

  /** Resolves when the change is on the disk. @throws MongoFailure OutOfDiskSpace, or what LMDB says */
  add(change: () => void): Promise<void> {
    this.waiting.push(change);
    if (!this.next) {
      this.next = this.last.then(() => this.commit());
      this.last = this.next.catch(() => undefined);
    }
    return this.next;
  }

  /** Whatever has come by the time that the transaction begins is in it. */
  private take(): (() => void)[] {
    this.next = undefined;
    return this.waiting.splice(0);
  }

  private async commit(): Promise<void> {
    const { next } = this;
    try {
      await this.root.transaction(() => {
        for (const change of this.take()) change();
        this.hooks.beforeCommit();
      });
    } catch (error) {
      if (this.next === next) this.take();
      this.hooks.afterFailure();
      throw await reasonOfCommit(error, this.folder);
    }
  }
}
