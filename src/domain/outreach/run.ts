import { endAfter, isWithin } from '../../kernel/daily.js';
import { addDays, dayOf, instant, type Month } from '../../kernel/dates.js';
import type { OutreachTools } from './deps.js';
import type { Wait } from './door.js';

/** One run of a campaign: what it is about, and what it has met. */
export interface Run {
  campaign: string;
  month: Month;
  owner: string;
  /** Rows marked as being sent at a time: what a crash leaves in doubt. It begins with one and grows while the platform answers. */
  wave: number;
  /** Rows left for another run: they could not be composed, or their resident has quiet hours now. */
  passed: Set<string>;
  /** When the first of those with quiet hours may be sent to. */
  deferredUntil?: Date;
  /** A row was passed over for another reason. */
  troubled: boolean;
  /** Rows since the last answer. */
  unanswered: number;
  /** Why the run ends before its work does. */
  stop?: Wait;
}

/** Rows in a row without an answer that say that the platform is down. */
const DOWN_AFTER = 3;
/** Business milliseconds before a platform that was down is tried again. */
const DOWN_MS = 60_000;
/** The platform counts its quota by Beijing's days. */
const nextDay = (at: Date): Date => instant(addDays(dayOf(at), 1));

export const newRun = (campaign: string, month: Month, owner: string): Run => ({
  campaign,
  month,
  owner,
  wave: 1,
  passed: new Set(),
  troubled: false,
  unanswered: 0,
});

/** Ends the run in the company's quiet hours. @returns whether the run goes on */
export const mayGoOn = ({ quiet, clock }: OutreachTools, run: Run): boolean => {
  const now = clock.now();
  if (!run.stop && quiet && isWithin(quiet, now)) run.stop = { for: 'quiet hours', until: endAfter(quiet, now) };
  return run.stop === undefined;
};

/** What a wave of this many rows met, for the run to go on or to end. */
export const learn = (
  { clock }: OutreachTools,
  run: Run,
  { rows, reached, quota }: { rows: number; reached: boolean; quota: boolean },
): void => {
  const now = clock.now();
  run.unanswered = reached ? 0 : run.unanswered + rows;
  if (quota) run.stop = { for: 'quota', until: nextDay(now) };
  else if (run.unanswered >= DOWN_AFTER) run.stop = { for: 'platform', until: new Date(now.getTime() + DOWN_MS) };
};

/** Passes over a row whose resident has quiet hours until then. */
export const defer = (run: Run, id: string, until: Date): void => {
  run.passed.add(id);
  if (!run.deferredUntil || until < run.deferredUntil) run.deferredUntil = until;
};

/** What the campaign waits for after the run; nothing when it is to be looked at again at once. */
export const waitAfter = (run: Run): Wait | undefined => {
  if (run.stop) return run.stop;
  return run.deferredUntil && !run.troubled ? { for: 'quiet hours', until: run.deferredUntil } : undefined;
};
