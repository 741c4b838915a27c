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

const codeOf = (reason: unknown): unknown => (reason as { code?: unknown }).code;

/** Why a commit failed; what lmdb throws at first only points to it. */
const reasonOfCommit = async (error: unknown): Promise<unknown> => {
  const { commitError } = error as { commitError?: Promise<never> };
  return commitError ? commitError.catch((cause: unknown) => cause) : error;
};

const failureOf = (reason: unknown, folder: string): Error =>
  isFull(codeOf(reason), folder)
    ? new MongoFailure('OutOfDiskSpace', `the disk of ${folder} is full: nothing was written`)
    : new Error(`nothing was written: ${reasonOf(reason)}`);

/**
 * LMDB's MDB_BAD_TXN: it gave the transaction up before the first byte of it was on the disk. That happens now and then when it puts its
 * list of free pages away, the more so after a kill; the same changes go through when they are run again.
 */
const GIVEN_UP = -30_782;
const TRIES = 5;

/** What a store does around a commit. */
export interface CommitHooks {
  /** Inside the transaction, after the last change. */
  beforeCommit(): void;
  /** Nothing of the batch is in the store. */
  afterFailure(): void;
  /** The batch is about to be run again. */
  onRerun?: (() => void) | undefined;
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

  /**
   * Resolves when the change is on the disk. It may be run more than once: nothing of it is in the store then.
   * @throws MongoFailure OutOfDiskSpace, or what LMDB says
   */
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
    let batch: (() => void)[] | undefined;
    for (let tries = 1; ; tries++) {
      try {
        return await this.root.transaction(() => {
          batch ??= this.take();
          for (const change of batch) change();
          this.hooks.beforeCommit();
        });
      } catch (error) {
        batch ??= this.take();
        this.hooks.afterFailure();
        const reason = await reasonOfCommit(error);
        if (codeOf(reason) !== GIVEN_UP || tries === TRIES) throw failureOf(reason, this.folder);
        this.hooks.onRerun?.();
      }
    }
  }
}
