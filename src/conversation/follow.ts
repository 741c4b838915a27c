import { fieldNamed, helpReply, type Running, running } from './ask-form.js';
import type { Moment } from './moment.js';
import type { Choice, Command, Reply, SlotValues } from './reply.js';
import { obey } from './run-form.js';
import { concluded, pursue } from './run-goal.js';
import { type BoundGo, closeForm } from './session.js';
import { takeChoice } from './take-answer.js';

const SUGGESTED = 3;

/** Goes where a choice or a menu key leads. Undefined: that question is no longer open, or that goal no longer there. */
export const follow = async <S>(moment: Moment<S>, go: BoundGo): Promise<Reply | undefined> => {
  if ('command' in go) return runCommand(moment, go.command);
  if ('intent' in go) return pursue(moment, go.intent, { slots: go.slots ?? {}, words: go.words ?? '' });
  const ran = await takeChoice(moment, go);
  return ran && concluded(moment, ran);
};

/** Does what a command word says, inside a form or outside. */
export const runCommand = async <S>(moment: Moment<S>, command: Command): Promise<Reply> => {
  const { session, parts } = moment;
  const run = running(moment);
  switch (command) {
    case 'cancel':
      delete session.wishes;
      if (!run) return parts.repair.nothingToCancel();
      closeForm(session);
      return parts.repair.cancelled({ title: run.spec.title });
    case 'back':
      return back(moment, run);
    case 'help':
      return run ? helpReply(moment, run) : answerCommand(moment, command);
    case 'human':
      return answerCommand(moment, command);
    case 'robot':
      return parts.repair.withBot();
    case 'slow':
    case 'usual':
      return changeManner(moment, command);
    case 'more': {
      const { more, rest } = session;
      if (rest) {
        moment.spoken = true;
        return rest;
      }
      const answer = more && (await pursue(moment, more.goal, { slots: more.slots, words: '' }));
      return answer ?? parts.repair.nothingMore();
    }
  }
};

/** Speaks slowly from now on, or as usual again; kept beyond this talk. */
const changeManner = async <S>({ session, parts, context }: Moment<S>, command: 'slow' | 'usual'): Promise<Reply> => {
  session.slow = command === 'slow';
  await parts.manner.keep({ resident: context.resident, slow: session.slow, cause: context.cause });
  return session.slow ? parts.repair.slow() : parts.repair.usual();
};

const answerCommand = async <S>(moment: Moment<S>, command: Command): Promise<Reply> => {
  const goal = [...moment.parts.goals.values()].find((each) => each.command === command);
  const answer = goal && (await pursue(moment, goal.name, { slots: {}, words: '' }));
  return answer ?? moment.parts.repair.help(suggestions(moment));
};

/** The answer before the open question is asked anew. */
const back = async <S>(moment: Moment<S>, run: Running<S> | undefined): Promise<Reply> => {
  const { repair } = moment.parts;
  if (!run) return repair.nothingBack();
  const { fields } = run.spec;
  const at = fields.findIndex(({ name }) => name === run.form.asking);
  const before = fields
    .slice(0, at < 0 ? fields.length : at)
    .filter(({ name, unasked }) => !unasked && name in run.form.values)
    .at(-1);
  return before ? concluded(moment, await obey(moment, run, { kind: 'back', to: before.name })) : repair.nothingBack();
};

/** Choices that lead to goals by name; unknown names are left out. */
export const choicesFor = <S>(
  moment: Moment<S>,
  names: readonly string[],
  had: { slots?: SlotValues; words?: string } = {},
): Choice[] =>
  names.flatMap((name) => {
    const goal = moment.parts.goals.get(name);
    return goal?.title ? [{ label: goal.title, go: { intent: name, ...had } }] : [];
  });

/** The goals that are offered when nothing nearer is known. `words` are what was said so far. */
export const suggestions = <S>(moment: Moment<S>, words?: string): Choice[] =>
  choicesFor(
    moment,
    [...moment.parts.goals.values()]
      .filter(({ suggested }) => suggested)
      .slice(0, SUGGESTED)
      .map(({ name }) => name),
    words === undefined ? {} : { words },
  );

/** True when what is said to the open question is kept nowhere. */
export const asksUnkept = <S>(moment: Moment<S>): boolean => {
  const run = running(moment);
  return run !== undefined && fieldNamed(run.spec, run.form.asking)?.unkept === true;
};

/** True when the open question takes an ID or card number. */
export const asksForSecret = <S>(moment: Moment<S>): boolean => {
  const run = running(moment);
  return run !== undefined && fieldNamed(run.spec, run.form.asking)?.secret === true;
};
