import { realNow } from '../../kernel/clock.js';
import { running } from '../ask-form.js';
import type { Goal } from '../intent.js';
import type { Moment, Policy } from '../moment.js';
import type { SlotValues } from '../reply.js';
import { mustDetour, pursue } from '../run-goal.js';
import type { Candidate, Opinion } from '../second-opinion.js';

/** Kept of the time for a reply, in real milliseconds: what was decided has yet to be answered and stored. */
const RESERVE_MS = 700;
/** Words beyond this many are no sentence. */
const LONGEST = 200;
/** A quoted value is a name, not a letter. */
const SHORTEST_QUOTE = 2;

/** Nothing but the words counts, no question is open, a person waits, and the words speak for themselves. */
const mayAsk = <S>(moment: Moment<S>): boolean => {
  const { understood, stale, turn } = moment;
  return (
    understood?.action === 'clarify' &&
    !understood.answerOnly &&
    !understood.empty &&
    !stale &&
    turn.replyBy !== undefined &&
    [...understood.text].length <= LONGEST &&
    running(moment) === undefined
  );
};

const quotable = <S>(goal: Goal<S>): string[] =>
  goal.kind === 'form' ? [] : Object.keys(goal.slots).filter((name) => goal.slots[name]?.quoted);

const candidatesOf = <S>({ parts, understood }: Moment<S>): Candidate[] =>
  (understood?.alternatives ?? []).flatMap((intent) => {
    const goal = parts.goals.get(intent);
    return goal?.title ? [{ intent, title: goal.title, examples: goal.examples, quotable: quotable(goal) }] : [];
  });

/** What we read ourselves, and of what we did not, what the helper quotes from the very words. */
const slotsOf = <S>({ understood }: Moment<S>, goal: Goal<S>, { slots: quoted = {} }: Opinion): SlotValues => {
  const { slots = {}, text = '' } = understood ?? {};
  const added = Object.entries(quoted).filter(
    ([name, value]) =>
      slots[name] === undefined &&
      quotable(goal).includes(name) &&
      [...value].length >= SHORTEST_QUOTE &&
      text.includes(value),
  );
  return { ...Object.fromEntries(added), ...slots };
};

/**
 * A helper from outside, asked where we would ask back: which of the goals that we would offer was meant. Its answer is worth a tap on that
 * choice where the goal only looks something up; any other goal it only puts first among those offered. Without an answer all is as if it
 * had not been asked.
 */
export const secondOpinion: Policy = {
  name: 'second opinion',
  decide: async (moment) => {
    const { parts, turn, understood } = moment;
    const candidates = mayAsk(moment) ? candidatesOf(moment) : [];
    if (!parts.secondOpinion || !understood || candidates.length < 2) return undefined;
    const words = understood.text;
    const ms = (turn.replyBy ?? 0) - realNow() - RESERVE_MS;
    const opinion = await parts.secondOpinion({ cause: turn.key, words, candidates, ms });
    const meant = candidates.find(({ intent }) => intent === opinion?.intent)?.intent;
    const goal = meant === undefined ? undefined : parts.goals.get(meant);
    if (!opinion || !goal) return undefined;
    if (goal.looksUp && !(await mustDetour(moment, goal))) {
      const answer = await pursue(moment, goal.name, { slots: slotsOf(moment, goal, opinion), words });
      if (answer) return answer;
    }
    const others = understood.alternatives.filter((name) => name !== goal.name);
    moment.understood = { ...understood, alternatives: [goal.name, ...others] };
    return undefined;
  },
};
