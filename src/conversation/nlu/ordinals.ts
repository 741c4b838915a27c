import { bare } from './normalise.js';
import { readNumeral } from './numerals.js';

const LISTED = '(?:个|条|项|家|处|户|张|行|种)';
const one = new RegExp(
  `^(?:我)?(?:要|选|看|点|就|是|说的是|指的是)?(?:第([一二两三四五六七八九十\\d]{1,2})${LISTED}?|([一二两三四五六七八九\\d])号|选([一二两三四五六七八九\\d])|(最后(?:一)?${LISTED}))(?:吧|呢|的|那个|呀|啊|嘛)*$`,
);

/** The same with what is asked of it: "and the second one, until when". A first month or quarter is a time. */
const oneOf = new RegExp(
  `^(?:那么?|看|查|要|选)?(?:第([一二两三四五六七八九十\\d]{1,2})${LISTED}|(最后一?${LISTED}))(?!月|季|星期|礼拜).{1,8}$`,
);

/** Which of those just listed a few words mean: 1 is the first, -1 the last. */
export const readOrdinal = (normalised: string): number | undefined => {
  const words = bare(normalised);
  const [, nth, numbered, chosen, last] = one.exec(words) ?? [];
  const [, nthOf, lastOf] = oneOf.exec(words) ?? [];
  const place = nth ?? numbered ?? chosen ?? nthOf;
  if (last ?? lastOf) return -1;
  return place === undefined ? undefined : readNumeral(place);
};

/** Short words that ask once more what was asked, of something else. */
export const asksAgain = (normalised: string): boolean =>
  /^(?:那么?|还有|换成|改成|改看|再看看?)|(?:呢|咧|喃|捏)[?]*$|^.{1,8}的[?]*$/.test(normalised.trim());
