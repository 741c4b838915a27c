import { setTimeout as pause } from 'node:timers/promises';
import { realNow } from '../kernel/clock.js';
import type { Log } from '../kernel/log.js';
import { type Answer, callHttp } from './http.js';
import type { Journal } from './journal.js';
import { type PassiveDeps, type PassiveReply, readPassive } from './passive.js';
import type { Push, PushSigner } from './push-signer.js';
import type { ThreadMessage, Threads } from './threads.js';

/** What WeChat shows a resident whose message the account did not answer, or answered with rubbish. */
export const OUT_OF_SERVICE = '该公众号暂时无法提供服务，请稍后再试';

const TRIES = 3;
/** How long the platform waits before it calls a server again that did not take the call at all. */
const UNREACHABLE_PAUSE_MS = 1000;
/** An answer beyond this is not a message. */
const MAX_ANSWER_BYTES = 128 * 1024;

/** What became of a push. */
export interface Delivery {
  msgId: string;
  tries: number;
  /** Real milliseconds of the last try. */
  ms: number;
  passive: ThreadMessage | null;
  shown: string | null;
  /** Why the last try that failed did; null when none failed. */
  problem: string | null;
}

/** Pushes messages and events to the service, as the platform does. */
export interface Pusher {
  sign: PushSigner['sign'];
  /** Keeps the push for a later repetition. */
  keep(push: Push): void;
  kept(msgId: string): Push | undefined;
  /** Pushes up to three times; the first good answer counts, and a message is answered in the thread at most once. */
  deliver(push: Push): Promise<Delivery>;
  /** The console's check of the server's address. */
  verify(): Promise<{ ok: boolean; problem: string | null }>;
}

/** What pushing needs beside the judgement of answers. */
export interface PushDeps extends PassiveDeps {
  signer: PushSigner;
  journal: Journal;
  threads: Threads;
  log: Log;
  callbackUrl: string;
  /** Real milliseconds after which a try is cut. */
  cutMs: number;
  signal: AbortSignal;
}

type Outcome = PassiveReply | { kind: 'unreachable'; reason: string };

const judge = (answer: Answer, push: Push, deps: PushDeps): Outcome => {
  if (answer.kind === 'late') return { kind: 'broken', reason: `no answer within ${deps.cutMs} ms` };
  if (answer.kind === 'unreachable') return answer;
  if (answer.status !== 200) return { kind: 'broken', reason: `HTTP status ${answer.status}` };
  return readPassive(answer.body, push, deps);
};

/** @param deps `signal` ends tries and pauses under way */
export const createPusher = (deps: PushDeps): Pusher => {
  const { signer, threads, log, callbackUrl, cutMs, signal } = deps;
  const pushes = new Map<string, Push>();
  const answered = new Map<string, Pick<ThreadMessage, 'seq' | 'at'>>();
  const writePush = deps.journal.topic<Push>('pushes', (push) => {
    pushes.set(push.msgId, push);
  });
  const writeAnswered = deps.journal.topic<{ msgId: string; seq: number; at: string }>(
    'answered',
    ({ msgId, seq, at }) => {
      answered.set(msgId, { seq, at });
    },
  );
  const withQuery = (query: string): string => `${callbackUrl}${callbackUrl.includes('?') ? '&' : '?'}${query}`;

  const attempt = async (push: Push): Promise<Outcome> => {
    const answer = await callHttp({
      url: withQuery(push.query),
      method: 'POST',
      headers: { 'content-type': 'text/xml', 'user-agent': 'Mozilla/4.0', accept: '*/*' },
      body: push.body,
      cutMs,
      maxBytes: MAX_ANSWER_BYTES,
      signal,
    });
    return judge(answer, push, deps);
  };

  /** The message goes into the thread, once for a message id: the answer to a repetition is reported and not shown again. */
  const show = (push: Push, outcome: Extract<Outcome, { kind: 'message' }>): ThreadMessage => {
    const before = answered.get(push.msgId);
    if (before) return { ...before, ...outcome.draft };
    return deps.journal.together(() => {
      const message = threads.append(push.openid, outcome.draft);
      writeAnswered({ msgId: push.msgId, seq: message.seq, at: message.at });
      return message;
    });
  };

  const apologise = (push: Push): string | null => {
    if (!push.visible) return null;
    const raw = { content: OUT_OF_SERVICE };
    if (!answered.has(push.msgId))
      threads.append(push.openid, { from: 'platform', channel: null, type: 'text', text: OUT_OF_SERVICE, raw });
    return OUT_OF_SERVICE;
  };

  const deliver: Pusher['deliver'] = async (push) => {
    let problem: string | null = null;
    for (let tries = 1; ; tries += 1) {
      const started = realNow();
      const outcome = await attempt(push);
      const told = { msgId: push.msgId, tries, ms: realNow() - started };
      if (outcome.kind === 'nothing') return { ...told, passive: null, shown: null, problem };
      if (outcome.kind === 'message') {
        const passive = push.visible ? show(push, outcome) : null;
        return { ...told, passive, shown: null, problem };
      }
      problem = outcome.reason;
      log.debug({ openid: push.openid, tries, problem }, 'a push was not answered properly');
      if (tries === TRIES || signal.aborted) return { ...told, passive: null, shown: apologise(push), problem };
      if (outcome.kind === 'unreachable')
        await pause(UNREACHABLE_PAUSE_MS, undefined, { signal }).catch(() => undefined);
    }
  };

  const verify: Pusher['verify'] = async () => {
    const { query, echostr } = signer.check();
    const answer = await callHttp({ url: withQuery(query), method: 'GET', cutMs, signal });
    if (answer.kind !== 'answer')
      return { ok: false, problem: answer.kind === 'late' ? 'no answer in time' : answer.reason };
    const ok = answer.status === 200 && answer.body === echostr;
    return { ok, problem: ok ? null : `status ${answer.status}, and not the echostr` };
  };

  return { sign: signer.sign, keep: writePush, kept: (msgId) => pushes.get(msgId), deliver, verify };
};
