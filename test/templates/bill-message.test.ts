import { describe, expect, it } from '@jest/globals';
import { demoTariff } from '../../demo/index.js';
import { billOf } from '../../src/domain/billing/bill.js';
import { monthlyBill } from '../../templates/messages/bill.js';

describe('the monthly bill as a template message', () => {
  it.each([
    [14, '14 吨，未交；回复“账单图”看图'],
    [12_345, '12,345 吨，未交；回复“账单图”'],
    [1_234_567_890_123, '1,234,567,890,123 吨…'],
  ])('of %d tons says its state and how to see it, in at most 20 characters', (tons, words) => {
    const reading = {
      account: '00238817',
      month: '2026-10',
      readOn: '2026-10-26',
      thisReading: tons,
      estimated: false,
    };
    const { thing5 } = monthlyBill({ bill: billOf([demoTariff], undefined, reading), address: '翠湖小区…501' });
    expect(thing5).toBe(words);
    expect([...thing5!].length).toBeLessThanOrEqual(20);
  });
});
