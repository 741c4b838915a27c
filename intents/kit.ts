import { formsFor } from '../src/conversation/form.js';
import { type Detours, intentsFor } from '../src/conversation/intent.js';
import type { Services } from '../src/services.js';

export { askWith, backTo, done, end, goTo, ok, type Said, type Step, stay, wrong } from '../src/conversation/form.js';
export type { Answer, Context, Goal } from '../src/conversation/intent.js';
export {
  choice,
  choices,
  type Json,
  join,
  type Picture,
  type Reply,
  type SlotValues,
  text,
} from '../src/conversation/reply.js';
export { flagSlot, type Slot, slot, textSlot } from '../src/conversation/slots.js';

/** Defines what a resident can ask, answered from our services. */
export const defineIntent = intentsFor<Services>();

/** Defines what must be asked before something can be done: `defineForm<Values>({ … })`. */
export const defineForm = formsFor<Services>();

/** Conditions that intents may need, by name, each with the form that meets it. */
export const defineDetours = <D extends Detours<Services>>(detours: D): D => detours;
