import type { Unheard } from './repair.js';
import type { Command, Json, Meaning, Reply, SlotValues, Spoken } from './reply.js';

/** A goal and what was known when it had to wait. */
export interface Waiting {
  goal: string;
  slots: SlotValues;
}

/** A form under way. */
export interface OpenForm {
  /** Tells this run of the form from any other. */
  id: string;
  name: string;
  values: Record<string, Json>;
  /** Taken from the opening words, checked when the field comes up. */
  given: Record<string, Json>;
  /** Fields that need no answer this time. */
  passed: string[];
  /** The field being asked, or `confirm`. */
  asking?: string;
  /** The field whose `enter` was run. */
  entered?: string;
  /** Answers in a row that were none, at the field being asked. */
  misses: number;
  /** How often the open question was asked again after something else was answered. */
  resumed?: number;
  /** Counts the answers, so that an older summary cannot be submitted. */
  revision: number;
  /** Answered when the form is done. */
  next?: Waiting;
}

/** Where an offered choice leads, complete in itself. `ask` names the question that `answer` belongs to. */
export type BoundGo =
  | { intent: string; slots?: SlotValues; words?: string }
  | { answer: Json; ask: string }
  | { command: Command };

export interface Offer {
  id: string;
  /** The turn that it answered. */
  turn: string;
  choices: readonly { digit: string; label: string; go: BoundGo; means?: Meaning }[];
  /** Where the lines of the list in its words lead, in order. */
  listed?: readonly BoundGo[];
}

/** A turn as a person is told of it: pasted numbers and codes are cut out, both sides are cut short. */
export interface Exchange {
  /** Milliseconds of business time. */
  at: number;
  /** The resident's words, or what came instead: `[image]`. */
  said: string;
  answer: string;
}

/** The resident's last words that asked for something, without what tells of a person, and what became of them. */
export interface Heard {
  /** Of their message. */
  key: string;
  words: string;
  intent: string;
  confidence: number;
  alternatives: readonly string[];
  outcome: 'answered' | 'asked' | 'refused' | 'handed';
  /** The form that they opened. */
  opened?: string;
}

/** What a talk remembers: plain data, one version, thrown away rather than guessed at. */
export interface Session {
  /** Milliseconds of business time of the last turn. */
  at: number;
  /** The key of the last turn. */
  turn: string;
  form?: OpenForm;
  /** Forms that another one interrupted, the latest last. */
  suspended: OpenForm[];
  /** Newest first. */
  offers: Offer[];
  focus: SlotValues;
  /** Turns in a row that were not understood. */
  misses: number;
  /** Voices in a row that could not be made out, and why the last one could not. */
  unheard?: { times: number; why: Unheard['kind'] };
  /** The intent that answered last, and what it was asked with. */
  last?: Waiting;
  more?: Waiting;
  /** Wishes of an earlier sentence that were not the first in it; offered when that one is done. */
  wishes?: readonly Waiting[];
  /** What is left of the last answer, for `more`. */
  rest?: Reply;
  /** Until the next turn tells what they meant. */
  heard?: Heard;
  /** The resident asked to be spoken to slowly; outlives the talk. */
  slow?: boolean;
  /** The last turns, oldest first. */
  lately?: readonly Exchange[];
  /** A person is waited for or speaks: the name of that conversation. */
  desk?: string;
}

/** What a conversation row holds. */
export interface Kept {
  v: number;
  session: Session;
  /** The last answers, so that a turn run again gives its first one. Null: nothing was said. */
  answered: { key: string; spoken: Spoken | null }[];
}

export const SESSION_VERSION = 2;
const IDLE_MS = 30 * 60_000;
const OFFERS_KEPT = 3;
const ANSWERS_KEPT = 8;
const SUSPENDED_KEPT = 2;

export const newSession = (): Session => ({ at: 0, turn: '', suspended: [], offers: [], focus: {}, misses: 0 });

/** Left for more than 30 minutes: what was open then is meant no more. */
export const isIdle = ({ at }: Session, now: Date): boolean => now.getTime() - at > IDLE_MS;

/** Begins anew; only how the resident wants to be spoken to is kept. */
export const renewed = ({ slow }: Pick<Session, 'slow'>): Session => ({ ...newSession(), ...(slow ? { slow } : {}) });

/**
 * A draft of the session to work on. One that is of another version, or idle, begins anew; `lost` then names the form that was open. While a
 * person is waited for or speaks, it stays for as long as that takes.
 */
export const awaken = (kept: Kept | undefined, now: Date): { session: Session; lost?: string } => {
  if (!kept) return { session: newSession() };
  const { session, v } = kept;
  const lost = session?.form?.name;
  if (v !== SESSION_VERSION || (session.desk === undefined && isIdle(session, now)))
    return { session: renewed(session ?? {}), ...(lost ? { lost } : {}) };
  return { session: structuredClone(kept.session) };
};

/** Of older answers the words are enough: their turns have long been answered with the pictures. */
const withoutPictures = ({ key, spoken }: Kept['answered'][number]): Kept['answered'][number] => {
  if (!spoken?.pictures) return { key, spoken };
  const { pictures: _shown, ...words } = spoken;
  return { key, spoken: words };
};

/** What is saved after a turn. */
export const settle = (
  kept: Kept | undefined,
  session: Session,
  turn: { key: string; at: Date },
  spoken: Spoken | undefined,
): Kept => ({
  v: SESSION_VERSION,
  session: { ...session, at: turn.at.getTime(), turn: turn.key, offers: session.offers.slice(0, OFFERS_KEPT) },
  answered: [{ key: turn.key, spoken: spoken ?? null }, ...(kept?.answered ?? []).map(withoutPictures)].slice(
    0,
    ANSWERS_KEPT,
  ),
});

/** Puts the open form aside for another; of three the oldest is forgotten. */
export const suspendForm = (session: Session): void => {
  if (!session.form) return;
  session.suspended = [...session.suspended, session.form].slice(-SUSPENDED_KEPT);
  delete session.form;
};

/** Ends the open form and takes up the one it had interrupted. */
export const closeForm = (session: Session): void => {
  const before = session.suspended.pop();
  if (before) session.form = before;
  else delete session.form;
};
