import { running } from '../ask-form.js';
import { choicesFor } from '../follow.js';
import { type LookedUp, type Moment, type Policy, wordsOf } from '../moment.js';
import type { Choice, Reply } from '../reply.js';

const lookedUp = async <S>(moment: Moment<S>): Promise<LookedUp | undefined> => {
  const words = wordsOf(moment);
  const { empty, answerOnly, yes, no, ordinal } = moment.understood ?? {};
  // a bare answer without a question asks nothing
  const answers = answerOnly || yes || no || ordinal !== undefined;
  const nothing = words === '' || empty || answers || /^[\p{N}\p{P}\s]+$/u.test(words);
  return nothing ? undefined : moment.parts.lookUp(words);
};

/** The knowledge base's answer, for words that are no intent. */
export const knowledge: Policy = {
  name: 'knowledge',
  decide: async (moment) => {
    const found = await lookedUp(moment);
    return found?.sure ? found.reply : undefined;
  },
};

/** The knowledge base's questions that may have been meant; outside forms only: inside, a digit answers the form. */
export const nearQuestions: Policy = {
  name: 'near questions',
  decide: async (moment) => {
    const found = running(moment) ? undefined : await lookedUp(moment);
    return found && !found.sure ? withLikeliest(moment, found.reply) : undefined;
  },
};

const isPerson = ({ go }: Choice): boolean => 'command' in go && go.command === 'human';

/** What is offered, and with it the goal that the words resemble most, before the way to a person. */
const withLikeliest = <S>(moment: Moment<S>, reply: Reply): Reply => {
  const { alternatives = [], slots = {} } = moment.understood ?? {};
  const offered = reply.choices ?? [];
  const led = new Set(offered.flatMap(({ go }) => ('intent' in go ? [go.intent] : [])));
  const [likeliest] = alternatives;
  const goal =
    likeliest && !led.has(likeliest) ? choicesFor(moment, [likeliest], { slots, words: wordsOf(moment) }) : [];
  return {
    ...reply,
    choices: [...offered.filter((one) => !isPerson(one)), ...goal, ...offered.filter(isPerson)],
  };
};
