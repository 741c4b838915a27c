import { fieldNamed, running } from '../ask-form.js';
import type { Moment, Policy } from '../moment.js';
import { join, type Reply } from '../reply.js';
import { concluded } from '../run-goal.js';
import { takeSaid } from '../take-answer.js';
import { answerHappening } from './happening.js';

/** Safety first. Words told to a field of free words are its answer all the same. */
export const danger: Policy = {
  name: 'danger',
  decide: async (moment) => {
    const kind = moment.understood?.danger;
    if (kind === undefined) return undefined;
    const run = moment.session.desk === undefined ? running(moment) : undefined;
    const free = run && fieldNamed(run.spec, run.form.asking)?.free;
    const warning = (await answerHappening(moment, 'danger', { kind })) ?? moment.parts.repair.danger(kind);
    // What is tapped while a person speaks would not be followed.
    if (moment.session.desk !== undefined) return { text: warning.text };
    return free ? join(warning, await formAnswer(moment)) : warning;
  },
};

const formAnswer = async <S>(moment: Moment<S>): Promise<Reply | undefined> => {
  const ran = await takeSaid(moment);
  return ran && concluded(moment, ran);
};
