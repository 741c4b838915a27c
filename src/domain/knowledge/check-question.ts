import { refuse } from '../../kernel/errors.js';
import type { KeptQuestion, More, Question } from './door.js';

/** What a question must fit. */
export interface Surroundings {
  /** Whether something of this name can be asked. */
  isGoal(name: string): boolean;
  /** Whether the conversation takes words for a command, a danger or something to be done: no keyword may stand before these. */
  isBusiness(words: string): boolean;
  /** What two wordings have in common that come to the same. */
  key(words: string): string;
}

const GOAL = 'goal:';
const QUESTION = 'question:';

/** @throws Refused bad_input: `more` leads to a goal or a question that is not there, or to the question itself */
const mustLead = (
  { id, more }: Question,
  isGoal: (name: string) => boolean,
  there: ReadonlyMap<string, Question>,
): void => {
  const leads = (one: More): boolean => {
    if (one.startsWith(GOAL)) return isGoal(one.slice(GOAL.length));
    if (one.startsWith(QUESTION)) return one !== `${QUESTION}${id}` && there.has(one.slice(QUESTION.length));
    return true;
  };
  const wrong = more.find((one) => !leads(one));
  if (wrong)
    refuse('bad_input', `${id}: more: ${wrong} is not there`, { field: 'body.more', question: id, more: wrong });
};

/**
 * Checks questions that are about to be written against what will be there then.
 * @throws Refused bad_input: `more` names what is not there, a keyword is another question's or means something to be done
 */
export const mustFit = (
  questions: readonly Question[],
  before: readonly KeptQuestion[],
  { isGoal, isBusiness, key }: Surroundings,
): void => {
  const there = new Map<string, Question>([...before, ...questions].map((question) => [question.id, question]));
  const owners = new Map<string, string[]>();
  for (const { id, keywords = [] } of there.values())
    for (const word of keywords) owners.set(key(word), [...(owners.get(key(word)) ?? []), id]);
  for (const question of questions) {
    mustLead(question, isGoal, there);
    const { id, keywords = [] } = question;
    const wrong = keywords.find(
      (word) => key(word) === '' || isBusiness(word) || owners.get(key(word))?.some((owner) => owner !== id),
    );
    if (wrong) refuse('bad_input', `${id}: keyword: ${wrong} is taken`, { field: 'body.keywords', question: id });
  }
};
