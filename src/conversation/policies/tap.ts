import { follow } from '../follow.js';
import type { Policy } from '../moment.js';
import { tapped } from '../offer.js';

/** A tapped choice among the last offers: what it means is known, whatever its label reads like. */
export const tap: Policy = {
  name: 'tap',
  decide: async (moment) => {
    const { input } = moment.turn;
    const go = input.kind === 'text' && input.choice !== undefined ? tapped(moment.session, input.choice) : undefined;
    return go && ((await follow(moment, go)) ?? moment.parts.repair.choiceGone());
  },
};
