import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { Failure, misuse } from './failure.js';
import type { Sink } from './output.js';

export type Source = NodeJS.ReadableStream & { isTTY?: boolean };

const LONGEST_BYTES = 4096;

const fromPipe = async (stdin: Source): Promise<string> => {
  let text = '';
  for await (const chunk of stdin) {
    text += String(chunk);
    if (text.length > LONGEST_BYTES) misuse('标准输入里的密码太长');
  }
  return text.replace(/\r?\n$/, '');
};

const checked = (passwords: readonly string[]): readonly string[] =>
  passwords.includes('') ? misuse('密码是空的') : passwords;

/** Asks on the terminal, one after another, without showing what is typed. */
const fromTerminal = (stdin: Source, stderr: Sink, asked: readonly string[]): Promise<readonly string[]> =>
  new Promise((resolve, reject) => {
    stderr.write(`${asked[0]}：`);
    const unseen = new Writable({ write: (_chunk, _encoding, done) => done() });
    const lines = createInterface({ input: stdin, output: unseen, terminal: true });
    const answers: string[] = [];
    lines.on('line', (line) => {
      if (answers.push(line) === asked.length) lines.close();
      else if (answers.length < asked.length) stderr.write(`\n${asked[answers.length]}：`);
    });
    lines.once('SIGINT', () => lines.close());
    lines.once('close', () => {
      stderr.write('\n');
      if (answers.length >= asked.length) resolve(answers.slice(0, asked.length));
      else reject(new Failure('failed', 'cancelled', '没有输入密码，已取消'));
    });
  });

/**
 * Passwords, from standard input (one a line when there are several) or asked for on the terminal.
 * @throws Failure usage when one is empty or there is nobody to ask
 */
export const readPasswords = async (
  { stdin, stderr }: { stdin: Source; stderr: Sink },
  asked: readonly string[],
  fromStdin: boolean,
): Promise<readonly string[]> => {
  if (!fromStdin && !stdin.isTTY) misuse('这里不是终端，不能提示输入密码，请用 --password-stdin');
  if (!fromStdin) return checked(await fromTerminal(stdin, stderr, asked));
  const text = await fromPipe(stdin);
  return checked(asked.length === 1 ? [text] : asked.map((_name, i) => text.split(/\r?\n/)[i] ?? ''));
};
