import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type OutOf, routes } from '../src/admin-api/contract.js';
import { Failure } from './failure.js';

export type SignedIn = OutOf<typeof routes.signIn>;

/** Who is signed in where: a token goes only to the server that gave it. */
export interface SignIns {
  of(server: string): SignedIn | undefined;
  keep(server: string, signedIn: SignedIn): void;
  forget(server: string): void;
}

/** Kept in `session.json` of the folder, for the user alone (0700, 0600). A file that cannot be read counts as empty. */
export const signInsIn = (folder: string): SignIns => {
  const file = join(folder, 'session.json');
  const load = (): Record<string, SignedIn> => {
    try {
      const { servers } = JSON.parse(readFileSync(file, 'utf8')) as { servers?: unknown };
      const kept = Object.entries(servers ?? {}).map(([server, entry]) => [server, routes.signIn.out.parse(entry)]);
      return Object.fromEntries(kept);
    } catch {
      return {};
    }
  };
  const save = (servers: Record<string, SignedIn>): void => {
    const draft = `${file}.${process.pid}`;
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      writeFileSync(draft, JSON.stringify({ servers }), { mode: 0o600 });
      chmodSync(draft, 0o600);
      renameSync(draft, file);
    } catch {
      rmSync(draft, { force: true });
      throw new Failure('failed', 'config_unwritable', `配置目录不能写：${folder}`);
    }
  };
  return {
    of: (server) => load()[server],
    keep: (server, signedIn) => save({ ...load(), [server]: signedIn }),
    forget: (server) => {
      const { [server]: gone, ...rest } = load();
      if (gone) save(rest);
    },
  };
};
