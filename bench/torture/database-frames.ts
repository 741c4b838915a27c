import { connect, type Socket } from 'node:net';
import { type Chance, chanceOf } from './chance.js';
import { anyFrame, type Frame } from './database-fuzz/frames.js';
import { type Served, serve } from './database-fuzz/served.js';
import { defineTrial } from './trial.js';

/** Clients that talk nonsense at once. */
const CLIENTS = 4;
/** No answer for so long is none. */
const PATIENCE_MS = 60_000;
const WEIGH_EVERY = 2000;
const SHOWN = 300;

interface Tally {
  answered: number;
  closed: number;
  unfinished: number;
}

/** A connection that counts whole replies. */
class Wire {
  private readonly socket: Socket;
  private bytes: Buffer = Buffer.alloc(0);
  private replies = 0;
  private wake: () => void = () => undefined;
  closed = false;

  constructor(path: string) {
    this.socket = connect(path);
    this.socket.on('error', () => undefined);
    this.socket.on('close', () => {
      this.closed = true;
      this.wake();
    });
    this.socket.on('data', (chunk) => {
      this.bytes = Buffer.concat([this.bytes, chunk]);
      while (this.bytes.length >= 4 && this.bytes.length >= this.bytes.readInt32LE(0)) {
        this.bytes = this.bytes.subarray(this.bytes.readInt32LE(0));
        this.replies += 1;
      }
      this.wake();
    });
  }

  /** In one piece, in some, or byte by byte. */
  async send(bytes: Buffer, chance: Chance): Promise<void> {
    const pieces = chance.oneOf([1, 1, 1, 1, 1, 2, 3, bytes.length < 200 ? bytes.length : 1]);
    const size = Math.max(1, Math.ceil(bytes.length / pieces));
    for (let at = 0; at < bytes.length && !this.closed; at += size) {
      this.socket.write(bytes.subarray(at, at + size));
      if (pieces > 1) await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** @returns whether so many more replies came before it was closed; undefined when neither happened in time */
  async until(more: number): Promise<boolean | undefined> {
    const enough = this.replies + more;
    const from = performance.now();
    while (this.replies < enough && !this.closed) {
      if (performance.now() - from > PATIENCE_MS) return undefined;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, PATIENCE_MS);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return this.replies >= enough;
  }

  get taken(): number {
    return this.replies;
  }

  /** Says that nothing more comes; the other side may still answer. */
  async end(): Promise<void> {
    this.socket.end();
    await this.until(Number.POSITIVE_INFINITY);
  }

  destroy(): void {
    this.socket.destroy();
  }
}

const show = ({ bytes }: Frame): string =>
  bytes
    .subarray(0, SHOWN)
    .toString('latin1')
    .replace(/[^ -~]/g, '.');

/** One to three frames in one packet, and what must come of them. */
const talkOnce = async (wire: Wire, chance: Chance, tally: Tally, violate: (what: string) => void): Promise<void> => {
  const frames = Array.from({ length: chance.below(8) ? 1 : 3 }, () => anyFrame(chance));
  const packet = Buffer.concat(frames.map(({ bytes }) => bytes));
  const sure = frames.every(({ answered }) => answered);
  const before = wire.taken;
  const outcome = sure ? wire.until(frames.length) : undefined;
  await wire.send(packet, chance);
  if (!outcome) {
    tally.unfinished += 1;
    await wire.end();
    if (!wire.closed) violate(`was not closed after ${show(frames[0] as Frame)}`);
    return;
  }
  if (chance.below(50) === 0) {
    wire.destroy();
    tally.unfinished += 1;
    return;
  }
  const answered = await outcome;
  if (answered === undefined)
    violate(`neither answered nor closed (${wire.taken - before} of ${frames.length}): ${show(frames[0] as Frame)}`);
  tally[answered ? 'answered' : 'closed'] += 1;
  if (answered === undefined) wire.destroy();
};

const talkOn = async (served: Served, chance: Chance, count: number, tally: Tally, violate: (what: string) => void) => {
  let wire = new Wire(served.socketPath);
  for (let n = 0; n < count; n++) {
    if (wire.closed || n % 500 === 0) {
      wire.destroy();
      wire = new Wire(served.socketPath);
    }
    await talkOnce(wire, chance, tally, violate);
  }
  wire.destroy();
};

/** Frames that are MongoDB's and frames that are not, while somebody else uses the database as everybody does. */
export const frames = defineTrial({
  name: 'frames',
  about: 'fuzzed frames against the built-in database: no crash, no wait, no growth, each answered or closed',
  options: { count: { about: 'how many', otherwise: 100_000 } },
  run: async ({ options: { count, seed }, say }) => {
    const chance = chanceOf(seed);
    const served = await serve(chance);
    const tally: Tally = { answered: 0, closed: 0, unfinished: 0 };
    const found: string[] = [];
    const violate = (what: string): void => {
      found.push(what);
      say(what);
    };
    for (let done = 0; done < count; done += WEIGH_EVERY) {
      const share = Math.ceil(Math.min(WEIGH_EVERY, count - done) / CLIENTS);
      const clients = Array.from({ length: CLIENTS }, (_, i) =>
        talkOn(served, chance.fork(`${done} ${i}`), share, tally, violate),
      );
      await Promise.all(clients);
      for (const name of ['fuzz', 'fuzz2']) await served.client.db(name).dropDatabase();
      served.weigh();
      say(`${Math.min(count, done + WEIGH_EVERY)} frames`);
    }
    const { violations, figures } = await served.finish();
    return {
      summary: `${count} packets of fuzzed frames: ${tally.answered} answered, ${tally.closed} closed, ${tally.unfinished} not whole or left; somebody else waited ${figures.worstWaitMs} ms at most`,
      violations: [...found, ...violations],
      figures: { ...figures, ...tally },
    };
  },
});
