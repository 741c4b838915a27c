import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Figures by name; units are part of the name, as in `msPerMessage`. */
export type Figures = Readonly<Record<string, number>>;

/** What a benchmark found. Ratios are ours ÷ the yardstick of the same run, turned so that higher is better. */
export interface Outcome {
  ratios: Figures;
  ours: Figures;
  yardstick: Figures;
}

/** One figure against its yardstick, `npm run bench -- NAME`. */
export interface Benchmark {
  name: string;
  /** One line for the list. */
  about: string;
  run(say: (line: string) => void): Outcome | Promise<Outcome>;
}

/** @returns the middle one, of an even number the mean of the two middle ones; NaN of none */
export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
};

/** @returns milliseconds of processor time that the work took: neighbours on the machine do not lengthen it */
export const worked = (work: () => void): number => {
  const from = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1000;
};

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/**
 * Runs the contestants in turn, round after round and each round in the other order, so that what slows the machine slows all of them.
 * Each begins with a clean heap: nobody clears up after another.
 * @param contestants each runs once and tells its figure
 * @returns the median figure of each
 */
export const interleaved = async <Name extends string>(
  rounds: number,
  contestants: Readonly<Record<Name, () => number | Promise<number>>>,
  say: (line: string) => void,
): Promise<Record<Name, number>> => {
  const names = Object.keys(contestants) as Name[];
  const figures = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      collectGarbage();
      figures.get(name)!.push(await contestants[name]());
    }
    const row = names.map((name) => `${name} ${figures.get(name)!.at(-1)!.toPrecision(4)}`);
    say(`round ${round + 1} of ${rounds}: ${row.join(', ')}`);
  }
  return Object.fromEntries(names.map((name) => [name, median(figures.get(name)!)])) as Record<Name, number>;
};

const rounded = (figures: Figures): Figures =>
  Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, Number(value.toPrecision(4))]));

/** The one line on stdout: `{"bench","ratio","ratios","ours","yardstick"}`; `ratio` is the worst of the ratios. */
export const resultLine = (name: string, { ratios, ours, yardstick }: Outcome): string =>
  JSON.stringify({
    bench: name,
    ratio: Number(Math.min(...Object.values(ratios)).toPrecision(4)),
    ratios: rounded(ratios),
    ours: rounded(ours),
    yardstick: rounded(yardstick),
  });
