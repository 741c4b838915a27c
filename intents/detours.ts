import { addMonths, isMonth, monthOf } from '../src/kernel/dates.js';
import * as say from '../templates/replies/binding.js';
import { defineDetours } from './kit.js';

/** What some intents need first, and the form that brings it about. */
export const detours = defineDetours({
  'a bound property': {
    form: 'bind_account',
    met: async ({ resident, services }) => (await services.customers.resident(resident)).homes.length > 0,
    say: ({ name, slots }, { now }) => {
      const newest = addMonths(monthOf(now), -1);
      const asked = slots.period ?? newest;
      const month = typeof asked === 'string' && isMonth(asked) && asked <= newest ? asked : undefined;
      return (say.bindFirst[name] ?? (() => say.bindFirstAnyway))({ month });
    },
  },
});
