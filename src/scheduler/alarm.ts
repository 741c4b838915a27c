import { setTimeout as pause } from 'node:timers/promises';
import { MongoBackend } from '@agendajs/mongo-backend';
import { Agenda } from 'agenda';
import type { Connection } from '../database/connect.js';
import { realNow } from '../kernel/clock.js';
import { reasonOf, refuse } from '../kernel/errors.js';
import type { Log } from '../kernel/log.js';

/** What is called when, in real time. */
export interface Bell {
  name: string;
  seconds: number;
  /** Starts what is to be done and returns at once; must not throw. */
  ring(): void;
}

export interface AlarmDeps {
  db: Connection;
  bells: readonly Bell[];
  /** Real milliseconds between two looks at the database. */
  lookMs: number;
  log: Log;
}

export interface Alarm {
  /** @throws Refused database_unreachable */
  start(): Promise<void>;
  /** No bell rings after this. */
  stop(): Promise<void>;
}

/**
 * A lock lives that many looks: a ring takes milliseconds, and the lock of a process that died with one is free again soon. agenda leaves
 * a timer of half a lock's life behind each ring, so a long life would keep a stopping process from ending by itself.
 */
const LOCK_LOOKS = 3;
const QUIET_MS = 1000;
const STEP_MS = 10;

/** agenda's backend, whose failure to connect would otherwise leave agenda waiting for ever and the process with a stray rejection. */
class AnsweringBackend extends MongoBackend {
  readonly connected: Promise<void>;
  #settle: (error?: unknown) => void = () => undefined;

  constructor(config: ConstructorParameters<typeof MongoBackend>[0]) {
    super(config);
    this.connected = new Promise((resolve, reject) => {
      this.#settle = (error) => (error === undefined ? resolve() : reject(error));
    });
    this.connected.catch(() => undefined);
  }

  override async connect(): Promise<void> {
    try {
      await super.connect();
      this.#settle();
    } catch (error) {
      this.#settle(error);
      await new Promise<never>(() => undefined);
    }
  }
}

/**
 * Rings bells in real time, each in one process at a time, by agenda on the shared database. A bell only starts the work: agenda's locks
 * are held for the ring and not for the work, whose own lease says who does it.
 */
export const createAlarm = ({ db, bells, lookMs, log }: AlarmDeps): Alarm => {
  let agenda: Agenda | undefined;
  let ringing = 0;

  const start = async (): Promise<void> => {
    const backend = new AnsweringBackend({ mongo: db.db ?? refuse('database_unreachable', 'not connected') });
    const started = new Agenda({
      backend,
      processEvery: lookMs,
      defaultConcurrency: 1,
      defaultLockLimit: 1,
      defaultLockLifetime: LOCK_LOOKS * lookMs,
    });
    started.on('error', (error: unknown) => log.warn({ reason: reasonOf(error) }, 'agenda'));
    started.on('start', () => {
      ringing += 1;
    });
    started.on('complete', () => {
      ringing -= 1;
    });
    await backend.connected.catch((error: unknown) => refuse('database_unreachable', reasonOf(error)));
    // One parameter: agenda takes a handler of two for callback style and waits for ever.
    for (const { name, ring } of bells) started.define(name, async (_job) => ring());
    await started.start();
    for (const { name, seconds } of bells) await started.every(`${seconds} seconds`, name);
    agenda = started;
  };

  const stop = async (): Promise<void> => {
    const stopping = agenda;
    agenda = undefined;
    await stopping?.stop(false);
    const until = realNow() + QUIET_MS;
    while (ringing > 0 && realNow() < until) await pause(STEP_MS);
  };

  return { start, stop };
};
