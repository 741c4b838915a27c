import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

/** Sound at 8 kHz, each sample from -1 to 1; `broken`: the bytes are no recording; `unavailable`: it took too long, or too many wait. */
export type Decoded = { kind: 'sound'; samples: Float32Array } | { kind: 'broken' } | { kind: 'unavailable' };

/** Makes sound of AMR narrow-band files, off the main thread: the bytes come from strangers. */
export interface AmrDecoder {
  /** Starts the worker, so that the first voice need not wait for it. */
  warm(): void;
  /** @param signal when it fires, nobody waits for this file any more */
  decode(bytes: Buffer, signal?: AbortSignal): Promise<Decoded>;
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
parentPort.postMessage('ready');
parentPort.on('message', (buffer) => self.onmessage({ data: { command: 'decode', buffer } }));
`;
const SCRIPT = createRequire(import.meta.url).resolve('benz-amr-recorder/src/amrnb.js');

/** Real milliseconds; a minute of sound takes a tenth of a second of an idle machine. */
const LIMIT_MS = 5000;
/** Real milliseconds; half a second of an idle machine. A worker that is only slow to start is not ended for it, or none would ever start. */
const START_MS = 60_000;
const MOST_WAITING = 64;

interface Job {
  bytes: Uint8Array;
  signal: AbortSignal | undefined;
  done(decoded: Decoded): void;
}

/** @param limitMs real milliseconds a file may take; after them its worker is ended */
export const createAmrDecoder = ({ limitMs = LIMIT_MS, frame = FRAME } = {}): AmrDecoder => {
  const waiting: Job[] = [];
  let worker: Worker | undefined;
  let ready = false;
  let current: Job | undefined;
  let timer: NodeJS.Timeout | undefined;

  const settle = (decoded: Decoded): void => {
    clearTimeout(timer);
    const job = current;
    current = undefined;
    job?.done(decoded);
    next();
  };

  /** Ends the worker, whatever it does; the next file gets another. */
  const end = (decoded: Decoded): void => {
    const ended = worker;
    worker = undefined;
    ready = false;
    void ended?.terminate();
    settle(decoded);
  };

  const watch = (ms: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => end({ kind: 'unavailable' }), ms);
    timer.unref();
  };

  const start = (): void => {
    const made = new Worker(frame, {
      eval: true,
      workerData: SCRIPT,
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: 64 },
    });
    worker = made;
    watch(START_MS);
    made.unref();
    made.on('message', (message: 'ready' | Float32Array | null) => {
      if (made !== worker) return;
      if (message === 'ready') {
        ready = true;
        clearTimeout(timer);
        next();
      } else settle(message ? { kind: 'sound', samples: message } : { kind: 'broken' });
    });
    const gone = (): void => {
      if (made !== worker) return;
      // one that does not even start is not started again at once
      if (!ready) for (const job of waiting.splice(0)) job.done({ kind: 'unavailable' });
      end({ kind: 'broken' });
    };
    made.on('error', gone);
    made.on('exit', gone);
  };

  const next = (): void => {
    while (waiting[0]?.signal?.aborted) waiting.shift();
    if (current || waiting.length === 0) return;
    if (!worker) start();
    if (!ready) return;
    current = waiting.shift();
    watch(limitMs);
    worker?.postMessage(current?.bytes);
  };

  return {
    warm: () => {
      if (!worker) start();
    },
    decode: (bytes, signal) =>
      new Promise((done) => {
        if (waiting.length >= MOST_WAITING || signal?.aborted) return done({ kind: 'unavailable' });
        signal?.addEventListener('abort', () => done({ kind: 'unavailable' }), { once: true });
        waiting.push({ bytes: new Uint8Array(bytes), signal, done });
        next();
      }),
    close: async () => {
      const last = worker;
      worker = undefined;
      ready = false;
      clearTimeout(timer);
      for (const job of [current, ...waiting.splice(0)]) job?.done({ kind: 'unavailable' });
      current = undefined;
      await last?.terminate();
    },
  };
};
