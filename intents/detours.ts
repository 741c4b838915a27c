import { addMonths, isMonth, monthOf } from '../src/kernel/dates.js';
import * as say from '../templates/replies/binding.js';
import { defineDetours } from './kit.js';

/** What some intents need first, and the form that brings it about. */
export const detours = defineDetours({
  'a bound property': {
    form: 'bind_account',
    met: async ({ resident, services }) => (await services.customers.resident(resident)).homes.length > 0,
    say: ({ name, slots }, { now }) => {
      const asked = typeof slots.period === 'string' && isMonth(slots.period) ? slots.period : undefined;
      const newest = addMonths(monthOf(now), -1);
      return (say.bindFirst[name] ?? (() => say.bindFirstAnyway))({ month: asked && asked <= newest ? asked : newest });
    },
  },
});
