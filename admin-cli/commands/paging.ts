import { countOf, optional, textLike } from '../settings.js';

/** The options of every list. */
export const paging = {
  limit: optional('最多几条，1-100，默认 20', '条数', countOf(100)),
  after: optional('从上一页给出的位置往后看', '位置', textLike(/^\S{1,128}$/, '请照抄上一页给出的位置')),
};

/** The line below a table when there is more. */
export const moreBelow = (next: string | null): string => (next ? `\n还有更多，下一页加：--after ${next}` : '');
