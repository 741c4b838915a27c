import { readFileSync } from 'node:fs';

/** Every label that the classifier learns, all goals save those `byRule`; each has its sentences in `examples/<label>.txt`, one a line. */
export const labels = [
  'greet',
  'help',
  'bind_account',
  'my_accounts',
  'unbind_account',
  'bill_query',
  'price_standard',
  'pay_bill',
  'top_up',
  'subscribe_bill',
  'unsubscribe_bill',
  'outage_lookup',
  'repair_progress',
  'report_fault',
  'water_quality',
  'water_pressure',
  'company_news',
  'complaint',
  'ticket_status',
  'process_guide',
  'apply_service',
  'application_status',
  'outlets',
  'contact',
  'survey',
  'human_agent',
  'faq',
  'out_of_scope',
] as const;

const read = (label: string): string[] =>
  readFileSync(new URL(`./examples/${label}.txt`, import.meta.url), 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

/** The sentences by label. */
export const examples = (): Record<string, readonly string[]> =>
  Object.fromEntries(labels.map((label) => [label, read(label)]));
