import * as goals from './goals.js';
import type { Goal } from './pursue.js';
import { pursue } from './pursue.js';
import type { Mortal } from './service.js';

/** Proofs that one resident may give on one day before the service calls a halt. */
const MOST_CODES = 3;
const MOST_PASSWORDS = 4;

/** One resident's days, until `over`: each thing she wants is pursued to its end. @param no hers among all */
export const live = async (self: goals.Self, no: number, mortal: Mortal, over: () => boolean): Promise<void> => {
  const { talker, customer, told, chance } = self;
  const want = (goal: Goal): Promise<boolean> => pursue(talker, goal, self.violate);
  let looked = mortal.generation;

  /** After a death what she was told must still be so. */
  const lookAround = async (): Promise<void> => {
    if (looked === mortal.generation) return;
    looked = mortal.generation;
    if (chance.below(2) === 0) return;
    if (customer) await want(goals.seeHomes(self));
    if (told.subscribed) await want(goals.subscribe(self));
    if (told.tickets.size > 0) await want(goals.seeProgress(self));
  };

  await talker.does({ type: 'event', event: 'subscribe' });
  // everybody lives one whole day, however short the trial
  for (let day = 0; day === 0 || !over(); day += 1) {
    const steps: (() => Promise<unknown>)[] = [
      async () => {
        if (!customer || told.bound) return;
        const byPassword = told.codesAsked >= MOST_CODES || (day > 0 && chance.below(2) === 0);
        if (!byPassword || told.passwords < MOST_PASSWORDS) await want(goals.bind(self, customer, byPassword));
      },
      async () => customer && told.bound && want(goals.seeBill(self, customer)),
      async () => told.bound && want(goals.subscribe(self)),
      async () => want(goals.complain(self, no * 100 + day)),
      async () => told.tickets.size > 0 && want(goals.seeProgress(self)),
      async () => want(goals.seeOutages()),
      async () => told.bound && told.passwords < MOST_PASSWORDS && chance.below(2) === 0 && want(goals.unbind(self)),
    ];
    for (const step of steps) {
      if (day > 0 && over()) break;
      await step();
      await lookAround();
    }
  }
  await talker.rest();
};
