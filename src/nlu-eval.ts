import { readFileSync } from 'node:fs';
import { judge } from './conversation/nlu/score.js';
import { reasonOf } from './kernel/errors.js';
import { misused, readerFor, readSentences } from './nlu-files.js';
import { compared, type Report, readReport, reported, reportOf } from './nlu-report.js';

const USAGE = 'nlu:eval -- FILE.jsonl [--today YYYY-MM-DD] [--json] [--compare OLD.json]';

/** Takes an option out of the arguments: its value, or for a flag whether it is there. */
const optionIn = (args: string[], name: string): string | undefined => {
  const at = args.indexOf(name);
  if (at < 0) return undefined;
  const [, value = ''] = args.splice(at, 2);
  return value === '' || value.startsWith('--') ? misused(`usage: npm run ${USAGE}`) : value;
};

const flagIn = (args: string[], name: string): boolean => {
  const at = args.indexOf(name);
  if (at >= 0) args.splice(at, 1);
  return at >= 0;
};

const oldReport = (file: string): Report => {
  try {
    return readReport(readFileSync(file, 'utf8'));
  } catch (error) {
    return misused(`${file} is no report of nlu:eval --json: ${reasonOf(error)}`);
  }
};

/**
 * How well labelled sentences are understood, counted as docs/nlu.md says. With `--json` the report is one document; with `--compare` an
 * older one of these is set beside it, and what turned from right to wrong and back.
 */
const main = (given: readonly string[]): void => {
  const args = [...given];
  const json = flagIn(args, '--json');
  const compare = optionIn(args, '--compare');
  const before = compare === undefined ? undefined : oldReport(compare);
  const { file, read } = readerFor(args, USAGE);
  const sentences = readSentences(file);
  if (sentences.length === 0 || sentences.some(({ intent }) => intent === ''))
    misused(`${file}: a line has no "intent"`);
  const all = sentences.map((one) => {
    const got = read(one.text);
    return { one, got, verdict: judge(one, got) };
  });
  const report = reportOf(all);
  const changes = before && compared(before, report);
  process.stdout.write(
    json
      ? `${JSON.stringify({ ...report, ...(changes ? { changes } : {}) })}\n`
      : `${reported(all, report, changes)}\n`,
  );
};

main(process.argv.slice(2));
