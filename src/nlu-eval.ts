import { judge, type Scored, scoreOf } from './conversation/nlu/score.js';
import { misused, readerFor, readSentences } from './nlu-files.js';

const say = (line = ''): void => void process.stdout.write(`${line}\n`);
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`.padStart(8);
const SHOWN = 60;

const line = (name: string, all: readonly Scored[]): string => {
  const { sentences, accuracy, asked, sure } = scoreOf(all);
  return `${name.padEnd(20)} ${String(sentences).padStart(5)} ${percent(accuracy)} ${percent(asked)} ${percent(sure)}`;
};

const grouped = (all: readonly Scored[], by: (one: Scored) => string): (readonly [string, Scored[]])[] => {
  const groups = new Map<string, Scored[]>();
  for (const each of all) groups.set(by(each), [...(groups.get(by(each)) ?? []), each]);
  return [...groups].sort(([a], [b]) => a.localeCompare(b));
};

/** Mean F1 over the labels of the file; what was asked back counts as not found. */
const macroF1 = (all: readonly Scored[]): number => {
  const names = [...new Set(all.map(({ one }) => one.intent))];
  const f1 = names.map((name) => {
    const found = all.filter(({ one, verdict }) => one.intent === name && verdict === 'right').length;
    const missed = all.filter(({ one, verdict }) => one.intent === name && verdict !== 'right').length;
    const taken = all.filter(({ got, verdict }) => got.intent === name && verdict === 'sure').length;
    return found === 0 ? 0 : (2 * found) / (2 * found + missed + taken);
  });
  return f1.reduce((sum, one) => sum + one, 0) / names.length;
};

const confusions = (all: readonly Scored[]): (readonly [string, Scored[]])[] =>
  grouped(
    all.filter(({ verdict }) => verdict !== 'right'),
    ({ one, got }) => `${one.intent} -> ${got.action === 'clarify' ? 'asked back' : got.intent}`,
  ).sort(([, a], [, b]) => b.length - a.length);

/** `npm run nlu:eval -- FILE.jsonl [--today YYYY-MM-DD]`: how well labelled sentences are understood, counted as docs/nlu.md says. */
const main = (args: readonly string[]): void => {
  const { file, read } = readerFor(args, 'nlu:eval -- FILE.jsonl [--today YYYY-MM-DD]');
  const sentences = readSentences(file);
  if (sentences.length === 0 || sentences.some(({ intent }) => intent === ''))
    misused(`${file}: a line has no "intent"`);
  const all: Scored[] = sentences.map((one) => {
    const got = read(one.text);
    return { one, got, verdict: judge(one, got) };
  });
  const total = scoreOf(all);
  say(`sentences                    ${total.sentences}`);
  say(`right, of those not asked    ${percent(total.accuracy)}`);
  say(`asked back, right offered    ${percent(total.asked)}`);
  say(`wrong and confident          ${percent(total.sure)}`);
  say(`out of scope accepted        ${percent(total.strangersAccepted)}`);
  say(`slots, of those right        ${percent(total.slots)}`);
  say(`macro-F1                     ${percent(macroF1(all))}`);
  const head = '                     count    right    asked     sure';
  say(`\nby intent\n${head}`);
  for (const [name, group] of grouped(all, ({ one }) => one.intent)) say(line(name, group));
  say(`\nby style\n${head}`);
  for (const [name, group] of grouped(all, ({ one }) => one.style ?? 'plain')) say(line(name, group));
  say('\nconfusions');
  for (const [name, group] of confusions(all).slice(0, SHOWN)) {
    say(`${String(group.length).padStart(4)}  ${name}`);
    for (const { one } of group.slice(0, 3)) say(`      ${one.text}`);
  }
};

main(process.argv.slice(2));
