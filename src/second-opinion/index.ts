import type { Opinion, SecondOpinion, Unclear } from '../conversation/second-opinion.js';
import type { Connection } from '../database/connect.js';
import { createBreaker, RESTING } from '../kernel/breaker.js';
import { type Clock, realNow } from '../kernel/clock.js';
import { dayOf } from '../kernel/dates.js';
import { inTime } from '../kernel/in-time.js';
import type { Log } from '../kernel/log.js';
import type { SecondOpinionConfig } from '../kernel/second-opinion-config.js';
import { chat } from './chat.js';
import { whyOf } from './client.js';
import { embeddings } from './embeddings.js';
import type { Judge } from './judge.js';
import { questionCounter } from './store.js';
import { zeroShot } from './zero-shot.js';

/**
 * What came of a sentence: the helper means what we would have offered first, or another; is not sure; failed; was late; or was not asked,
 * for want of time, of today's questions, or because it failed too often.
 */
export type OpinionOutcome =
  | 'agreed'
  | 'overruled'
  | 'unsure'
  | 'failed'
  | 'late'
  | 'no_time'
  | 'over_budget'
  | 'resting';

export interface HelperDeps {
  config: SecondOpinionConfig;
  db: Connection;
  clock: Clock;
  log: Log;
  /** Takes out of words what is personal. */
  impersonal(words: string): string;
  /** What a zero-shot model's labels are put into, at `{}`. */
  hypothesis: string;
  /** @param seconds real ones that it took; absent when nobody was asked */
  onOpinion?(outcome: OpinionOutcome, seconds?: number): void;
}

/** A model outside the house that is asked about unclear sentences. */
export interface Helper {
  ask: SecondOpinion;
  /** Asks with a sentence that is no resident's. @returns what is wrong in a few English words; undefined: it answers */
  check(ms: number): Promise<string | undefined>;
  /** True while it is not asked because it failed too often. */
  resting(): boolean;
}

/** Real milliseconds that it may take at most, and below which it is not asked. */
const TIME_MS = { most: 2_000, least: 300 } as const;
/** Questions whose answers are remembered, so that a turn that is run again asks no second time. */
const REMEMBERED = 500;

const judgeOf = ({ task, endpoint, token, model }: SecondOpinionConfig, hypothesis: string): Judge => {
  const options = { endpoint, ...(token ? { token } : {}) };
  if (task === 'chat') return chat(options, model);
  return task === 'embeddings' ? embeddings(options) : zeroShot(options, hypothesis);
};

interface Asked {
  outcome: OpinionOutcome;
  opinion?: Opinion;
  seconds?: number;
}

const failures: ReadonlySet<OpinionOutcome> = new Set(['failed', 'late']);

/** @throws Refused bad_configuration */
export const createHelper = (deps: HelperDeps): Helper => {
  const { config, clock, log, impersonal, onOpinion } = deps;
  const judge = judgeOf(config, deps.hypothesis);
  const count = questionCounter(deps.db);
  const breaker = createBreaker<Asked>(({ outcome }) => failures.has(outcome));
  const remembered = new Map<string, Promise<Opinion | undefined>>();

  const within = (ms: number, question: Parameters<Judge>[0]): Promise<Opinion | undefined | 'late'> => {
    const end = new AbortController();
    return inTime<Opinion | undefined | 'late'>(ms, judge(question, end.signal), () => 'late').finally(() =>
      end.abort(),
    );
  };

  const put = async ({ words, candidates, cause }: Unclear, ms: number): Promise<Asked> => {
    const began = realNow();
    const took = (): number => (realNow() - began) / 1000;
    try {
      if ((await count(dayOf(clock.now()), new Date(began))) > config.daily) return { outcome: 'over_budget' };
      const opinion = await within(ms - (realNow() - began), { words: impersonal(words), candidates });
      if (opinion === 'late') return { outcome: 'late', seconds: took() };
      if (!opinion) return { outcome: 'unsure', seconds: took() };
      const outcome = opinion.intent === candidates[0]?.intent ? 'agreed' : 'overruled';
      return { outcome, opinion, seconds: took() };
    } catch (error) {
      log.warn({ cause, reason: whyOf(error) }, 'no second opinion was had');
      return { outcome: 'failed', seconds: took() };
    }
  };

  const consult = async (unclear: Unclear): Promise<Opinion | undefined> => {
    const ms = Math.min(unclear.ms, TIME_MS.most);
    const asked: Asked | typeof RESTING =
      ms < TIME_MS.least ? { outcome: 'no_time' } : await breaker.run(() => put(unclear, ms));
    const { outcome, opinion, seconds }: Asked = asked === RESTING ? { outcome: 'resting' } : asked;
    onOpinion?.(outcome, seconds);
    log.debug({ cause: unclear.cause, outcome, seconds }, 'second opinion');
    return opinion;
  };

  return {
    ask: (unclear) => {
      const known = remembered.get(unclear.cause);
      if (known) return known;
      const opinion = consult(unclear);
      remembered.set(unclear.cause, opinion);
      const [oldest] = remembered.keys();
      if (remembered.size > REMEMBERED && oldest !== undefined) remembered.delete(oldest);
      return opinion;
    },
    check: async (ms) => {
      const candidate = (intent: string) => ({ intent, title: intent, examples: [], quotable: [] });
      try {
        const said = await within(ms, { words: 'hello', candidates: [candidate('greeting'), candidate('goodbye')] });
        return said === 'late' ? 'timeout' : undefined;
      } catch (error) {
        return whyOf(error);
      }
    },
    resting: () => breaker.open,
  };
};
