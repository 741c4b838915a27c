/** What kinds of end a command has; the program turns them into exit codes. */
export type FailureKind = 'failed' | 'usage' | 'unauthenticated' | 'forbidden' | 'missing' | 'conflict' | 'unreachable';

export type FailureData = Readonly<Record<string, string | number | boolean>>;

/** A command that did not do its work: a kind for the exit code, a code for machines, one line for people. */
export class Failure extends Error {
  override readonly name = 'Failure';
  constructor(
    readonly kind: FailureKind,
    readonly code: string,
    readonly words: string,
    readonly data: FailureData = {},
  ) {
    super(`${code}: ${words}`);
  }
}

/** @throws Failure always: the command line is not right */
export const misuse = (words: string): never => {
  throw new Failure('usage', 'usage', words);
};
