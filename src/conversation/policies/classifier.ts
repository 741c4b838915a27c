import { running } from '../ask-form.js';
import { type Moment, type Policy, wordsOf } from '../moment.js';
import { join, type Reply } from '../reply.js';
import { pursue } from '../run-goal.js';
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
    if (understood.action === 'answer') return answerAll(moment, understood);
    if (isFollowUp(moment, understood)) return pursue(moment, moment.session.lastIntent ?? '', { slots, words });
    return understood.action === 'out_of_scope' ? pursue(moment, OUT_OF_SCOPE, { slots, words }) : undefined;
  },
};

/** Everything the sentence asked, intents before forms; a question back to the resident ends it. */
const answerAll = async <S>(moment: Moment<S>, understood: Understood): Promise<Reply | undefined> => {
  const { goals } = moment.parts;
  const wanted = [
    ...new Set([understood.intent, ...understood.also.filter((name) => name !== OUT_OF_SCOPE).slice(0, ALSO)]),
  ].flatMap((name) => goals.get(name) ?? []);
  const ordered = [...wanted].sort((a, b) => Number(a.kind === 'form') - Number(b.kind === 'form'));
  const said: Reply[] = [];
  for (const { name } of ordered) {
    const answer = await pursue(moment, name, { slots: understood.slots, words: wordsOf(moment) });
    if (answer) said.push(answer);
    if (answer?.choices?.length || moment.spoken) break;
  }
  return said.length ? join(...said) : undefined;
};

const isFollowUp = <S>(moment: Moment<S>, { slots, text: words }: Understood): boolean => {
  const last = moment.parts.goals.get(moment.session.lastIntent ?? '');
  return (
    last?.kind === 'intent' &&
    !running(moment) &&
    [...words].length <= FOLLOW_UP_LENGTH &&
    Object.entries(slots).some(([name, value]) => last.slots[name]?.read(value) !== undefined)
  );
};
