import type { Policy } from '../moment.js';
import { concluded } from '../run-goal.js';
import { takeSaid } from '../take-answer.js';

/** The open form takes what it recognises as its answer. */
export const form: Policy = {
  name: 'form',
  decide: async (moment) => {
    const ran = moment.stale ? undefined : await takeSaid(moment);
    return ran && concluded(moment, ran);
  },
};
