import { describe, expect, it } from '@jest/globals';
import { outlets } from '../../demo/places.js';
import { demoQuestions } from '../../demo/questions.js';
import { demoTariff } from '../../demo/tariff.js';
import { intents } from '../../intents/index.js';
import { yuan } from '../../src/kernel/money.js';

describe('the demo’s knowledge base', () => {
  it('has at least sixty questions, each asked in at least three ways', () => {
    expect(demoQuestions.length).toBeGreaterThanOrEqual(60);
    expect(new Set(demoQuestions.map(({ id }) => id)).size).toBe(demoQuestions.length);
    for (const { id, title, asked } of demoQuestions)
      expect([id, new Set([title, ...asked]).size >= 4]).toEqual([id, true]);
  });

  it('says where more is to be had, and it is there', () => {
    const ids = new Set(demoQuestions.map(({ id }) => `question:${id}`));
    const goals = new Set(intents.map(({ name }) => `goal:${name}`));
    for (const { id, more } of demoQuestions) {
      const lost = more.filter((one) => one !== 'hotline' && one !== 'human' && !ids.has(one) && !goals.has(one));
      expect([id, more.length > 0 && more.length <= 3, lost]).toEqual([id, true, []]);
    }
  });

  it('asks nothing twice', () => {
    const wordings = demoQuestions.flatMap(({ title, asked }) => [title, ...asked]);
    expect(new Set(wordings).size).toBe(wordings.length);
  });

  it.each(
    demoQuestions.map(({ id, answer }) => [id, answer] as const),
  )('%s is answered short and plainly', (_, answer) => {
    expect(answer.length).toBeLessThanOrEqual(120);
    expect(answer.split('\n').length).toBeLessThanOrEqual(8);
    expect(answer).not.toMatch(/！|温馨提示|尊敬的|缴纳|缴费|立方米|暂停供水|亲|\*\*/);
  });

  it('quotes the prices and the outlets of the demo', () => {
    const answerOf = (id: string): string => demoQuestions.find((question) => question.id === id)?.answer ?? '';
    for (const { waterFen, sewageFen } of demoTariff.tiers)
      expect(answerOf('bill-prices')).toContain(`${yuan(waterFen + sewageFen)} 元/吨`);
    expect(answerOf('bill-sewage')).toContain(yuan(demoTariff.tiers[0]?.sewageFen ?? 0));
    for (const { address } of outlets)
      expect(answerOf('service-outlets')).toContain(address.replace(/^(城东|城西|临江)区/, ''));
  });
});
