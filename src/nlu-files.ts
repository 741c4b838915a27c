import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeDemo } from '../demo/index.js';
import { labels } from '../intents/examples.js';
import type { Labelled } from './conversation/nlu/score.js';
import type { Understood } from './conversation/understanding.js';
import { demoClock } from './kernel/clock.js';
import { dayOf, isDay } from './kernel/dates.js';
import { reasonOf } from './kernel/errors.js';
import { understanding } from './wiring-nlu.js';

/** One line on stderr, exit code 2. */
export const misused = (words: string): never => {
  process.stderr.write(`${words}\n`);
  process.exit(2);
};

/** A sentence a line: `{"text", …}`. A line that is none ends the program and is named. */
export const readSentences = (file: string): readonly Labelled[] => {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line, i) => {
        if (line.trim() === '') return [];
        const read = JSON.parse(line) as Partial<Labelled>;
        return typeof read.text === 'string'
          ? [{ intent: '', ...read, text: read.text }]
          : misused(`${file}:${i + 1} has no "text"`);
      });
  } catch (error) {
    return misused(`${file}: ${reasonOf(error)}`);
  }
};

/** Goals that only a rule reaches, and the label of what they are for whoever labels sentences; of others, a question about us. */
const under: Readonly<Record<string, string>> = {
  object_binding: 'complaint',
  invite_guest: 'bind_account',
  accept_invitation: 'bind_account',
  end_guest: 'unbind_account',
  withdraw_consent: 'unbind_account',
  sent_media: 'complaint',
};
const learnt: ReadonlySet<string> = new Set(labels);
const labelOf = (intent: string): string => (learnt.has(intent) ? intent : (under[intent] ?? 'faq'));

/**
 * A first message in the chat meets danger and command words before the classifier: what is unclear but tells of danger is a fault to
 * report, what nothing could be meant by is none of ours, and the words for help or a person are those intents.
 */
export const asFirst = (read: Understood): Understood => {
  const { danger, command, action } = read;
  const named = command === 'human' ? 'human_agent' : command === 'help' ? 'help' : undefined;
  if (danger && action === 'clarify') return { ...read, intent: 'report_fault', action: 'answer' };
  if (action === 'clarify' && read.alternatives.length === 0 && !named) return { ...read, action: 'out_of_scope' };
  if (named && !danger) return { ...read, intent: named, action: 'answer' };
  return {
    ...read,
    intent: labelOf(read.intent),
    also: [...new Set(read.also.map(labelOf))],
    alternatives: [...new Set(read.alternatives.map(labelOf))],
  };
};

/**
 * What the arguments `FILE [--today YYYY-MM-DD]` ask for: the file, and how words are read on that day, by default the demo clock's.
 * Places are those of the demo's notices.
 */
export const readerFor = (
  args: readonly string[],
  usage: string,
): { file: string; read: (text: string) => Understood } => {
  const at = args.indexOf('--today');
  const said = at < 0 ? undefined : (args[at + 1] ?? '');
  const [file, ...more] = at < 0 ? args : args.toSpliced(at, 2);
  if (!file || more.length > 0 || (said !== undefined && !isDay(said))) return misused(`usage: npm run ${usage}`);
  const dataDir = resolve(process.env.DATA_DIR?.trim() || './data');
  const now = demoClock(join(dataDir, 'sandbox', 'clock.json')).now();
  const areas = [...new Set(makeDemo(now).notices.flatMap((notice) => notice.areas.map(({ name }) => name)))];
  const { understand } = understanding();
  const context = { today: said ?? dayOf(now), areas };
  return { file, read: (text) => asFirst(understand(text, context)) };
};
