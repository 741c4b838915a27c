import { expect, it } from '@jest/globals';
import { judge, type Labelled, type Reading, type Scored } from '../../../src/conversation/nlu/score.js';
import { compared, readReport, reported, reportOf } from '../../../src/nlu-report.js';

const scored = (one: Labelled, got: Partial<Reading>): Scored => {
  const reading: Reading = { intent: one.intent, action: 'answer', alternatives: [], slots: {}, ...got };
  return { one, got: reading, verdict: judge(one, reading) };
};
const bill: Labelled = { text: '水费', intent: 'bill_query' };
const pay: Labelled = { text: '交费', intent: 'pay_bill', style: 'terse' };
const joke: Labelled = { text: '笑话', intent: 'out_of_scope' };
const out = { action: 'out_of_scope', intent: 'out_of_scope' } as const;

const before = [scored(bill, {}), scored(pay, { intent: 'bill_query' }), scored(joke, out)];
const after = [
  scored(bill, { intent: 'pay_bill' }),
  scored(pay, { action: 'clarify', alternatives: ['pay_bill'] }),
  scored(joke, out),
  scored({ text: '新', intent: 'bill_query' }, {}),
];

it('a report has every figure, and survives being written and read', () => {
  const report = reportOf(before);
  expect(report.totals).toMatchObject({ sentences: 3, accuracy: 2 / 3, sure: 1 / 3, strangersAccepted: 0 });
  expect(report.totals.macroF1).toBeCloseTo((2 / 3 + 0 + 1) / 3);
  expect(readReport(JSON.stringify(report))).toEqual(report);
  expect(() => readReport('{"totals":{}}')).toThrow();
});

it('a comparison says what broke and what was mended, by sentence', () => {
  const changes = compared(reportOf(before), reportOf(after));
  expect(changes).toMatchObject({
    broken: [{ text: '水费', intent: 'bill_query', before: 'bill_query', after: 'pay_bill' }],
    mended: [{ text: '交费', before: 'bill_query', after: 'asked back' }],
    unmatched: 1,
  });
  expect(changes.moved.asked).toBeCloseTo(0.25);
  const words = reported(after, reportOf(after), changes);
  expect(words).toMatch(/right before, wrong now: 1\n {2}水费 {3}\(bill_query; was bill_query, is pay_bill\)/);
  expect(words).toMatch(/wrong before, right now: 1[\s\S]*in one of the two only: 1[\s\S]*by style[\s\S]*terse/);
  expect(words).toMatch(/asked back, right offered +25\.0 % {3}\+25\.0/);
});

it('nothing changed is said as nothing', () => {
  expect(compared(reportOf(before), reportOf(before))).toMatchObject({ broken: [], mended: [], unmatched: 0 });
  expect(reported(before, reportOf(before))).not.toContain('wrong now');
});
