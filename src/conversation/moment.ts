import type { Said } from './form.js';
import type { Context, Detours, Goal, MaybePromise } from './intent.js';
import type { RepairCopy } from './repair.js';
import type { Go, Reply } from './reply.js';
import type { SecondOpinion } from './second-opinion.js';
import type { Session } from './session.js';
import type { Turn } from './turn.js';
import type { Understanding, Understood } from './understanding.js';

/** How a resident wants to be spoken to, kept beyond the talk. */
export interface Manner {
  slow(resident: string): MaybePromise<boolean>;
  keep(input: { resident: string; slow: boolean; cause: string }): MaybePromise<void>;
}

/** An answer, or, when not `sure`, what may have been meant. */
export interface LookedUp {
  reply: Reply;
  sure: boolean;
}

/** What stays the same from turn to turn. */
export interface Parts<S> {
  /** By name. */
  goals: ReadonlyMap<string, Goal<S>>;
  detours: Detours<S>;
  repair: RepairCopy;
  manner: Manner;
  understanding: Understanding;
  /** What staff wrote for exactly these words. */
  byKeyword(words: string): MaybePromise<Reply | undefined>;
  /** What the knowledge base has to words. */
  lookUp(words: string): MaybePromise<LookedUp | undefined>;
  /** Asked where words stay unclear, when there is somebody to ask. */
  secondOpinion?: SecondOpinion;
  /** Where menu keys lead; a key that is not here may be the name of a goal. */
  menu: Readonly<Record<string, Go>>;
  /** How sure another intent must be, 0 to 1, to be heard instead of as the answer to a field of free words. */
  interruptAt: number;
}

/** One turn being answered. `session` is a draft: it is saved only when the turn does not throw. */
export interface Moment<S> {
  parts: Parts<S>;
  turn: Turn;
  session: Session;
  context: Context<S>;
  /** What a field could read; absent for events and for what could not be made out. */
  said?: Said;
  /** Of typed or heard words; a second opinion may put another alternative first. */
  understood?: Understood;
  /** An ID or card number stood in the words; they hold it no more. */
  secret: boolean;
  /** The words answer a question for a password or a code. */
  unkept: boolean;
  /** A choice was tapped that is no longer known: the words beside it are a label, not an answer. */
  stale: boolean;
  /** The intent whose handler answered. */
  answeredBy?: string;
  /** The words of a voice were put right before they were read. */
  mended: boolean;
  /** The open form has had its say in this turn, so that it need not be resumed. */
  spoken: boolean;
}

/**
 * Looks at a turn and answers it, or leaves it to the next: then it must have changed nothing that is kept. The first to answer wins.
 * An empty reply is an answer too.
 */
export interface Policy {
  name: string;
  decide<S>(moment: Moment<S>): MaybePromise<Reply | undefined>;
}

export const wordsOf = <S>({ understood }: Moment<S>): string => understood?.text ?? '';
