import { running } from '../ask-form.js';
import { runCommand } from '../follow.js';
import type { Moment, Policy } from '../moment.js';

/** As sure as a rule is, and no likelihood: a bare "cancel" is nobody's. */
const BEYOND_DOUBT = 1;

/** With nothing open to cancel, words that beyond doubt ask for a goal ask for it: "cancel the binding" of long ago. */
const cancelsNothing = <S>(moment: Moment<S>): boolean => {
  const { understood, parts } = moment;
  return (
    understood?.command === 'cancel' &&
    running(moment) === undefined &&
    understood.action === 'answer' &&
    understood.confidence >= BEYOND_DOUBT &&
    parts.goals.has(understood.intent)
  );
};

/** Cancel, back, help, a person, more: worded any way, at any time. An outdated label that reads like one is none. */
export const command: Policy = {
  name: 'command',
  decide: (moment) => {
    const said = moment.understood?.command;
    return said === undefined || moment.stale || cancelsNothing(moment) ? undefined : runCommand(moment, said);
  },
};
