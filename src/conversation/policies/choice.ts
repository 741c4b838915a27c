import { questionOf } from '../ask-form.js';
import { follow } from '../follow.js';
import { type Policy, wordsOf } from '../moment.js';
import { typed } from '../offer.js';

/** The digit or label of a choice in the newest offer, typed; or a yes or no to it. */
export const choice: Policy = {
  name: 'choice',
  decide: async (moment) => {
    const { session, parts, stale } = moment;
    if (!moment.understood || stale) return undefined;
    const question = session.form && questionOf(session.form);
    const { yes, no, all, ordinal } = moment.understood;
    const means = yes ? 'yes' : no ? 'no' : all ? 'all' : undefined;
    const go = typed(session, wordsOf(moment), { normalise: parts.understanding.normalise, question, means, ordinal });
    return go && follow(moment, go);
  },
};
