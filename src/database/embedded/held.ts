import { calculateObjectSize } from 'bson';
import type { Doc } from './bson-values.js';
import { fail } from './failure.js';

/** MongoDB's limit for one blocking stage that may not use the disk. */
const MAX_BYTES = 100 * 1024 * 1024;

/** Bytes of the documents that one command keeps in memory at the same time. */
export class Held {
  private bytes = 0;

  /** @throws MongoFailure QueryExceededMemoryLimitNoDiskUseAllowed */
  add(bytes: number): void {
    this.bytes += bytes;
    if (this.bytes > MAX_BYTES)
      fail(
        'QueryExceededMemoryLimitNoDiskUseAllowed',
        `Exceeded memory limit of ${MAX_BYTES} bytes; the embedded database sorts and groups in memory only: an index, a filter or a limit helps`,
      );
  }

  /** A document that is not BSON yet. @throws MongoFailure QueryExceededMemoryLimitNoDiskUseAllowed */
  keep(doc: Doc): Doc {
    this.add(calculateObjectSize(doc, { ignoreUndefined: true }));
    return doc;
  }

  remove(bytes: number): void {
    this.bytes -= bytes;
  }
}
