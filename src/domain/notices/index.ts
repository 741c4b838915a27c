import type { Connection } from '../../database/connect.js';
import { type Clock, realNow } from '../../kernel/clock.js';
import type { Seal } from '../../kernel/crypto.js';
import { refuse } from '../../kernel/errors.js';
import type { Ids } from '../../kernel/ids.js';
import type { Log } from '../../kernel/log.js';
import { answerStore } from './answer-store.js';
import { applyChange } from './apply-change.js';
import type { NewNotice, Notices } from './door.js';
import { findOutages } from './find-outages.js';
import { decideDue, decideEdit, decidePublish, decideRemove, decideReport, decideWithdraw } from './lifecycle.js';
import { listNotices } from './list-notices.js';
import type { PlaceWords } from './match-place.js';
import { checkNotice } from './notice.js';
import { rememberAnswers } from './remember-answers.js';
import { noticeStore } from './store.js';
import { readershipOf, type TellChange, tellChanges } from './tell-changes.js';

export type * from './door.js';

export interface NoticesDeps {
  db: Connection;
  clock: Clock;
  ids: Ids;
  seal: Seal;
  words: PlaceWords;
  /** How a resident is told of a change. */
  tell: TellChange;
  /** Those of these openids that follow. */
  following(openids: readonly string[]): Promise<ReadonlySet<string>>;
  log: Log;
}

/** How long the area names may lag behind another process's publishing. */
const NAMES_LAG_MS = 1000;

const contentOf = ({ kind, title, body, areas, from, to, expiresAt }: NewNotice): NewNotice => ({
  kind,
  title,
  body,
  areas,
  ...(from ? { from } : {}),
  ...(to ? { to } : {}),
  ...(expiresAt ? { expiresAt } : {}),
});

/** Names of areas, read at most once a second. */
const keptNames = (load: () => Promise<readonly string[]>) => {
  let names: { list: Promise<readonly string[]>; until: number } | undefined;
  return {
    forget: <T>(result: T): T => {
      names = undefined;
      return result;
    },
    get: (): Promise<readonly string[]> => {
      if (names && names.until > realNow()) return names.list;
      const loading = { list: load(), until: realNow() + NAMES_LAG_MS };
      names = loading;
      loading.list.catch(() => {
        if (names === loading) names = undefined;
      });
      return loading.list;
    },
  };
};

/** The utility's notices, which of them touch a place and a time, and who was answered from them. */
export const createNotices = (deps: NoticesDeps): Notices => {
  const { db, clock, ids, words, log } = deps;
  const store = noticeStore(db);
  const answers = answerStore(db);
  const change = applyChange(store, clock);
  const names = keptNames(() => store.publishedAreaNames());

  return {
    create: async ({ by, cause, ...input }) => {
      const content = contentOf(input);
      checkNotice(content);
      const at = clock.now();
      const blank = { state: 'draft', timeline: [], views: 0, version: 1 } as const;
      return store.add({ id: ids.id(), ...content, ...blank, createdBy: by, createdAt: at }, cause);
    },

    edit: async ({ change: wanted, ...act }) =>
      names.forget(await change({ ...act, decide: (notice) => decideEdit(notice, wanted, clock.now()) })),

    publish: async ({ at, ...act }) =>
      names.forget(await change({ ...act, decide: (notice) => decidePublish(notice, at, clock.now()) })),

    publishDue: async (limit) => {
      const due = await store.dueToPublish(clock.now(), limit);
      for (const id of due)
        await change({ id, by: 'system', cause: `due:${id}`, decide: (notice) => decideDue(notice, clock.now()) });
      return names.forget(due.length);
    },

    withdraw: async (act) =>
      names.forget(await change({ ...act, decide: (notice) => decideWithdraw(notice, clock.now()) })),

    remove: async (act) => {
      await change({ ...act, decide: decideRemove });
    },

    report: ({ text, ...act }) => change({ ...act, decide: (notice) => decideReport(notice, text, clock.now()) }),

    get: async (id) => (await store.find(id))?.notice ?? refuse('notice_unknown'),
    versions: async (id) => (await store.history(id)) ?? refuse('notice_unknown'),
    list: listNotices(store, clock),
    outages: findOutages({ store, clock, words, log }),

    remember: rememberAnswers({ ...deps, answers }),
    readership: (id) => readershipOf({ answers, store })({ id }),
    tellChanges: tellChanges({ ...deps, answers, store }),
    forgetAnswers: (limit) => answers.eraseOver(clock.now(), limit),
    forgetResident: (openid) => answers.forget(openid),

    areaNames: () => names.get(),
    importNotices: async (notices) => names.forget({ imported: await store.addMissing(notices) }),
  };
};
