import type { Clock } from '../../kernel/clock.js';
import { refuse } from '../../kernel/errors.js';
import type { Notice, Notices } from './door.js';
import type { NoticeStore } from './store.js';

const PAGE_MAX = 200;

const cursorOf = ({ createdAt, id }: Notice): string => `${createdAt.getTime()}.${id}`;

const readCursor = (cursor: string): { createdAt: Date; id: string } => {
  const [, millis, id] = /^(\d{1,15})\.(.{1,100})$/u.exec(cursor) ?? [];
  if (!millis || !id) return refuse('bad_input', 'cursor');
  return { createdAt: new Date(Number(millis)), id };
};

/** Newest first; `next` is the cursor of the following page. @throws Refused bad_input (a cursor not of this list) */
export const listNotices =
  (store: NoticeStore, clock: Clock): Notices['list'] =>
  async ({ kind, state, after, limit }) => {
    const size = Math.min(Math.max(1, limit), PAGE_MAX);
    const found = await store.page({
      ...(kind ? { kind } : {}),
      ...(state ? { state } : {}),
      ...(after ? { after: readCursor(after) } : {}),
      limit: size + 1,
      now: clock.now(),
    });
    const items = found.slice(0, size);
    const last = items.at(-1);
    return { items, next: found.length > size && last ? cursorOf(last) : null };
  };
