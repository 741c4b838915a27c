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

/** Asks on the terminal without showing what is typed. */
const fromTerminal = (stdin: Source, stderr: Sink): Promise<string> =>
  new Promise((resolve, reject) => {
    stderr.write('密码：');
    const unseen = new Writable({ write: (_chunk, _encoding, done) => done() });
    const lines = createInterface({ input: stdin, output: unseen, terminal: true });
    let answered = false;
    lines.once('line', (line) => {
      answered = true;
      resolve(line);
      lines.close();
    });
    lines.once('SIGINT', () => lines.close());
    lines.once('close', () => {
      stderr.write('\n');
      if (!answered) reject(new Failure('failed', 'cancelled', '没有输入密码，已取消'));
    });
  });

/**
 * The password, from standard input or asked for on the terminal.
 * @throws Failure usage when it is empty or there is nobody to ask
 */
export const readPassword = async (
  { stdin, stderr }: { stdin: Source; stderr: Sink },
  fromStdin: boolean,
): Promise<string> => {
  if (!fromStdin && !stdin.isTTY) misuse('这里不是终端，不能提示输入密码，请用 --password-stdin');
  const password = fromStdin ? await fromPipe(stdin) : await fromTerminal(stdin, stderr);
  return password === '' ? misuse('密码是空的') : password;
};
