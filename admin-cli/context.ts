import { type Client, createClient, readServer } from './client.js';
import { createOutput, type Output, type Sink } from './output.js';
import { readPasswords, type Source } from './password.js';
import { type SignIns, signInsIn } from './sign-ins.js';

/** Everything outside the program that a command may touch. */
export interface World {
  stdin: Source;
  stdout: Sink;
  stderr: Sink;
  /** The user's own folder, where sign-ins are kept. */
  configFolder: string;
  /** The environment's variables. */
  environment: Readonly<Record<string, string | undefined>>;
  newKey(): string;
  /** Between two looks at a long work. */
  pause(): Promise<unknown>;
}

/** The options that every command has. */
export interface CommonOptions {
  server: string;
  json: boolean;
  insecure: boolean;
}

/** What a command works with. */
export interface Context {
  api: Client;
  out: Output;
  server: string;
  signIns: SignIns;
  environment: World['environment'];
  /** @throws Failure usage when there is no terminal to ask on */
  password(fromStdin: boolean): Promise<string>;
  /** Several, each under its name. @throws Failure usage */
  passwords(asked: readonly string[], fromStdin: boolean): Promise<readonly string[]>;
  pause(): Promise<unknown>;
}

/** @throws Failure usage: the server's address */
export const createContext = (world: World, { server: wanted, json, insecure }: CommonOptions): Context => {
  const server = readServer(wanted, insecure);
  const signIns = signInsIn(world.configFolder);
  return {
    api: createClient({ server, token: signIns.of(server)?.token, newKey: world.newKey }),
    out: createOutput({ stdout: world.stdout, stderr: world.stderr, json }),
    server,
    signIns,
    environment: world.environment,
    password: async (fromStdin) => (await readPasswords(world, ['密码'], fromStdin))[0] ?? '',
    passwords: (asked, fromStdin) => readPasswords(world, asked, fromStdin),
    pause: world.pause,
  };
};
