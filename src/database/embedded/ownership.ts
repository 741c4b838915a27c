import { linkSync, mkdtempSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Refused, reasonOf } from '../../kernel/errors.js';
import { makeFolder } from '../../kernel/folder.js';
import { randomIds } from '../../kernel/ids.js';

/** The right to be the only process that opens a data folder. */
export interface Ownership {
  /** Where clients connect. */
  readonly socketPath: string;
  /** From an owner that died. */
  readonly inherited: boolean;
  release(): void;
}

/** Longer Unix socket paths are silently cut by the system. */
const MAX_SOCKET_PATH = 100;
const LOCK = 'owner.lock';
const TRIES = 5;

interface Owner {
  pid: number;
  /** Tells a process from a later one that got the same pid; empty where the system does not say. */
  started: string;
  socketPath: string;
}

/** Boot id and start tick, from Linux's /proc; undefined when there is no such process, '' when the system has no /proc. */
const startOf = (pid: number): string | undefined => {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return state === 'Z' ? undefined : `${boot}:${fields[18]}`;
    } catch {
      return undefined;
    }
  } catch {
    return '';
  }
};

const answersSignals = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

const lives = ({ pid, started }: Owner): boolean => {
  const now = startOf(pid);
  return now === '' || started === '' ? answersSignals(pid) : now === started;
};

const parseOwner = (text: string): Owner | undefined => {
  try {
    const { pid, started, socketPath } = JSON.parse(text) as Partial<Owner>;
    return typeof pid === 'number' && typeof started === 'string' && typeof socketPath === 'string'
      ? { pid, started, socketPath }
      : undefined;
  } catch {
    return undefined;
  }
};

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

const readOwner = (lock: string): { text: string; owner: Owner | undefined } | undefined => {
  try {
    const text = readFileSync(lock, 'utf8');
    return { text, owner: parseOwner(text) };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
};

/** Puts a finished lock file in place in one step; false when there is one already. */
const placed = (lock: string, text: string): boolean => {
  const draft = `${lock}.${randomIds.id()}`;
  writeFileSync(draft, text, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, lock);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
};

/** Takes a dead owner's lock away, unless another process was faster and the lock is a new one. */
const clearStale = (lock: string, stale: string): void => {
  const aside = `${lock}.${randomIds.id()}`;
  try {
    renameSync(lock, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  if (readFileSync(aside, 'utf8') !== stale) placed(lock, readFileSync(aside, 'utf8'));
  rmSync(aside, { force: true });
};

const privateFolder = (socketPath: string, dataDir: string): string | undefined =>
  dirname(socketPath) === dataDir ? undefined : dirname(socketPath);

const removeSocket = (socketPath: string, dataDir: string): void => {
  rmSync(socketPath, { force: true });
  const folder = privateFolder(socketPath, dataDir);
  try {
    if (folder?.startsWith(join(tmpdir(), 'water-'))) rmdirSync(folder);
  } catch {
    // it is gone already, or holds what is not ours
  }
};

const socketPathFor = (dataDir: string): string => {
  const near = join(dataDir, 'mongo.sock');
  return Buffer.byteLength(near) <= MAX_SOCKET_PATH ? near : join(mkdtempSync(join(tmpdir(), 'water-')), 'mongo.sock');
};

const take = (dataDir: string): Ownership => {
  const lock = join(dataDir, LOCK);
  const socketPath = socketPathFor(dataDir);
  const mine = JSON.stringify({ pid: process.pid, started: startOf(process.pid) ?? '', socketPath });
  let inherited = false;
  for (let i = 0; i < TRIES; i++) {
    if (placed(lock, mine)) {
      return {
        socketPath,
        inherited,
        release: () => {
          removeSocket(socketPath, dataDir);
          if (readOwner(lock)?.text === mine) rmSync(lock, { force: true });
        },
      };
    }
    const found = readOwner(lock);
    if (found?.owner && lives(found.owner)) {
      if (socketPath !== found.owner.socketPath) removeSocket(socketPath, dataDir);
      throw new Refused('data_folder_in_use', `${dataDir} is used by process ${found.owner.pid}`, {
        pid: found.owner.pid,
        socketPath: found.owner.socketPath,
      });
    }
    if (found) {
      inherited = true;
      clearStale(lock, found.text);
    }
    if (found?.owner) removeSocket(found.owner.socketPath, dataDir);
  }
  throw new Refused('data_folder_in_use', `${dataDir} is being taken by other processes`);
};

/**
 * Makes the folder when it is missing (mode 0700) and takes it. A lock whose process is dead is taken over.
 * @throws Refused data_folder_in_use, data_folder_unwritable
 */
export const takeFolder = (dataDir: string): Ownership => {
  try {
    makeFolder(dataDir);
    return take(dataDir);
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Refused('data_folder_unwritable', `${dataDir}: ${reasonOf(error)}`);
  }
};
