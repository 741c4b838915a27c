import { describe, expect, it } from '@jest/globals';
import { flagSlot, heldSlots, readSlots, slot, textSlot } from '../../src/conversation/slots.js';

const slots = {
  account: textSlot({ carries: true }),
  area: textSlot(),
  unpaid: flagSlot(),
  page: slot((value) => (typeof value === 'number' ? value : undefined)),
};

describe('slots', () => {
  it('hold what was said and can be read, and nothing else', () => {
    const said = { account: '00451190', area: 7, unpaid: true, page: 2, other: 'x' };
    expect(heldSlots(slots, said, {})).toEqual({ account: '00451190', unpaid: true, page: 2 });
  });

  it('carry on only what may be carried, and what was said goes before it', () => {
    const focus = { account: '00451190', area: '翠湖', page: 3 };
    expect(heldSlots(slots, {}, focus)).toEqual({ account: '00451190' });
    expect(heldSlots(slots, { account: '8817' }, focus)).toEqual({ account: '8817' });
    expect(heldSlots(slots, { account: '' }, focus)).toEqual({ account: '00451190' });
    expect(heldSlots(slots, {}, { account: 7 })).toEqual({});
  });

  it('are read into their types', () => {
    const month = slot((value) => (typeof value === 'string' ? { month: value } : undefined));
    expect(readSlots({ month, page: slots.page }, { month: '2026-10', page: 'x' })).toEqual({
      month: { month: '2026-10' },
    });
  });
});
