import type { Notice, NoticeKind } from '../src/domain/notices/door.js';
import type { Services } from '../src/services.js';

/** Published notices of a kind, newest first. */
export const published = async ({ notices }: Services, kind: NoticeKind, limit: number): Promise<readonly Notice[]> =>
  (await notices.list({ kind, state: 'published', limit })).items;

/** Without what is over. */
export const standing = (notices: readonly Notice[], now: Date): readonly Notice[] =>
  notices.filter(({ to }) => to === undefined || to > now);
