import { covers, isExact } from '../../../src/conversation/nlu/addresses.js';
import type { Connection } from '../../../src/database/connect.js';
import { createNotices, type Notices, type NoticesDeps } from '../../../src/domain/notices/index.js';
import type { HandClock } from '../../../src/kernel/clock.js';
import { createSeal } from '../../../src/kernel/crypto.js';
import { randomIds } from '../../../src/kernel/ids.js';
import { silentLog } from '../../../src/kernel/log.js';

const seal = createSeal({ keys: [{ id: 'k1', key: Buffer.alloc(32, 1) }], indexKey: Buffer.alloc(32, 2) });

/** Notices on a store, everybody following, the words sent nowhere unless a test listens. */
export const createTestNotices = (db: Connection, clock: HandClock, over: Partial<NoticesDeps> = {}): Notices =>
  createNotices({
    db,
    clock,
    ids: randomIds,
    seal,
    words: { covers, isExact },
    tell: async () => undefined,
    following: async (openids) => new Set(openids),
    log: silentLog,
    ...over,
  });
