import { refuse } from '../../kernel/errors.js';
import type { OpenState } from '../../kernel/opening.js';
import type { DeskTalk } from './door.js';

/** Characters of one saying. */
export const SAYING_MAX = 2000;
/** Lines of one conversation. */
export const LINES_MAX = 400;
/** Silence after which a conversation is given up or given back, and waiting after which a ticket is the better promise. */
export const IDLE_MS = 30 * 60_000;
export const WAIT_MS = 60 * 60_000;
export const KEPT_MS = 180 * 86_400_000;

/** `RG` + the Beijing day + the day's count, three digits at least. */
export const numberFor = (day: string, count: number): string =>
  `RG${day.replaceAll('-', '')}${String(count).padStart(3, '0')}`;

/** Until when somebody may wait: closing time or an hour, whichever is first; at once when nobody is there. */
export const waitsUntil = (state: OpenState, now: Date): Date => {
  if (state.kind !== 'open') return now;
  return new Date(Math.min(state.until.getTime(), now.getTime() + WAIT_MS));
};

/** @throws Refused desk_over | desk_not_yours */
export const mayServe = ({ number, state, clerk }: DeskTalk, by: string): void => {
  if (state === 'over') refuse('desk_over', number);
  if (clerk !== undefined && clerk !== by) refuse('desk_not_yours', number, { holder: clerk });
};

/** Waits of others, each with how many were before then. */
export type Waited = readonly { ms: number; ahead: number }[];
/** Fewer say nothing of the next. */
const ENOUGH = 3;

/** Minutes that one with so many before is likely to wait, by the middle of what others did; undefined when these are too few. */
export const estimate = (waited: Waited, ahead: number): number | undefined => {
  if (waited.length < ENOUGH) return undefined;
  const each = waited.map((one) => one.ms / (one.ahead + 1)).sort((a, b) => a - b);
  const middle = each[Math.floor(each.length / 2)] ?? 0;
  return Math.max(1, Math.ceil((middle * (ahead + 1)) / 60_000));
};
