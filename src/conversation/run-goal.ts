import { resumeReply, running } from './ask-form.js';
import type { Form } from './form.js';
import type { Goal, Intent } from './intent.js';
import type { Moment } from './moment.js';
import { ownedBy } from './offer.js';
import { join, type Reply, type SlotValues } from './reply.js';
import { openForm, type Ran } from './run-form.js';
import type { Waiting } from './session.js';
import { heldSlots, readSlots } from './slots.js';

export interface Pursuit {
  slots: SlotValues;
  words: string;
  /** Answered when the goal, a form, is done. */
  next?: Waiting;
}

/**
 * Answers a goal: an intent by its handler, a form by opening it (or asking on, when it is open). What the goal needs first is brought
 * about by a detour. Undefined: there is no such goal, or its handler declined.
 */
export const pursue = async <S>(moment: Moment<S>, name: string, pursuit: Pursuit): Promise<Reply | undefined> => {
  const goal = moment.parts.goals.get(name);
  if (!goal) return undefined;
  if (goal.needs !== undefined) {
    const detour = await detourFor(moment, goal.needs, { goal: name, slots: pursuit.slots });
    if (detour) return detour;
  }
  return goal.kind === 'form' ? takeUp(moment, goal, pursuit) : answerIntent(moment, goal, pursuit);
};

/** What a form said, and after it the answer to what waited for its end. */
export const concluded = async <S>(moment: Moment<S>, { say, onward }: Ran): Promise<Reply> => {
  const next =
    onward &&
    (await pursue(moment, onward.goal, {
      slots: onward.slots,
      words: '',
      ...(onward.next ? { next: onward.next } : {}),
    }));
  return join(say, next);
};

const answerIntent = async <S>(
  moment: Moment<S>,
  intent: Intent<S>,
  { slots, words }: Pursuit,
): Promise<Reply | undefined> => {
  const { session, context } = moment;
  const held = heldSlots(intent.slots, slots, session.focus);
  const answer = await intent.answer({ ...context, slots: readSlots(intent.slots, held), words });
  if (!answer) return undefined;
  const { focus, more, desk, ...reply } = answer;
  session.focus = { ...session.focus, ...held, ...focus };
  session.last = { goal: intent.name, slots: held };
  moment.answeredBy = intent.name;
  if (more) session.more = { goal: intent.name, slots: { ...held, ...more } };
  else delete session.more;
  if (desk) session.desk = desk;
  return ownedBy(reply, intent.name, held);
};

/** Opens a form, or brings up the one of that name that is open or was put aside. */
const takeUp = async <S>(moment: Moment<S>, spec: Form<S>, pursuit: Pursuit): Promise<Reply> => {
  const { session } = moment;
  const aside = session.suspended.findIndex(({ name }) => name === spec.name);
  if (session.form?.name !== spec.name && aside >= 0) {
    const [found] = session.suspended.splice(aside, 1);
    if (session.form) session.suspended.push(session.form);
    if (found) session.form = found;
  }
  const run = running(moment);
  if (run?.form.name !== spec.name) return concluded(moment, await openForm(moment, spec, pursuit));
  if (pursuit.next) run.form.next = pursuit.next;
  return resumeReply(moment, run);
};

/** Whether something must be brought about before this goal can be answered. */
export const mustDetour = async <S>({ parts, context }: Moment<S>, { needs }: Goal<S>): Promise<boolean> =>
  needs !== undefined && !(await parts.detours[needs]?.met(context));

const detourFor = async <S>(moment: Moment<S>, need: string, waiting: Waiting): Promise<Reply | undefined> => {
  const detour = moment.parts.detours[need];
  const goal = moment.parts.goals.get(waiting.goal);
  const form = detour && moment.parts.goals.get(detour.form);
  if (!goal || form?.kind !== 'form') throw new Error(`no form meets the need "${need}" of ${waiting.goal}`);
  if (!(await mustDetour(moment, goal))) return undefined;
  const why = detour?.say?.({ name: goal.name, title: goal.title, slots: waiting.slots }, moment.context);
  return join(why, await takeUp(moment, form, { slots: waiting.slots, words: '', next: waiting }));
};
