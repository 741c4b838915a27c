import { parseArgs } from 'node:util';
import { database } from './torture/database.js';
import { frames } from './torture/database-frames.js';
import { queries } from './torture/database-queries.js';
import { push } from './torture/push.js';
import { talk } from './torture/talk.js';
import type { Trial, TrialOption, Verdict } from './torture/trial.js';

const trials: readonly Trial[] = [talk, push, database, frames, queries];

const SEED: TrialOption = { about: 'the same seed, the same trial', otherwise: 1 };
const PRINTED = 20;

const optionsOf = (trial: Trial): Readonly<Record<string, TrialOption>> => ({ ...trial.options, seed: SEED });

const helpOf = (trial: Trial): string =>
  [
    `  ${trial.name.padEnd(10)} ${trial.about}`,
    ...Object.entries(optionsOf(trial)).map(
      ([name, { about, otherwise }]) => `    ${`--${name} N`.padEnd(16)} ${about} (${otherwise})`,
    ),
  ].join('\n');

const help = (): string =>
  [
    'npm run torture -- NAME [--seed N] [options]',
    '',
    'Progress goes to stderr; stdout ends with one line for people and one JSON line. Exit code: 0 all well, 1 a violation, 2 wrong usage.',
    '',
    ...trials.map(helpOf),
  ].join('\n');

const usage = (why: string): never => {
  process.stderr.write(`${why}\n\n${help()}\n`);
  process.exit(2);
};

const readArgs = (args: string[], options: Record<string, { type: 'string' }>): Record<string, unknown> => {
  try {
    return parseArgs({ args, options, strict: true }).values;
  } catch (error) {
    return usage(error instanceof Error ? error.message : String(error));
  }
};

/** Reads `--name N` for each option of the trial. */
const readOptions = (trial: Trial, args: string[]): Record<string, number> => {
  const options = optionsOf(trial);
  const config = Object.fromEntries(Object.keys(options).map((name) => [name, { type: 'string' as const }]));
  const values = readArgs(args, config);
  return Object.fromEntries(
    Object.entries(options).map(([name, { otherwise }]) => {
      const given = values[name];
      if (given === undefined) return [name, otherwise];
      return typeof given === 'string' && /^\d{1,9}$/.test(given)
        ? [name, Number(given)]
        : usage(`--${name} must be a whole number`);
    }),
  );
};

const report = (trial: Trial, options: Record<string, number>, verdict: Verdict, seconds: number): void => {
  const { violations, figures, summary } = verdict;
  for (const violation of violations.slice(0, PRINTED)) process.stderr.write(`\nVIOLATION ${violation}\n`);
  if (violations.length > PRINTED) process.stderr.write(`\n… and ${violations.length - PRINTED} more\n`);
  const verdictWords = violations.length === 0 ? 'no violation' : `${violations.length} VIOLATIONS`;
  console.log(`${trial.name}, seed ${options.seed}: ${summary}; ${verdictWords}, in ${seconds} s`);
  console.log(JSON.stringify({ trial: trial.name, options, violations: violations.length, seconds, ...figures }));
};

const clock = (): string => `${(performance.now() / 1000).toFixed(1).padStart(6)} s`;

const main = async (): Promise<void> => {
  const [name, ...args] = process.argv.slice(2);
  if (name === undefined || name === '--help' || args.includes('--help')) {
    console.log(help());
    process.exit(name === undefined ? 2 : 0);
  }
  const trial = trials.find((one) => one.name === name) ?? usage(`there is no trial "${name}"`);
  const options = readOptions(trial, args);
  const from = performance.now();
  const verdict = await trial.run({ options, say: (line) => void process.stderr.write(`${clock()} ${line}\n`) });
  report(trial, options, verdict, Math.round((performance.now() - from) / 1000));
  process.exit(verdict.violations.length === 0 ? 0 : 1);
};

// what was started ends with us
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
