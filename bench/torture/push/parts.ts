import { readFileSync } from 'node:fs';
import type { Started } from '../../site/process.js';
import { databaseUri, type Site } from '../../site/site.js';
import type { Chance } from '../chance.js';

/** The processes of the service; the sandbox is one too, but not of the service, and lives on. */
export type Part = 'database' | 'web' | 'worker';

const everyPart: readonly Part[] = ['database', 'web', 'worker'];
/** What may die at once. */
const ends: readonly [readonly Part[], ...(readonly Part[])[]] = [
  ['web'],
  ['worker'],
  ['database'],
  ['web', 'worker'],
  everyPart,
  everyPart,
];

/** The service as three processes that can be killed one by one. */
export interface Parts {
  /** Starts what is not running and waits until it is ready. */
  start(): Promise<void>;
  /** Kills some of it, as chance has it. @returns what died */
  kill(chance: Chance): Promise<readonly Part[]>;
  /** The most memory that any process of each part, and the sandbox, ever had, in MB. */
  peaks(): Readonly<Record<string, number>>;
  /** What processes said when they ended of themselves. */
  readonly faults: readonly string[];
}

/** The most that a living process had in memory, in MB; 0 where the system does not tell. */
const peakOf = ({ pid }: Started): number => {
  try {
    const [, kilobytes = '0'] = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Math.round(Number(kilobytes) / 1024);
  } catch {
    return 0;
  }
};

/** @param sandbox the running sandbox, whose memory is watched too */
export const createParts = (site: Site, sandbox: Started): Parts => {
  const alive = new Map<Part, Started>();
  const peaks: Record<string, number> = {};
  const faults: string[] = [];
  let uri = '';

  const note = (name: string, one: Started): void => {
    peaks[name] = Math.max(peaks[name] ?? 0, peakOf(one));
  };
  const launch = async (part: Part): Promise<void> => {
    const one = site.launch({ ROLES: part, ...(part === 'database' ? {} : { MONGODB_URI: uri }) });
    alive.set(part, one);
    void one.ended.then(({ code, signal }) => {
      if (alive.get(part) !== one) return;
      alive.delete(part);
      faults.push(`${part} ended of itself with ${code ?? signal}: ${one.words().at(-1) ?? ''}`);
    });
    await one.ready;
    if (part === 'database') uri = databaseUri(one);
  };

  return {
    faults,
    start: async () => {
      if (!alive.has('database')) await launch('database');
      await Promise.all(everyPart.filter((part) => !alive.has(part)).map(launch));
    },
    kill: async (chance) => {
      const victims = chance.oneOf(ends);
      const dying = victims.map((part) => {
        const one = alive.get(part);
        if (one) note(part, one);
        alive.delete(part);
        return one?.kill();
      });
      await Promise.all(dying);
      return victims;
    },
    peaks: () => {
      for (const [part, one] of alive) note(part, one);
      note('sandbox', sandbox);
      return peaks;
    },
  };
};
