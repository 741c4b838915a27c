import type { Act } from '../../site/driver.js';
import type { Talker } from './talker.js';

/** What she does next after these words; `done`, or undefined when they say nothing to her. */
export type React = (words: string, act: Act) => Act | 'done' | undefined | Promise<Act | 'done' | undefined>;

/** Something a resident wants, pursued until she is told that it is so. */
export interface Goal {
  name: string;
  opening: Act;
  react: React;
  /** What she does when she was told that her message may be lost; the same again unless told. */
  unsure?(act: Act): Act;
}

export const typed = (content: string): Act => ({ type: 'text', content });

const MOST_TURNS = 40;

/** @returns whether the goal was reached; what stands in the way is a violation */
export const pursue = async (talker: Talker, goal: Goal, violate: (what: string) => void): Promise<boolean> => {
  let act = goal.opening;
  for (let turns = 0; turns < MOST_TURNS; turns += 1) {
    const heard = await talker.does(act);
    if (heard.kind === 'nothing') return false;
    if (heard.kind === 'note') {
      act = goal.unsure?.(act) ?? act;
      continue;
    }
    const next = await goal.react(heard.text, act);
    if (next === 'done') return true;
    act = next ?? goal.opening;
  }
  violate(`${goal.name}: ${MOST_TURNS} messages led nowhere`);
  return false;
};
