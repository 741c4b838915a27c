import type { Connection } from '../../database/connect.js';
import { type Clock, realNow } from '../../kernel/clock.js';
import { refuse } from '../../kernel/errors.js';
import type { Ids } from '../../kernel/ids.js';
import type { Log } from '../../kernel/log.js';
import { applyChange } from './apply-change.js';
import type { NewNotice, Notice, Notices } from './door.js';
import { findOutages } from './find-outages.js';
import { listNotices } from './list-notices.js';
import { changed, checkNotice, checkPublishable, checkReport } from './notice.js';
import { noticeStore } from './store.js';

export type * from './door.js';

export interface NoticesDeps {
  db: Connection;
  clock: Clock;
  ids: Ids;
  log: Log;
}

/** How long the area names may lag behind another process's publishing. */
const NAMES_LAG_MS = 1000;

const notWithdrawn = (notice: Notice): Notice =>
  notice.state === 'withdrawn' ? refuse('notice_withdrawn', notice.id) : notice;

const contentOf = ({ kind, title, body, areas, from, to }: NewNotice): NewNotice => ({
  kind,
  title,
  body,
  areas,
  ...(from ? { from } : {}),
  ...(to ? { to } : {}),
});

/** The utility's notices and which of them touch a place and a time. */
export const createNotices = ({ db, clock, ids, log }: NoticesDeps): Notices => {
  const store = noticeStore(db);
  const change = applyChange(store);
  let names: { list: Promise<readonly string[]>; until: number } | undefined;
  const forgetNames = <T>(result: T): T => {
    names = undefined;
    return result;
  };
  const loadNames = (): Promise<readonly string[]> => {
    const loading = { list: store.publishedAreaNames(), until: realNow() + NAMES_LAG_MS };
    names = loading;
    loading.list.catch(() => {
      if (names === loading) names = undefined;
    });
    return loading.list;
  };

  return {
    create: async ({ by, cause, ...input }) => {
      const content = contentOf(input);
      checkNotice(content);
      const at = clock.now();
      const blank = { state: 'draft', timeline: [], views: 0, version: 1 } as const;
      return store.add({ id: ids.id(), ...content, ...blank, createdBy: by, createdAt: at }, cause);
    },

    edit: async ({ change: wanted, ...act }) =>
      forgetNames(
        await change({
          ...act,
          decide: (notice) => {
            const content = changed(notWithdrawn(notice), wanted);
            checkNotice(content);
            if (notice.state === 'published') checkPublishable(content);
            return { content };
          },
        }),
      ),

    publish: async (act) =>
      forgetNames(
        await change({
          ...act,
          decide: (notice) => {
            if (notWithdrawn(notice).state === 'published') return undefined;
            checkPublishable(notice);
            return { state: 'published', publishedAt: clock.now() };
          },
        }),
      ),

    withdraw: async (act) =>
      forgetNames(
        await change({
          ...act,
          decide: (notice) => (notice.state === 'withdrawn' ? undefined : { state: 'withdrawn' }),
        }),
      ),

    remove: async (act) => {
      await change({
        ...act,
        decide: (notice) => (notice.state === 'draft' ? { state: 'removed' } : refuse('notice_not_draft', notice.id)),
      });
    },

    report: async ({ text, ...act }) => {
      checkReport(text);
      return change({
        ...act,
        decide: (notice) => {
          notWithdrawn(notice);
          return { report: { at: clock.now(), text } };
        },
      });
    },

    get: async (id) => (await store.find(id))?.notice ?? refuse('notice_unknown'),

    list: listNotices(store),

    outages: findOutages({ store, clock, log }),

    areaNames: async () => (names && names.until > realNow() ? names.list : loadNames()),

    importNotices: async (notices) => forgetNames({ imported: await store.addMissing(notices) }),
  };
};
