import { type Policy, wordsOf } from '../moment.js';

/** The knowledge base, for words that are no intent. */
export const knowledge: Policy = {
  name: 'knowledge',
  decide: (moment) => {
    const words = wordsOf(moment);
    return words === '' || moment.understood?.empty || /^[\p{N}\p{P}\s]+$/u.test(words)
      ? undefined
      : moment.parts.lookUp(words);
  },
};
