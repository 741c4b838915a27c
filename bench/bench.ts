import { db } from './db/db.js';
import { million } from './db/million.js';
import { type Benchmark, resultLine } from './frame.js';
import { nlu } from './nlu/nlu.js';

const benchmarks: readonly Benchmark[] = [nlu, db, million];

const list = (): string =>
  [
    'npm run --silent bench -- NAME',
    '',
    'Progress goes to stderr; stdout is one JSON line, ours over the yardstick of the same run, higher is better.',
    '',
    ...benchmarks.map(({ name, about }) => `  ${name.padEnd(10)} ${about}`),
  ].join('\n');

const misused = (why: string): never => {
  process.stderr.write(`${why}${list()}\n`);
  process.exit(2);
};

const clock = (): string => `${(performance.now() / 1000).toFixed(1).padStart(6)} s`;

const main = async (): Promise<void> => {
  const [name, ...rest] = process.argv.slice(2);
  if (name === '--help') return console.log(list());
  if (name === undefined || rest.length > 0) return misused('');
  const benchmark = benchmarks.find((one) => one.name === name) ?? misused(`there is no benchmark "${name}"\n\n`);
  const outcome = await benchmark.run((line) => void process.stderr.write(`${clock()} ${line}\n`));
  console.log(resultLine(name, outcome));
};

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
