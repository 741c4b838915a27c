import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

/** Sound at 8 kHz, each sample from -1 to 1; `broken`: the bytes are no recording; `unavailable`: it took too long, or too many wait. */
export type Decoded = { kind: 'sound'; samples: Float32Array } | { kind: 'broken' } | { kind: 'unavailable' };

/** Makes sound of AMR narrow-band files, off the main thread: the bytes come from strangers. */
export interface AmrDecoder {
  /** Starts the worker, so that the first voice need not wait for it. */
  warm(): void;
  decode(bytes: Buffer): Promise<Decoded>;
  close(): Promise<void>;
}

/**
 * The decoder is a script for a browser's worker; this is the frame around it. A file at which it throws ends the worker: the script's
 * memory is not to be trusted afterwards.
 */
const FRAME = `
const { parentPort, workerData } = require('node:worker_threads');
globalThis.self = { postMessage: ({ amr }) => parentPort.postMessage(amr) };
require(workerData)();
parentPort.on('message', (buffer) => self.onmessage({ data: { command: 'decode', buffer } }));
`;
const SCRIPT = createRequire(import.meta.url).resolve('benz-amr-recorder/src/amrnb.js');

/** Real milliseconds; a minute of sound takes a tenth of a second, a first start up to half a second. */
const LIMIT_MS = 1500;
const MOST_WAITING = 64;

interface Job {
  bytes: Uint8Array;
  done(decoded: Decoded): void;
}

/** @param limitMs real milliseconds a file may take; after them its worker is ended */
export const createAmrDecoder = ({ limitMs = LIMIT_MS, frame = FRAME } = {}): AmrDecoder => {
  const waiting: Job[] = [];
  let worker: Worker | undefined;
  let current: { job: Job; timer: NodeJS.Timeout } | undefined;

  const settle = (decoded: Decoded): void => {
    if (!current) return;
    const { job, timer } = current;
    current = undefined;
    clearTimeout(timer);
    job.done(decoded);
    next();
  };

  const started = (): Worker => {
    const made = new Worker(frame, {
      eval: true,
      workerData: SCRIPT,
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: 64 },
    });
    made.unref();
    made.on('message', (samples: Float32Array | null) => {
      if (made === worker) settle(samples ? { kind: 'sound', samples } : { kind: 'broken' });
    });
    const gone = (): void => {
      if (made !== worker) return;
      worker = undefined;
      settle({ kind: 'broken' });
    };
    made.on('error', gone);
    made.on('exit', gone);
    return made;
  };

  const giveUp = (): void => {
    const stuck = worker;
    worker = undefined;
    void stuck?.terminate();
    settle({ kind: 'unavailable' });
  };

  const next = (): void => {
    const job = current ? undefined : waiting.shift();
    if (!job) return;
    worker ??= started();
    current = { job, timer: setTimeout(giveUp, limitMs) };
    worker.postMessage(job.bytes);
  };

  return {
    warm: () => {
      worker ??= started();
    },
    decode: (bytes) =>
      new Promise((done) => {
        if (waiting.length >= MOST_WAITING) return done({ kind: 'unavailable' });
        waiting.push({ bytes: new Uint8Array(bytes), done });
        next();
      }),
    close: async () => {
      for (const { done } of waiting.splice(0)) done({ kind: 'unavailable' });
      const last = worker;
      worker = undefined;
      settle({ kind: 'unavailable' });
      await last?.terminate();
    },
  };
};
