import { follow } from '../follow.js';
import type { Happening } from '../intent.js';
import type { Moment, Policy } from '../moment.js';
import { isBound } from '../offer.js';
import type { Reply, SlotValues } from '../reply.js';
import { pursue } from '../run-goal.js';
import { newSession } from '../session.js';

/** Answers what happened by the goal that declares it. */
export const answerHappening = async <S>(
  moment: Moment<S>,
  on: Happening,
  slots: SlotValues,
): Promise<Reply | undefined> => {
  const goal = [...moment.parts.goals.values()].find((each) => each.on === on);
  return goal && pursue(moment, goal.name, { slots, words: '' });
};

const silence: Reply = { text: '' };

/** Following, leaving, and a tap on the account's menu. */
export const happening: Policy = {
  name: 'happening',
  decide: async (moment) => {
    const { turn, parts } = moment;
    const { input } = turn;
    switch (input.kind) {
      case 'follow':
        return (await answerHappening(moment, 'follow', input.scene ? { scene: input.scene } : {})) ?? silence;
      case 'unfollow': {
        await answerHappening(moment, 'unfollow', {});
        moment.session = newSession();
        return silence;
      }
      case 'menu': {
        const go = parts.menu[input.key] ?? { intent: input.key };
        return (isBound(go) ? await follow(moment, go) : undefined) ?? parts.repair.choiceGone();
      }
      default:
        return undefined;
    }
  },
};
