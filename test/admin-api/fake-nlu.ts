import type { Review, ReviewRow } from '../../src/domain/review/door.js';
import { refuse } from '../../src/kernel/errors.js';
import type { Explained, Reading } from '../../src/services.js';

/** Words that were read with a slip and a dialect word in them, and acted on. */
export const sampleExplained = (words: string): Explained => ({
  understood: {
    text: words,
    intent: 'bill_query',
    confidence: 0.9921,
    action: 'answer',
    alternatives: ['bill_query', 'pay_bill'],
    also: ['outage_lookup'],
    slots: { period: '2026-10' },
  },
  why: 'sure',
  wish: '上个月水费多少钱',
  replaced: [
    { how: 'slip', from: '睡费', to: '水费' },
    { how: 'courtesy', from: '请问', to: '' },
  ],
  concepts: [
    { name: 'bill', words: '水费' },
    { name: 'unheard', words: '钱' },
  ],
  likely: [
    {
      intent: 'bill_query',
      likelihood: 0.9921,
      reasons: [
        { kind: 'concept', text: 'bill+howmuch', share: 0.12 },
        { kind: 'sound', text: '^ sui', share: -0.034 },
        { kind: 'words', text: '#月', share: 0.02 },
      ],
    },
    { intent: 'pay_bill', likelihood: 0.004, reasons: [] },
  ],
  thresholds: { act: 0.6, lead: 0.22 },
  slots: [{ name: 'period', value: '2026-10', words: '上个月' }],
  nearest: { title: '水费怎么算', score: 0.41, answers: false },
});

export const fakeReading = (): Reading => ({
  explain: async (words) => sampleExplained(words),
  titleOf: (intent) => ({ bill_query: '查水费', outage_lookup: '查停水', pay_bill: '交水费' })[intent] ?? intent,
});

const AT = new Date('2026-11-21T08:00:00+08:00');
export const sentenceId = '0f3c5a7b9d1e2f40';

/** Two sentences to be judged, and one that staff should look at before it is shared. */
export const fakeReview = (): Review => {
  const row = (id: string, words: string, over: Partial<ReviewRow> = {}): ReviewRow => ({
    id,
    words,
    count: 3,
    reasons: { asked_back: 2, handed_over: 1 },
    guess: { intent: 'bill_query', confidence: 0.41, alternatives: ['bill_query', 'pay_bill'] },
    hints: [{ intent: 'pay_bill', count: 2 }],
    state: 'open',
    firstAt: AT,
    lastAt: AT,
    ...over,
  });
  const rows = new Map(
    [
      row(sentenceId, '那个单子〔户号〕咋整'),
      row('1f3c5a7b9d1e2f41', '水那个', {
        count: 1,
        hints: [],
        state: 'labelled',
        verdict: { intent: 'outage_lookup', by: 'zhou', at: AT, agreed: [] },
      }),
      row('2f3c5a7b9d1e2f42', '卡是8812', {
        state: 'labelled',
        verdict: { intent: 'bill_query', by: 'zhou', at: AT, agreed: [] },
      }),
    ].map((each) => [each.id, each]),
  );
  const get = (id: string): ReviewRow => rows.get(id) ?? refuse('sentence_unknown');
  const judge = (id: string, by: string, force: boolean | undefined, intent?: string): ReviewRow => {
    const before = get(id).verdict;
    if (before && before.by !== by && before.intent !== intent && !force)
      refuse('label_disputed', id, { by: before.by, ...(before.intent ? { intent: before.intent } : {}) });
    const verdict = { ...(intent ? { intent } : {}), by, at: AT, agreed: [] };
    rows.set(id, { ...get(id), state: intent ? 'labelled' : 'skipped', verdict });
    return get(id);
  };
  const examplesOf = (personal: boolean) =>
    [...rows.values()].flatMap(({ id, words, verdict }) =>
      verdict?.intent && /\d/.test(words) === personal
        ? [{ id, text: words.replace(/[〔〕]/g, ''), intent: verdict.intent }]
        : [],
    );
  return {
    labels: ['bill_query', 'pay_bill', 'outage_lookup'],
    note: async () => undefined,
    list: async ({ state, reason }) => ({
      items: [...rows.values()].filter((each) => each.state === state && (!reason || each.reasons[reason])),
      next: null,
    }),
    show: async (id) => get(id),
    label: async ({ id, by, force, intent }) =>
      ['bill_query', 'pay_bill', 'outage_lookup'].includes(intent)
        ? judge(id, by, force, intent)
        : refuse('bad_input', 'intent', { field: 'intent' }),
    skip: async ({ id, by, force }) => judge(id, by, force),
    examples: async () => ({ items: examplesOf(false), held: examplesOf(true), next: null }),
    erase: async () => undefined,
    forgetOld: async () => 0,
  };
};
