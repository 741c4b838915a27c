import { refuse } from '../../kernel/errors.js';
import type { Notice, NoticeEdit } from './door.js';
import { changesBetween } from './edits.js';
import { factsOf, isNews, soonestBite } from './facts.js';
import { changed, checkNotice, checkPublishable, checkReport } from './notice.js';
import type { NoticeChange } from './store.js';

/** Edits that follow each other within this time are told as one. */
const SETTLE_MS = 40_000;

const standing = (notice: Notice): Notice =>
  notice.state === 'withdrawn' ? refuse('notice_withdrawn', notice.id) : notice;

/** Puts up the telling of a change that is news to those who were answered from the notice. */
const news = (before: Notice, after: Notice, now: Date): Pick<NoticeChange, 'tell'> => {
  if (before.state !== 'published') return {};
  const [was, is] = [factsOf(before), factsOf(after)];
  if (!isNews(was, is)) return {};
  const soonest = soonestBite([was, is], now);
  return { tell: { at: new Date(now.getTime() + SETTLE_MS), ...(soonest ? { soonest } : {}) } };
};

/** @throws Refused notice_withdrawn | bad_input */
export const decideEdit = (notice: Notice, edit: NoticeEdit, now: Date): NoticeChange | undefined => {
  const content = changed(standing(notice), edit);
  checkNotice(content);
  if (notice.state !== 'draft') checkPublishable(content);
  const changes = changesBetween(changed(notice, {}), content);
  if (changes.length === 0) return undefined;
  const { from: _from, to: _to, expiresAt: _expiresAt, ...rest } = notice;
  return { what: 'edit', changes, content, ...news(notice, { ...rest, ...content }, now) };
};

/** Now, or at a time to come. @throws Refused notice_withdrawn | bad_input */
export const decidePublish = (notice: Notice, at: Date | undefined, now: Date): NoticeChange | undefined => {
  const later = at !== undefined && at > now;
  if (standing(notice).state === 'published')
    return later ? refuse('bad_input', 'published already', { field: 'at' }) : undefined;
  checkPublishable(notice);
  if (!later) return { what: 'publish', changes: [], state: 'published', publishedAt: now };
  if (notice.publishAt?.getTime() === at.getTime()) return undefined;
  const changes = changesBetween({ publishAt: notice.publishAt }, { publishAt: at });
  return { what: 'schedule', changes, state: 'scheduled', publishAt: at };
};

/** What the schedule does; undefined when somebody else was faster or it was put off. */
export const decideDue = (notice: Notice, now: Date): NoticeChange | undefined =>
  notice.state === 'scheduled' && notice.publishAt && notice.publishAt <= now
    ? { what: 'publish', changes: [], state: 'published', publishedAt: now }
    : undefined;

export const decideWithdraw = (notice: Notice, now: Date): NoticeChange | undefined =>
  notice.state === 'withdrawn'
    ? undefined
    : { what: 'withdraw', changes: [], state: 'withdrawn', ...news(notice, { ...notice, state: 'withdrawn' }, now) };

/** @throws Refused notice_not_draft */
export const decideRemove = (notice: Notice): NoticeChange =>
  notice.state === 'draft' ? { what: 'edit', changes: [], state: 'removed' } : refuse('notice_not_draft', notice.id);

/** @throws Refused notice_withdrawn | bad_input */
export const decideReport = (notice: Notice, text: string, now: Date): NoticeChange => {
  checkReport(text);
  standing(notice);
  return { what: 'report', changes: changesBetween({}, { report: text }), report: { at: now, text } };
};
