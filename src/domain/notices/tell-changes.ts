import { type DailySpan, endAfter, isWithin } from '../../kernel/daily.js';
import type { Log } from '../../kernel/log.js';
import type { AnswerRow } from './answer-store.js';
import type { Notice, OutageChange, Place } from './door.js';
import { changeFor, factsOf } from './facts.js';
import { bestArea, type PlaceWords } from './match-place.js';
import { type AnswerTools, eraseAtOf, placeBoxes } from './remember-answers.js';
import type { Correction, NoticeStore } from './store.js';

/** Sends the words for a change to a resident; the same cause sends once. */
export type TellChange = (message: { openid: string; cause: string; change: OutageChange }) => Promise<unknown>;

export interface TellTools extends AnswerTools {
  store: NoticeStore;
  tell: TellChange;
  words: PlaceWords;
  /** Those of these openids that follow. */
  following(openids: readonly string[]): Promise<ReadonlySet<string>>;
  log: Log;
}

const NOTICES_AT_ONCE = 20;
const PIECE = 50;
/** When nobody is woken over a correction. */
const NIGHT: DailySpan = { from: '22:00', to: '07:00' };
/** What bites within this time is told at night too. */
const WAKES_MS = 6 * 3_600_000;

const nameOf = (place: Place): string => {
  switch (place.kind) {
    case 'area':
      return place.name;
    case 'anywhere':
      return '';
    default:
      return place.label;
  }
};

/** When a correction may be told; undefined: at once. */
export const quietUntil = (soonest: Date | undefined, now: Date): Date | undefined => {
  if (!isWithin(NIGHT, now)) return undefined;
  return soonest && soonest.getTime() - now.getTime() <= WAKES_MS ? undefined : endAfter(NIGHT, now);
};

/** Tells one resident and notes what she knows now. The send is keyed by notice, version and resident: a crash in between repeats nothing. */
const tellOne = async (
  { answers, seal, clock, tell, words }: TellTools,
  { notice, tell: { version } }: Correction,
  row: AnswerRow,
  follows: boolean,
): Promise<boolean> => {
  const now = clock.now();
  const places = placeBoxes(seal)
    .open(row.box)
    .map(({ place, touched }) => ({
      name: nameOf(place),
      was: touched,
      is: bestArea(notice.areas, place, words)?.touches ?? false,
    }));
  const change = follows ? changeFor(row, places, notice, now) : undefined;
  if (change) await tell({ openid: row.openid, cause: `notice:${notice.id}:${version}:${row.openid}`, change });
  const facts = factsOf(notice);
  await answers.update(row, version, facts, change !== undefined, eraseAtOf(facts, now));
  return change !== undefined;
};

/** One notice's piece. @returns how many residents were looked at */
const tellPiece = async (tools: TellTools, correction: Correction, limit: number): Promise<number> => {
  const { notice, tell } = correction;
  const rows = await tools.answers.behind(notice.id, tell.version, limit);
  if (rows.length === 0) await tools.store.settleTell(notice.id, tell.version);
  const follow = rows.length > 0 ? await tools.following(rows.map(({ openid }) => openid)) : new Set<string>();
  let told = 0;
  for (const row of rows) told += Number(await tellOne(tools, correction, row, follow.has(row.openid)));
  if (rows.length > 0)
    tools.log.info({ notice: notice.id, version: tell.version, told, looked: rows.length }, 'a correction was told');
  return rows.length;
};

/** Sweeps the corrections that are due. At most `limit` residents. @returns how many were looked at */
export const tellChanges =
  (tools: TellTools) =>
  async (limit: number): Promise<number> => {
    const now = tools.clock.now();
    let looked = 0;
    for (const correction of await tools.store.dueToTell(now, NOTICES_AT_ONCE)) {
      const { notice, tell } = correction;
      const quiet = quietUntil(tell.soonest, now);
      if (quiet) await tools.store.settleTell(notice.id, tell.version, quiet);
      else
        for (let piece = PIECE; piece > 0 && looked < limit; ) {
          piece = await tellPiece(tools, correction, Math.min(PIECE, limit - looked));
          looked += piece;
        }
    }
    return looked;
  };

/** What a notice has reached. */
export const readershipOf =
  ({ answers, store }: Pick<TellTools, 'answers' | 'store'>) =>
  async ({ id }: Pick<Notice, 'id'>) => {
    const tell = await store.tellOf(id);
    const { answered, told, older } = await answers.count(id, tell?.version);
    return { answered, waiting: older, told };
  };
