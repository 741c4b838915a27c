import type { Spoken } from '../conversation/reply.js';
import type { Seal } from '../kernel/crypto.js';
import { reasonOf } from '../kernel/errors.js';
import type { Ids } from '../kernel/ids.js';
import { inTime } from '../kernel/in-time.js';
import type { Log } from '../kernel/log.js';
import { type ClaimRow, type ClaimStore, claimBoxes, type Pending, settleTogether } from './claims.js';
import type { Hear, HeardVoice } from './hearing.js';
import type { WindowCause } from './inbound.js';
import { createLate, type Deliver, type LateDeps } from './late.js';
import { plainWords } from './outbound.js';
import { createRecovery } from './recovery.js';
import { NOTHING, Run, type Waiting } from './run.js';
import { createSpeak } from './speak.js';
import { createTakeClaim } from './take-claim.js';
import { type Answer, createThink, type Thought } from './think.js';
import { pause, realTimers, type Timers } from './timers.js';
import type { EdgeWords } from './words.js';

/** The resident's channel as a message touches it. */
export interface Channel {
  /** @returns whether something waits to be told */
  opened(openid: string, cause: WindowCause, at: Date): Promise<{ queued: boolean }>;
  /** Sends what waits; called once the message itself is answered. */
  flush(openid: string): Promise<void>;
  /** The resident left: nothing of the channel is kept. */
  gone(openid: string): Promise<void>;
}

/** A voice message, what was heard in it, and its recording. */
export interface VoiceToKeep extends HeardVoice {
  /** The message's. */
  key: string;
  openid: string;
  at: Date;
}

export interface MessagesDeps {
  store: ClaimStore;
  seal: Seal;
  answer: Answer;
  hear: Hear;
  deliver: Deliver;
  channel: Channel;
  words: EdgeWords;
  ids: Ids;
  log: Log;
  /** Told of each voice once its answer has been let out; the same voice again when its message is run again. What it throws is logged. */
  keepVoice?(voice: VoiceToKeep): Promise<void>;
  /** Told how each late answer ended. */
  onLate?: LateDeps['onLate'];
  timers?: Timers;
  /** real milliseconds from the request's arrival; WeChat hangs up after 5,000 */
  deadlineMs?: number;
  /** Messages worked on at once; what is more is claimed, answered with "slow" and worked on when there is room. */
  limit?: number;
  /** real milliseconds */
  leaseMs?: number;
  /** Real milliseconds in which the platform may still ask again for an answer it did not get: three tries of 5 s. */
  passiveMs?: number;
  /** Real milliseconds after which a run is given up, and left to whoever takes its claim over. */
  limitMs?: number;
  /** Real milliseconds between two looks at a claim that another process works on. */
  pollMs?: number;
  /** Real milliseconds between two looks for what was left unfinished. */
  lookMs?: number;
}

export interface Messages {
  /** Takes a message up. The same message again, from this process or another, waits for or repeats the first answer. */
  receive(pending: Pending, startedAt: number): Waiting;
  /** @param alone no other process uses the store: what a dead one left is taken up at once */
  start(options: { alone: boolean }): Promise<void>;
  /** Takes up what was left unfinished, once. @returns how many */
  recover(): Promise<number>;
  /** Stops taking up, and waits at most `ms` for what is being worked on. */
  stop(ms: number): Promise<void>;
  /** How many are being worked on. */
  readonly busy: number;
}

const MAX_RUNS = 5;
/** Beyond this many times the limit nothing is even claimed. */
const HARD_LIMIT = 4;

/** The life of messages between the guard and the engine: claimed once, answered once, in time or later. */
export const createMessages = (deps: MessagesDeps): Messages => {
  const { store, channel, words, log } = deps;
  const {
    timers = realTimers,
    deadlineMs = 4_500,
    limit = 400,
    leaseMs = 15_000,
    passiveMs = 16_000,
    pollMs = 200,
    lookMs = 2_000,
  } = deps;
  const owner = deps.ids.id();
  const boxes = claimBoxes(deps.seal);
  const shared = { store, boxes, owner, timers, leaseMs, log };
  const think = createThink(deps);
  const late = createLate({
    ...shared,
    deliver: deps.deliver,
    words,
    ...(deps.onLate ? { onLate: deps.onLate } : {}),
  });
  const settled = settleTogether(store, (error) => log.warn({ reason: reasonOf(error) }, 'a claim was not settled'));
  const speak = createSpeak({ ...shared, late, settle: settled.add, passiveMs });
  const takeClaim = createTakeClaim(shared);
  const running = new Map<string, Run>();

  const openWindow = async ({ pending: { turn, windowCause } }: Run): Promise<{ queued: boolean }> => {
    if (!windowCause) return { queued: false };
    return channel.opened(turn.resident, windowCause, turn.at).catch((error) => {
      log.warn({ openid: turn.resident, reason: reasonOf(error) }, 'a window was not noted');
      return { queued: false };
    });
  };

  const thinkOf = async (run: Run): Promise<Thought> => {
    if (run.tries > MAX_RUNS) return { kind: 'failed' };
    return think(run.pending, run.left, () => {
      run.stage = 'failing';
    });
  };

  const letOut = async (run: Run, spoken: Spoken | undefined): Promise<void> => {
    if (spoken && (spoken.text !== '' || spoken.choices.length > 0)) return speak(run, spoken);
    await store.move(run.key, { state: 'working', owner }, { state: 'done', way: 'none' });
    run.offer(NOTHING);
  };

  const keepVoice = async ({ pending: { turn } }: Run, voice: HeardVoice | undefined): Promise<void> => {
    if (!voice || !deps.keepVoice) return;
    const { key, resident: openid, at } = turn;
    await deps
      .keepVoice({ ...voice, key, openid, at })
      .catch((error: unknown) => log.warn({ key, reason: reasonOf(error) }, 'a voice was not kept'));
  };

  /** Ours to work on: think, store the answer, let it out. */
  const ours = async (run: Run): Promise<void> => {
    run.stage = 'working';
    run.window = openWindow(run);
    const thought = await thinkOf(run);
    // it may still be at work: nothing is said of it, and the next owner of the claim sees what came of it
    if (thought.kind === 'hanging') return void run.offer(NOTHING);
    try {
      // before the claim is settled: who leaves is forgotten even if we die over it
      if (run.pending.turn.input.kind === 'unfollow') await channel.gone(run.resident);
      await letOut(run, thought.kind === 'failed' ? plainWords(words.failed) : thought.spoken);
    } catch (error) {
      // the claim stands and is run again when its lease is over; the engine knows the turn by its key
      log.warn({ key: run.key, reason: reasonOf(error) }, 'an answer was not stored');
      return run.tell(words.storedLater);
    }
    const { queued } = await run.window;
    if (queued) await channel.flush(run.resident);
    await keepVoice(run, thought.voice);
  };

  const takeOver = (row: ClaimRow): Promise<boolean> =>
    store.move(
      row.key,
      { state: 'working', owner: row.owner, expiredBy: timers.now() },
      { owner, until: timers.now() + leaseMs, tries: row.tries + 1 },
    );

  /** Somebody else's claim: repeat what came of it, wait for what is to come, or take it over when its owner is gone. */
  const theirs = async (run: Run, found: ClaimRow): Promise<void> => {
    run.stage = 'elsewhere';
    let row: ClaimRow | undefined = found;
    while (row?.state === 'working' && run.open) {
      if (row.until <= timers.now() && (await takeOver(row))) {
        run.tries = row.tries + 1;
        return ours(run);
      }
      await pause(pollMs);
      row = await store.find(row.key);
    }
    const spoken = row && (row.state === 'passive' || row.way === 'passive') ? boxes.openAnswer(row) : undefined;
    if (!spoken) return void run.offer(NOTHING);
    const left = await Promise.all(run.offer({ kind: 'answer', spoken }));
    if (left.includes(true)) settled.add(run.key);
  };

  const work = async (run: Run): Promise<void> => {
    const claimed = await takeClaim(run, running.size > limit);
    if (claimed.kind === 'ours') return ours(run);
    if (claimed.kind === 'theirs') return theirs(run, claimed.row);
    run.tell(claimed.kind === 'later' ? words.slow : words.notStored);
  };

  const launch = (run: Run, steps: (run: Run) => Promise<void>): void => {
    running.set(run.key, run);
    run.finished = steps(run)
      .catch((error) => {
        log.error({ key: run.key, err: error, reason: reasonOf(error) }, 'a message was left unfinished');
        run.tell(words.storedLater);
      })
      .finally(() => running.delete(run.key));
  };

  const recovery = createRecovery({
    ...shared,
    lookMs,
    late,
    room: () => Math.max(0, limit - running.size),
    held: (key) => running.has(key),
    rerun: async (row) => {
      const run = new Run(boxes.openTurn(row), { words, timers, deadlineMs });
      run.tries = row.tries + 1;
      launch(run, ours);
      await run.finished;
    },
    renew: async () => {
      if (running.size > 0) await store.renew([...running.keys()], owner, timers.now() + leaseMs);
    },
  });

  return {
    get busy() {
      return running.size;
    },
    receive: (pending, startedAt) => {
      const known = running.get(pending.turn.key);
      if (known) return known.join(startedAt);
      const run = new Run(pending, { words, timers, deadlineMs });
      const waiting = run.join(startedAt);
      if (running.size >= limit * HARD_LIMIT) run.tell(words.notStored);
      else launch(run, work);
      return waiting;
    },
    start: recovery.start,
    recover: recovery.once,
    stop: async (ms) => {
      recovery.stop();
      const all = Promise.all([...running.values()].map(({ finished }) => finished)).then(() => settled.idle());
      await inTime<unknown>(ms, all, () => undefined);
    },
  };
};
