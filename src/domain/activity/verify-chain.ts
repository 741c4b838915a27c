import { follows, type Link } from './chain.js';
import type { Activity } from './door.js';
import type { ActivityStore } from './store.js';

const PAGE = 500;

/** Walks the chain from its beginning; `at` is the first place that is missing or was altered. */
export const verifyChain =
  ({ store }: { store: ActivityStore }): Activity['verify'] =>
  async () => {
    let last: Link | undefined;
    for (;;) {
      const page = await store.oldest(last?.seq ?? 0, PAGE);
      for (const link of page) {
        if (!follows(last, link)) return { kind: 'broken', at: (last?.seq ?? 0) + 1 };
        last = link;
      }
      if (page.length < PAGE) return { kind: 'whole', count: last?.seq ?? 0 };
    }
  };
