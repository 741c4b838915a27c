import type { Period } from '../src/domain/billing/door.js';
import { isDay, isMonth } from '../src/kernel/dates.js';
import type { Point } from '../src/kernel/geo.js';
import { flagSlot, type Json, slot, textSlot } from './kit.js';

/** The named values of one that is an object, else none. */
export const fieldsOf = (value: Json | undefined): Readonly<Record<string, Json>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Readonly<Record<string, Json>>) : {};

/** A customer number, its last four digits, a home's name, or `all`. */
export const account = textSlot({ carries: true });
/** A customer number, eight digits. */
export const customerNumber = slot<string>((value) =>
  typeof value === 'string' && /^\d{8}$/.test(value) ? value : undefined,
);
/** For what must not be guessed from the talk: only as said. */
export const saidAccount = textSlot({ insteadOf: ['area', 'point'] });

const isPeriodEnd = (value: Json | undefined): value is string => typeof value === 'string' && isMonth(value);

/** `YYYY-MM` or `{from,to}` in months. */
export const period = slot<Exclude<Period, 'last'>>(
  (value) => {
    if (isPeriodEnd(value)) return value;
    const { from, to } = fieldsOf(value);
    return isPeriodEnd(from) && isPeriodEnd(to) ? { from, to } : undefined;
  },
  { insteadOf: ['unpaid'] },
);

export const unpaid = flagSlot();
/** Asks for the reason. */
export const why = flagSlot({ once: true });
/** Asks to see it as a picture. */
export const picture = flagSlot({ once: true });
/** The month of a bill whose meter shall be read again. */
export const reread = slot<string>((value) => (isPeriodEnd(value) ? value : undefined), { once: true });
/** The answer to a last look. */
export const sure = slot<boolean>((value) => (typeof value === 'boolean' ? value : undefined), { once: true });
export const area = textSlot({ insteadOf: ['point', 'account'], quoted: true });
export const ticketNumber = textSlot();
export const happening = textSlot();
export const questionId = textSlot();

/** `YYYY-MM-DD` or `{from,to}` in days. */
export const date = slot<{ from: string; to: string }>((value) => {
  if (typeof value === 'string' && isDay(value)) return { from: value, to: value };
  const { from, to } = fieldsOf(value);
  return typeof from === 'string' && typeof to === 'string' && isDay(from) && isDay(to) ? { from, to } : undefined;
});

/** A sent location. */
export const point = slot<Point & { label: string }>(
  (value) => {
    const { latitude, longitude, label } = fieldsOf(value);
    return typeof latitude === 'number' && typeof longitude === 'number'
      ? { latitude, longitude, label: typeof label === 'string' ? label : '' }
      : undefined;
  },
  { insteadOf: ['area', 'account'] },
);

/** Which page of a long list; 0 is the first. */
export const page = slot<number>(
  (value) => (typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined),
  { once: true },
);

/** Yuan, as said. */
export const amount = slot<number>((value) => (typeof value === 'number' && value > 0 ? value : undefined));

/** What is applied for. */
export const applicationKind = slot<'new_install' | 'transfer' | 'meter_verification'>((value) =>
  value === 'new_install' || value === 'transfer' || value === 'meter_verification' ? value : undefined,
);
