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
