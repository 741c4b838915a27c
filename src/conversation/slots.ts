import type { Json, SlotValues } from './reply.js';

/** A value that words may carry into an intent: how its plain form is read back into a type. */
export interface Slot<T> {
  /** Undefined when the value is none of this slot's. */
  read(value: Json | undefined): T | undefined;
  /** A value named earlier in the talk still holds when the words name none ("and in September?"). */
  carries?: boolean;
  /** Holds for one answer only: asked again with something else, it is not meant any more. */
  once?: boolean;
  /** Slots whose earlier values no longer hold when this one is named: another place, not a narrower one. */
  insteadOf?: readonly string[];
  /** A second opinion may quote its value from the words when we found none. */
  quoted?: boolean;
}

type Manner = Pick<Slot<unknown>, 'carries' | 'once' | 'insteadOf' | 'quoted'>;

export type Slots = Readonly<Record<string, Slot<unknown>>>;

/** The typed values of a set of slots; what was not said is absent. */
export type ValuesOf<Sl extends Slots> = {
  readonly [K in keyof Sl]?: Sl[K] extends Slot<infer T> ? T : never;
};

/** A slot that holds a text. */
export const textSlot = (options: Manner = {}): Slot<string> => ({
  read: (value) => (typeof value === 'string' && value !== '' ? value : undefined),
  ...options,
});

/** A slot that is there or not. */
export const flagSlot = (options: Manner = {}): Slot<true> => ({
  read: (value) => (value === true ? true : undefined),
  ...options,
});

/** A slot of one's own reading. */
export const slot = <T>(read: (value: Json | undefined) => T | undefined, options: Manner = {}): Slot<T> => ({
  read,
  ...options,
});

/** What was said for the slots, and what the talk still carries for those that allow it; plain values. */
export const heldSlots = (slots: Slots, said: SlotValues, focus: SlotValues): SlotValues => {
  const held: Record<string, Json> = {};
  for (const [name, { read, carries }] of Object.entries(slots)) {
    const value = read(said[name]) !== undefined ? said[name] : carries ? focus[name] : undefined;
    if (value !== undefined && read(value) !== undefined) held[name] = value;
  }
  return held;
};

/** What an intent is asked again with: what was named now, and of what was asked before all that it does not replace. */
export const askedAgain = (slots: Slots, before: SlotValues, named: SlotValues): SlotValues => {
  const replaced = new Set(Object.keys(named).flatMap((name) => slots[name]?.insteadOf ?? []));
  const held = Object.entries(before).filter(([name]) => !slots[name]?.once && !replaced.has(name));
  return { ...Object.fromEntries(held), ...named };
};

/** The typed values of plain ones. */
export const readSlots = (slots: Slots, values: SlotValues): Readonly<Record<string, unknown>> => {
  const typed: Record<string, unknown> = {};
  for (const [name, { read }] of Object.entries(slots)) {
    const value = read(values[name]);
    if (value !== undefined) typed[name] = value;
  }
  return typed;
};
