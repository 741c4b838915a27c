import type { Spoken } from '../conversation/reply.js';
import type { Pending } from './claims.js';
import { type PassiveReply, passiveReply } from './deadline.js';
import type { Timers } from './timers.js';
import type { EdgeWords } from './words.js';

/** What one request is answered with. */
export type Said = { kind: 'answer'; spoken: Spoken } | { kind: 'words'; text: string } | { kind: 'nothing' };

/** One request that waits for its reply. */
export interface Waiting {
  given: Promise<Said>;
  /** Called once the reply's bytes left, or did not. */
  left(really: boolean): void;
}

interface Caller {
  reply: PassiveReply<Said>;
  sent: Promise<boolean>;
}

export interface RunDeps {
  words: EdgeWords;
  timers: Timers;
  /** real milliseconds from a request's arrival */
  deadlineMs: number;
}

export const NOTHING: Said = { kind: 'nothing' };

/** One message while this process works on it, and all the requests that ask for it meanwhile. */
export class Run {
  /** Decides what is the truth when a request's time is up. */
  stage: 'claiming' | 'elsewhere' | 'working' | 'failing' = 'claiming';
  tries = 1;
  /** Settles once the message's window is noted; customer-service messages wait for it. */
  window: Promise<{ queued: boolean }> = Promise.resolve({ queued: false });
  finished: Promise<void> = Promise.resolve();
  private readonly callers: Caller[] = [];
  /** What requests get that come from now on. */
  private said: Said | undefined;

  constructor(
    readonly pending: Pending,
    private readonly deps: RunDeps,
  ) {}

  get key(): string {
    return this.pending.turn.key;
  }

  get resident(): string {
    return this.pending.turn.resident;
  }

  /** Whether a reply can still be given. */
  get open(): boolean {
    return this.callers.some(({ reply }) => reply.open);
  }

  /** Real milliseconds left to the request that waits longest; 0 when none does. */
  get left(): number {
    return Math.max(0, ...this.callers.map(({ reply }) => reply.left));
  }

  /** One more request for this message. */
  join(startedAt: number): Waiting {
    const { timers, deadlineMs: ms } = this.deps;
    const first = this.callers.length === 0;
    const whenLate = (): Said => (first ? this.truth() : NOTHING);
    const reply = passiveReply<Said>({ startedAt, ms, whenLate }, timers);
    let left: (really: boolean) => void = () => undefined;
    const sent = new Promise<boolean>((resolve) => {
      left = resolve;
    });
    this.callers.push({ reply, sent });
    if (this.said) reply.offer(this.said);
    return { given: reply.given, left };
  }

  /** Offers to every request. @returns for each that took it, whether it left in the end */
  offer(said: Said): Promise<boolean>[] {
    this.said = said;
    return this.callers.filter(({ reply }) => reply.offer(said)).map(({ sent }) => sent);
  }

  tell(text: string): void {
    this.offer({ kind: 'words', text });
  }

  /** The first request hears the truth of this moment; its repeats say nothing rather than say it again. */
  private truth(): Said {
    const { words } = this.deps;
    // another process works on it, and tells its own first request
    if (this.stage === 'elsewhere') return NOTHING;
    const truths = { claiming: words.notYetStored, working: words.slow, failing: words.storedLater };
    return { kind: 'words', text: truths[this.stage] };
  }
}
