import type { Clock } from '../kernel/clock.js';
import type { Journal } from './journal.js';

/** By which way a message of the account came; null for the resident's own and the platform's. */
export type Channel = 'passive' | 'kf' | 'template' | 'subscription';

/** One entry of what a resident sees in the chat. */
export interface ThreadMessage {
  /** From 1, without gaps, per resident. */
  seq: number;
  at: string;
  from: 'resident' | 'account' | 'platform';
  channel: Channel | null;
  type: string;
  /** All the words that a resident would read. */
  text: string;
  raw: Readonly<Record<string, unknown>>;
  /** The sandbox id of a resident's message. */
  msgId?: string;
}

/** A message that has no place in a thread yet. */
export type Draft = Omit<ThreadMessage, 'seq' | 'at'>;

/** What each resident sees in her chat with the account. */
export interface Threads {
  append(openid: string, draft: Draft): ThreadMessage;
  /** Those with a seq above `seq`. */
  after(openid: string, seq: number): ThreadMessage[];
  /** As `after`, but when there is none it waits for one, up to `ms` real milliseconds or until aborted. */
  wait(openid: string, seq: number, ms: number, signal?: AbortSignal): Promise<ThreadMessage[]>;
  /** Calls the listener with each new message of the resident. @returns stops it */
  watch(openid: string, listener: (message: ThreadMessage) => void): () => void;
  lastSeq(openid: string): number;
}

/** Threads as the journal knows them. */
export const createThreads = (journal: Journal, clock: Clock): Threads => {
  const threads = new Map<string, ThreadMessage[]>();
  const listeners = new Map<string, Set<(message: ThreadMessage) => void>>();
  const write = journal.topic<{ openid: string; message: ThreadMessage }>('threads', ({ openid, message }) => {
    const thread = threads.get(openid);
    if (thread) thread.push(message);
    else threads.set(openid, [message]);
  });
  const after = (openid: string, seq: number): ThreadMessage[] => (threads.get(openid) ?? []).slice(Math.max(0, seq));
  const watch: Threads['watch'] = (openid, listener) => {
    const watching = listeners.get(openid) ?? new Set();
    listeners.set(openid, watching.add(listener));
    return () => {
      watching.delete(listener);
      if (watching.size === 0 && listeners.get(openid) === watching) listeners.delete(openid);
    };
  };
  return {
    append: (openid, draft) => {
      const seq = (threads.get(openid)?.length ?? 0) + 1;
      const message: ThreadMessage = { seq, at: clock.now().toISOString(), ...draft };
      write({ openid, message });
      for (const listener of [...(listeners.get(openid) ?? [])]) listener(message);
      return message;
    },
    after,
    watch,
    wait: (openid, seq, ms, signal) => {
      const now = after(openid, seq);
      if (now.length > 0 || ms <= 0 || signal?.aborted) return Promise.resolve(now);
      return new Promise((resolve) => {
        const done = (): void => {
          stop();
          clearTimeout(timer);
          signal?.removeEventListener('abort', done);
          resolve(after(openid, seq));
        };
        const stop = watch(openid, (message) => {
          if (message.seq > seq) done();
        });
        const timer = setTimeout(done, ms);
        signal?.addEventListener('abort', done);
      });
    },
    lastSeq: (openid) => threads.get(openid)?.length ?? 0,
  };
};
