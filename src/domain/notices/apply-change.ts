import type { Clock } from '../../kernel/clock.js';
import { refuse } from '../../kernel/errors.js';
import type { Notice } from './door.js';
import type { NoticeChange, NoticeStore } from './store.js';

export interface ChangeNotice {
  id: string;
  by: string;
  cause: string;
  /** The version that the caller has seen; absent: whatever there is. */
  version?: number;
  /** What to change, seen from the notice as it is; undefined = nothing. May refuse. */
  decide(notice: Notice): NoticeChange | undefined;
}

const ATTEMPTS = 8;

/**
 * Changes a notice by compare-and-set; a repeat of the same cause returns the notice and changes nothing.
 * @throws Refused notice_unknown | conflict, and what `decide` refuses
 */
export const applyChange =
  (store: NoticeStore, clock: Clock) =>
  async ({ id, by, cause, version, decide }: ChangeNotice): Promise<Notice> => {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const { notice, applied } = (await store.find(id, cause)) ?? refuse('notice_unknown');
      if (applied) return notice;
      if (version !== undefined && version !== notice.version)
        return refuse('conflict', 'another version', { version: notice.version });
      const change = decide(notice);
      if (!change) return notice;
      const written = await store.change(notice, change, { by, at: clock.now(), cause });
      if (written) return written;
    }
    return refuse('conflict', 'the notice keeps changing');
  };
