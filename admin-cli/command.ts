import type { Context } from './context.js';
import type { FailureKind } from './failure.js';
import type { Settings, Values } from './settings.js';

/** `failed` when the command did its work and found something wrong. */
export type Ending = FailureKind | undefined;

interface Spec<A extends Settings, O extends Settings> {
  /** `tickets reply`: the group, then the verb. */
  name: string;
  summary: string;
  args?: A;
  options?: O;
  example: string;
  run(input: Values<A> & Values<O>, context: Context): Promise<Ending>;
}

/** A command as the program sees it. */
export interface CliCommand {
  name: string;
  summary: string;
  args: Settings;
  options: Settings;
  example: string;
  /** @throws Failure */
  start(
    raw: { args: readonly unknown[]; options: Readonly<Record<string, unknown>> },
    context: Context,
  ): Promise<Ending>;
}

/** `dryRun` → `--dry-run`. */
export const optionName = (key: string): string => `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

const none = {} as const;

/** A command: what it takes, and a pure `run` of that and a context. */
export const command = <A extends Settings = typeof none, O extends Settings = typeof none>(
  spec: Spec<A, O>,
): CliCommand => {
  const args: Settings = spec.args ?? none;
  const options: Settings = spec.options ?? none;
  return {
    name: spec.name,
    summary: spec.summary,
    args,
    options,
    example: spec.example,
    start: async (raw, context) => {
      const given = Object.entries(args).map(([key, setting], i) => [key, setting.take(setting.hint, raw.args[i])]);
      const chosen = Object.entries(options).map(([key, setting]) => [
        key,
        setting.take(optionName(key), raw.options[key]),
      ]);
      return spec.run(Object.fromEntries([...given, ...chosen]) as Values<A> & Values<O>, context);
    },
  };
};
