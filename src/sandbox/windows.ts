import type { Clock } from '../kernel/clock.js';
import type { Journal } from './journal.js';

/** What a resident did that lets the account write to her of its own accord for a while. */
export type Act = 'message' | 'click' | 'follow' | 'scan';

/**
 * The allowance for customer-service messages: 5 in 48 hours after a message, 3 in a minute after a menu click, a follow or a scan.
 * The minute's allowance is used up first. Source: WeChat's page on custom/send.
 */
export interface MessageWindows {
  open(openid: string, act: Act): void;
  /** All allowances end: the resident no longer follows. */
  close(openid: string): void;
  state(openid: string): 'open' | 'closed' | 'spent';
  spend(openid: string): void;
  /** Business milliseconds since the resident's last act; undefined when there was none. */
  sinceLastAct(openid: string): number | undefined;
}

const MINUTE = 60_000;
const allowances: Record<Act, { kind: 'long' | 'short'; left: number; ms: number }> = {
  message: { kind: 'long', left: 5, ms: 48 * 60 * MINUTE },
  click: { kind: 'short', left: 3, ms: MINUTE },
  follow: { kind: 'short', left: 3, ms: MINUTE },
  scan: { kind: 'short', left: 3, ms: MINUTE },
};

interface Allowance {
  until: number;
  left: number;
}
interface State {
  lastAct: number;
  long?: Allowance;
  short?: Allowance;
}
type Entry =
  | { openid: string; act: Act; at: number }
  | { openid: string; spent: 'long' | 'short' }
  | { openid: string; closed: true };

/** Allowances as the journal knows them, judged by business time. */
export const createMessageWindows = (journal: Journal, clock: Clock): MessageWindows => {
  const states = new Map<string, State>();
  const write = journal.topic<Entry>('windows', (entry) => {
    if ('closed' in entry) states.delete(entry.openid);
    else if ('act' in entry) {
      const { kind, left, ms } = allowances[entry.act];
      states.set(entry.openid, {
        ...states.get(entry.openid),
        lastAct: entry.at,
        [kind]: { until: entry.at + ms, left },
      });
    } else {
      const allowance = states.get(entry.openid)?.[entry.spent];
      if (allowance) allowance.left -= 1;
    }
  });
  const now = (): number => clock.now().getTime();
  const running = (openid: string): ['long' | 'short', Allowance][] => {
    const state = states.get(openid);
    const found: ['long' | 'short', Allowance | undefined][] = [
      ['short', state?.short],
      ['long', state?.long],
    ];
    return found.filter((pair): pair is ['long' | 'short', Allowance] => (pair[1]?.until ?? 0) > now());
  };
  return {
    open: (openid, act) => write({ openid, act, at: now() }),
    close: (openid) => write({ openid, closed: true }),
    state: (openid) => {
      const allowed = running(openid);
      if (allowed.length === 0) return 'closed';
      return allowed.some(([, { left }]) => left > 0) ? 'open' : 'spent';
    },
    spend: (openid) => {
      const used = running(openid).find(([, { left }]) => left > 0);
      if (used) write({ openid, spent: used[0] });
    },
    sinceLastAct: (openid) => {
      const state = states.get(openid);
      return state && now() - state.lastAct;
    },
  };
};
