/** A whole number that a trial is told on the command line. */
export interface TrialOption {
  about: string;
  otherwise: number;
}

/** What a trial found. */
export interface Verdict {
  /** One line for a person: what was done and what came of it. */
  summary: string;
  /** Each names the seed, who it happened to, and what shows it; empty when all is well. */
  violations: readonly string[];
  /** For machines; goes into the JSON line beside name, seed and the options. */
  figures: Readonly<Record<string, unknown>>;
}

/** What a trial runs with: each of its options, and `seed`, as a number. */
export interface TrialRun<Name extends string = string> {
  options: Readonly<Record<Name | 'seed', number>>;
  /** A line of progress, on stderr. */
  say(line: string): void;
}

/** A long trial: it drives the built product through its public doors and judges it by what residents and staff see. */
export interface Trial<Name extends string = string> {
  name: string;
  /** One line for `--help`. */
  about: string;
  options: Readonly<Record<Name, TrialOption>>;
  run(run: TrialRun<Name>): Promise<Verdict>;
}

/** Keeps the names of a trial's options typed. */
export const defineTrial = <Name extends string>(trial: Trial<Name>): Trial<Name> => trial;
