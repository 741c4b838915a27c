import type { AtDesk } from '../src/conversation/policies/desk.js';
import type { Passed } from '../src/domain/desk/door.js';
import * as say from '../templates/replies/desk.js';
import { defineIntent, slot, textSlot } from './kit.js';
import { fieldsOf } from './slots.js';

const wishes: readonly AtDesk['wish'][] = ['leave', 'cancel', 'where', 'turn', 'menu', 'ask'];
const wish = slot((value) => wishes.find((one) => one === value));

const kinds = ['photo', 'voice', 'video'] as const;
const media = slot((value) => {
  const { id, kind } = fieldsOf(value);
  const known = kinds.find((one) => one === kind);
  return typeof id === 'string' && known ? { id, kind: known } : undefined;
});

const place = slot((value) => {
  const { label, latitude, longitude } = fieldsOf(value);
  return typeof label === 'string' && typeof latitude === 'number' && typeof longitude === 'number'
    ? { label, latitude, longitude }
    : undefined;
});

/** What the bot says beside the person: as little as can be. */
const besides = (passed: Passed) => {
  if (passed.kind === 'full') return say.full();
  return passed.kind === 'waiting' && passed.first ? say.gotIt(passed) : say.silence;
};

/** While a person is waited for or speaks: passes words on, and answers what is asked of the bot all the same. */
export const atDesk = defineIntent({
  name: 'at_desk',
  title: '',
  examples: [],
  on: 'desk',
  slots: { desk: textSlot(), wish, text: textSlot(), media, place },
  async answer({ resident: openid, slots, services: { desk }, cause }) {
    const { desk: number = '', wish: wanted, text = '', ...other } = slots;
    const mine = { openid, number };
    if (wanted === 'leave') return (await desk.leave(mine)) ? { ...say.backToBot(), desk: null } : undefined;
    const at = wanted && (await desk.look(mine));
    if (at?.kind === 'over') return undefined;
    const queue = at?.kind === 'waiting' ? at : undefined;
    if (wanted === 'menu' || (wanted === 'ask' && !queue && text === '')) return say.notNow(queue);
    if (queue && wanted === 'ask') {
      if (text !== '') await desk.pass({ ...mine, saying: { text }, cause });
      return { ...say.stillInLine(queue), bot: true };
    }
    if (queue && wanted === 'cancel') {
      await desk.leave(mine);
      return { ...say.stoppedWaiting(), desk: null };
    }
    if (queue) return say.yourTurn(queue);
    if (wanted === 'where') return say.nowServed();
    const passed = await desk.pass({ ...mine, saying: { text, ...other }, cause });
    if (passed.kind === 'over') return undefined;
    return wanted === 'cancel' ? say.passedOn() : besides(passed);
  },
});
