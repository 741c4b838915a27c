import type { Moment } from './moment.js';
import type { Reply } from './reply.js';

/** Their answers are found by the very words. */
const byWords: ReadonlySet<string> = new Set(['keyword', 'knowledge', 'second opinion', 'near questions', 'fallback']);
/** Beside them, what these make of words that were put right is to be seen. */
const ofWords: ReadonlySet<string> = new Set([...byWords, 'choice', 'classifier', 'form']);

/** Whether the goal that was taken up goes by something that the words named. */
const tookFromWords = <S>({ parts, session, understood, answeredBy }: Moment<S>): boolean => {
  const goal = parts.goals.get(answeredBy ?? understood?.intent ?? '');
  if (goal?.kind === 'intent') return Object.keys(understood?.slots ?? {}).some((name) => name in (goal.slots ?? {}));
  const form = session.form?.name === goal?.name ? session.form : undefined;
  return Object.keys({ ...form?.values, ...form?.given }).length > 0;
};

const dependsOnHeard = <S>(moment: Moment<S>, policy: string): boolean => {
  const { understood, mended, unkept } = moment;
  if (!understood || understood.empty || unkept) return false;
  if (byWords.has(policy) || (mended && ofWords.has(policy))) return true;
  if (policy === 'form') return !understood.yes && !understood.no;
  return policy === 'classifier' && tookFromWords(moment);
};

/** The answer to a voice, below the words that were heard where it depends on them and does not say them itself; a wish beyond doubt is just done. */
export const withHeard = <S>(moment: Moment<S>, policy: string, reply: Reply): Reply => {
  const { said, parts } = moment;
  if (said?.kind !== 'voice' || !said.text || reply.text === '' || reply.text.includes(said.text)) return reply;
  if (!dependsOnHeard(moment, policy)) return reply;
  return { ...reply, text: `${parts.repair.heard(said.text)}\n${reply.text}` };
};
