import { running } from '../ask-form.js';
import { choicesFor } from '../follow.js';
import { type Moment, type Policy, wordsOf } from '../moment.js';
import type { Choice, Reply } from '../reply.js';

/** The knowledge base, for words that are no intent. What may have been meant is offered outside forms only: inside, a digit answers the form. */
export const knowledge: Policy = {
  name: 'knowledge',
  decide: async (moment) => {
    const words = wordsOf(moment);
    const { yes, no, ordinal } = moment.understood ?? {};
    // A bare answer without a question asks nothing.
    if (yes || no || ordinal !== undefined) return undefined;
    if (words === '' || moment.understood?.empty || /^[\p{N}\p{P}\s]+$/u.test(words)) return undefined;
    const found = await moment.parts.lookUp(words);
    if (!found || found.sure) return found?.reply;
    return running(moment) ? undefined : withLikeliest(moment, found.reply);
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
