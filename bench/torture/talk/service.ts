import type { Started } from '../../site/process.js';
import { databaseUri, type Site } from '../../site/site.js';
import type { Chance } from '../chance.js';

/** When the service died: while messages were on their way, while nobody asked, or before it was ready. */
export type Phase = 'in flight' | 'idle' | 'at start';

/** All in one process, or the store, the listeners and the jobs in one each. */
const layouts = { one: ['web,worker,database'], split: ['database', 'web', 'worker'] } as const;
type Layout = keyof typeof layouts;

/** The service under trial: the sandbox is not part of it and lives on. */
export interface Mortal {
  /** Counts the times that all of it was ready. */
  readonly generation: number;
  readonly inFlight: number;
  /** Real milliseconds for which all of it was ready so far. */
  upMs(): number;
  /** Resolves when all of it is ready. */
  up(): Promise<void>;
  /** Does one thing that touches the service; waits while residents are held back. */
  use<T>(act: () => Promise<T>): Promise<T>;
  /** Starts what is not running. @returns false when it was killed meanwhile */
  restore(): Promise<boolean>;
  /** Kills all of it, or, split, sometimes only a part. @returns what died */
  kill(): Promise<{ layout: Layout; victims: readonly string[]; inFlight: number }>;
  /** Resolves when this many more things were begun. */
  busy(more: number): Promise<void>;
  /** Holds residents back and resolves when nothing is on its way. @returns lets them go on */
  hush(): Promise<() => void>;
  /** What processes said before they ended of themselves, or of errors that nobody caught. */
  readonly faults: readonly string[];
}

/** @param chance decides who dies and how it is started again */
export const createMortal = (site: Site, chance: Chance): Mortal => {
  const alive = new Map<string, Started>();
  const faults: string[] = [];
  const waiting = new Set<() => void>();
  let layout: Layout = 'one';
  let uri = '';
  let generation = 0;
  let lives = 0;
  let inFlight = 0;
  let begun = 0;
  let held: Promise<void> | undefined;

  const until = (test: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!test()) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  const changed = (): void => {
    for (const look of [...waiting]) look();
  };
  const isUp = (): boolean => alive.size === layouts[layout].length && ready;
  let ready = false;
  let readyFrom = 0;
  let readyMs = 0;
  const setReady = (now: boolean): void => {
    if (ready && !now) readyMs += performance.now() - readyFrom;
    if (now) readyFrom = performance.now();
    ready = now;
  };

  const launch = async (roles: string): Promise<Started> => {
    const shared = roles === 'web' || roles === 'worker' ? { MONGODB_URI: uri } : {};
    const one = site.launch({ ROLES: roles, ...shared });
    alive.set(roles, one);
    void one.ended.then(({ code, signal }) => {
      const said = one.words().find((line) => line.startsWith('unhandled'));
      if (said) faults.push(`${roles} caught nobody's error: ${said}`);
      if (alive.get(roles) !== one) return;
      alive.delete(roles);
      setReady(false);
      faults.push(`${roles} ended of itself with ${code ?? signal}: ${one.words().at(-1) ?? ''}`);
    });
    await one.ready;
    return one;
  };

  const restore: Mortal['restore'] = async () => {
    const life = lives;
    const missing = layouts[layout].filter((roles) => !alive.has(roles));
    try {
      if (missing.some((roles) => roles === 'database')) uri = databaseUri(await launch('database'));
      if (life === lives) await Promise.all(missing.filter((roles) => roles !== 'database').map(launch));
    } catch (error) {
      if (life === lives) throw error;
    }
    if (life !== lives) return false;
    setReady(true);
    generation += 1;
    changed();
    return true;
  };

  /** Before all of it was ready all that was started dies, else one part or all. */
  const chooseVictims = (): readonly string[] => {
    const all = [...alive.keys()];
    if (layout === 'one' || !ready) return all;
    const wanted = chance.oneOf([all, all, all, ['web'], ['worker'], ['database'], ['web', 'database']]);
    return wanted.filter((roles) => alive.has(roles));
  };

  return {
    get generation() {
      return generation;
    },
    get inFlight() {
      return inFlight;
    },
    faults,
    upMs: () => readyMs + (ready ? performance.now() - readyFrom : 0),
    up: () => until(isUp),
    restore,
    kill: async () => {
      const victims = chooseVictims();
      const died = { layout, victims, inFlight };
      lives += 1;
      setReady(false);
      const dying = victims.map((roles) => {
        const one = alive.get(roles);
        alive.delete(roles);
        return one?.kill();
      });
      await Promise.all(dying);
      if (alive.size === 0) layout = chance.below(3) === 0 ? 'split' : 'one';
      return died;
    },
    use: async (act) => {
      while (held) await held;
      inFlight += 1;
      begun += 1;
      changed();
      try {
        return await act();
      } finally {
        inFlight -= 1;
        changed();
      }
    },
    busy: (more) => {
      const enough = begun + more;
      return until(() => begun >= enough);
    },
    hush: async () => {
      let release: () => void = () => undefined;
      held = new Promise((resolve) => {
        release = () => {
          held = undefined;
          resolve();
        };
      });
      await until(() => inFlight === 0);
      return release;
    },
  };
};
