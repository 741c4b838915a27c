import { misuse } from './failure.js';

/** One argument or option: its words in the help, how its text is read, and what holds when it is not given. */
export interface Setting<T> {
  words: string;
  /** What stands for the value in the help. */
  hint: string;
  kind: 'one' | 'many' | 'flag';
  /** The command does nothing without it. */
  needed?: true;
  /** What its value may be, when these are few. */
  choices?: string;
  /** @throws Failure usage */
  take(name: string, raw: unknown): T;
}

export type Settings = Readonly<Record<string, Setting<unknown>>>;
export type Values<S extends Settings> = { [K in keyof S]: S[K] extends Setting<infer T> ? T : never };

/** Reads one value. @throws Failure usage */
export interface Reader<T> {
  (text: string): T;
  /** The values, with their meanings, when these are few. */
  choices?: string;
}

const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/u;

/** Words of at most `longest` characters, trimmed; line ends of any system become `\n`. */
export const wordsOf =
  (longest: number): Reader<string> =>
  (text) => {
    const words = text.replace(/\r\n?/g, '\n').trim();
    if (words === '') misuse('内容是空的');
    if ([...words].length > longest) misuse(`内容太长了，最多 ${longest} 个字`);
    if (CONTROL.test(words)) misuse('内容里有看不见的控制字符，请去掉');
    return words;
  };

/** One of the named keys; the help and a wrong one name all of them. */
export const oneOf = <const T extends string>(names: Readonly<Record<T, string>>): Reader<T> => {
  const choices = Object.entries(names)
    .map(([name, words]) => `${name}（${words}）`)
    .join('、');
  const reader = (text: string): T =>
    (Object.keys(names) as T[]).find((name) => name === text) ?? misuse(`“${text}”不对，可以是：${choices}`);
  return Object.assign(reader, { choices });
};

const choicesOf = ({ choices }: Reader<unknown>): { choices?: string } => (choices === undefined ? {} : { choices });

export const monthOf: Reader<string> = (text) =>
  /^\d{4}-(0[1-9]|1[0-2])$/.test(text) ? text : misuse(`月份“${text}”不对，请写成 2026-10`);

export const countOf =
  (most: number): Reader<number> =>
  (text) =>
    /^\d{1,9}$/.test(text) && Number(text) >= 1 && Number(text) <= most
      ? Number(text)
      : misuse(`“${text}”不对，应是 1 到 ${most} 的整数`);

export const textLike =
  (pattern: RegExp, words: string): Reader<string> =>
  (text) =>
    pattern.test(text) ? text : misuse(`“${text}”不对，${words}`);

/** Reads and, when it fails, says which setting it was. */
const read = <T>(name: string, reader: Reader<T>, raw: unknown): T =>
  reader(typeof raw === 'string' ? raw : misuse(`缺少 ${name}`));

export const required = <T = string>(words: string, hint: string, reader: Reader<T>): Setting<T> => ({
  words,
  hint,
  kind: 'one',
  needed: true,
  ...choicesOf(reader),
  take: (name, raw) => (raw === undefined ? misuse(`缺少 ${name}（${words}）`) : read(name, reader, raw)),
});

export const optional = <T = string>(words: string, hint: string, reader: Reader<T>): Setting<T | undefined> => ({
  words,
  hint,
  kind: 'one',
  ...choicesOf(reader),
  take: (name, raw) => (raw === undefined ? undefined : read(name, reader, raw)),
});

/** May be given again and again. */
export const many = <T>(words: string, hint: string, reader: Reader<T>): Setting<readonly T[] | undefined> => ({
  words,
  hint,
  kind: 'many',
  take: (name, raw) => (Array.isArray(raw) ? raw.map((one) => read(name, reader, one)) : undefined),
});

export const flag = (words: string): Setting<boolean> => ({
  words,
  hint: '',
  kind: 'flag',
  take: (_name, raw) => raw === true,
});
