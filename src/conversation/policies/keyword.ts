import { type Policy, wordsOf } from '../moment.js';

/** What staff wrote for exactly these words; danger, commands, choices and an open form come first. */
export const keyword: Policy = {
  name: 'keyword',
  decide: (moment) => {
    const { understood, parts } = moment;
    return understood && !understood.empty ? parts.byKeyword(wordsOf(moment)) : undefined;
  },
};
