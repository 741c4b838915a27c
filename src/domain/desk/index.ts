import { refuse } from '../../kernel/errors.js';
import { stateAt } from '../../kernel/opening.js';
import { askForPerson } from './ask-for-person.js';
import type { DeskDeps, DeskTools } from './deps.js';
import type { Desk } from './door.js';
import { fetchFiles, readFile } from './fetch-files.js';
import { fileStore } from './file-store.js';
import { lookUp, passOn } from './pass-on.js';
import { saidSeal } from './present-talk.js';
import { releaseTalk, sayWords, takeTalk } from './serve.js';
import { deskStore } from './store.js';
import { KEPT_MS } from './talk.js';
import { watchDesk } from './watch-desk.js';

export type { DeskDeps } from './deps.js';
export type * from './door.js';

/** The live desk: residents who wait for a person, and clerks who speak to them. */
export const createDesk = ({ db, ...deps }: DeskDeps): Desk => {
  const said = saidSeal(deps.seal);
  const store = deskStore(db, said);
  const files = fileStore(db);
  const { hours, isHoliday, clock } = deps;
  const tools: DeskTools = {
    ...deps,
    store,
    files,
    said,
    stateAt: (at) => (hours ? stateAt(hours, at, isHoliday) : { kind: 'closed' }),
  };
  /** Files first: should the rest not follow, the conversations are found again. */
  const remove = async (numbers: readonly string[]): Promise<void> => {
    await files.removeOf(numbers);
    await store.remove(numbers);
  };
  return {
    stateAt: tools.stateAt,
    ask: askForPerson(tools),
    pass: passOn(tools),
    look: lookUp(tools),
    leave: ({ openid, number }) => store.leave(openid, number, clock.now()),
    list: async ({ district, limit }) => {
      const within = { limit, ...(district === undefined ? {} : { district }) };
      const [waiting, held] = await Promise.all([store.inState('waiting', within), store.inState('held', within)]);
      return [...waiting, ...held].slice(0, limit);
    },
    show: async (number) => (await store.byNumber(number)) ?? refuse('desk_unknown'),
    take: takeTalk(tools),
    say: sayWords(tools),
    release: releaseTalk(tools),
    waiting: async () => {
      const [waiting, held, [first]] = await Promise.all([
        store.countIn('waiting'),
        store.countIn('held'),
        store.inState('waiting', { limit: 1 }),
      ]);
      return { waiting, held, ...(first ? { longest: first.askedAt } : {}) };
    },
    file: readFile(tools),
    fetchFiles: (limit) => fetchFiles(tools, limit),
    watch: watchDesk(tools),
    forgetOld: async (limit) => {
      const old = await store.oldOnes(new Date(clock.now().getTime() - KEPT_MS), limit);
      await remove(old);
      return old.length;
    },
    countOf: async (openid) => (await store.allOf(openid)).length,
    erase: async ({ openid }) => remove(await store.allOf(openid)),
  };
};
