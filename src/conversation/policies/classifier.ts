import { running } from '../ask-form.js';
import type { Intent } from '../intent.js';
import { type Moment, type Policy, wordsOf } from '../moment.js';
import type { Reply, SlotValues } from '../reply.js';
import { pursue } from '../run-goal.js';
import { askedAgain } from '../slots.js';
import type { Understood } from '../understanding.js';

/** The label of what is none of ours; a goal of this name may know some of it. */
const OUT_OF_SCOPE = 'out_of_scope';
const ALSO = 2;
/** Longer words than "and in September?" stand for themselves. */
const FOLLOW_UP_LENGTH = 12;

/** Does what was asked beyond doubt, or asks the last question again with what was named anew. */
export const classifier: Policy = {
  name: 'classifier',
  decide: async (moment) => {
    const { understood } = moment;
    if (!understood || understood.empty) return undefined;
    const { slots, text: words } = understood;
    if (understood.action === 'answer') return answerWish(moment, understood);
    const again = await followUp(moment, understood);
    if (again) return pursue(moment, again.goal, { slots: again.slots, words });
    return understood.action === 'out_of_scope' ? pursue(moment, OUT_OF_SCOPE, { slots, words }) : undefined;
  },
};

/** What the sentence asked first; what else it asked is kept, to be offered when that is done. */
const answerWish = async <S>(moment: Moment<S>, understood: Understood): Promise<Reply | undefined> => {
  const { session, parts } = moment;
  const { intent, slots, also } = understood;
  const words = wordsOf(moment);
  const again =
    understood.again && intent === session.last?.goal ? (await followUp(moment, understood))?.slots : undefined;
  const answer = await pursue(moment, intent, { slots: again ?? slots, words });
  if (!answer) return undefined;
  const wishes = [...new Set(also)].filter((name) => name !== intent && name !== OUT_OF_SCOPE && parts.goals.has(name));
  delete session.wishes;
  if (wishes.length) session.wishes = wishes.slice(0, ALSO).map((goal) => ({ goal, slots }));
  return answer;
};

/** The last question once more, when a few words name something that it can be asked of. */
const followUp = async <S>(
  moment: Moment<S>,
  { slots, text: words }: Understood,
): Promise<{ goal: string; slots: SlotValues } | undefined> => {
  const { last } = moment.session;
  const goal = moment.parts.goals.get(last?.goal ?? '');
  if (!last || goal?.kind !== 'intent' || running(moment) || [...words].length > FOLLOW_UP_LENGTH) return undefined;
  const named = await namedFor(moment, goal, slots, words);
  if (Object.keys(named).length === 0) return undefined;
  return { goal: goal.name, slots: askedAgain(goal.slots, last.slots, named) };
};

const namedFor = async <S>(
  { context }: Moment<S>,
  goal: Intent<S>,
  slots: SlotValues,
  words: string,
): Promise<SlotValues> => ({
  ...Object.fromEntries(Object.entries(slots).filter(([name, value]) => goal.slots[name]?.read(value) !== undefined)),
  ...(await goal.about?.(context, words)),
});
