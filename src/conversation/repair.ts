import type { Choice, Reply } from './reply.js';
import type { Heard } from './turn.js';

/** Why a voice has no words. */
export type Unheard = Exclude<Heard, { kind: 'words' }>;

/** What a form is called, and the short words in which it asks its open question. */
export interface OpenQuestion {
  title: string;
  ask: Reply;
}

/** All that the engine says of itself. What comes as a `Choice` or with one is to be kept in the reply. */
export interface RepairCopy {
  /** The answer was none: ask again, worded shorter. `misses` counts from 1 to 2; keeps `ask.choices`. */
  again(open: OpenQuestion & { misses: number }): Reply;
  /** The third miss at one question: offers a person, says how to cancel. The form is still open. */
  giveUp(open: OpenQuestion): Reply;
  /** A fourth: the form is put away. */
  putAway(open: { title: string }): Reply;
  /** Goes on with a form after something else was answered; keeps `ask.choices`. */
  resume(open: OpenQuestion): Reply;
  /** One line below choices that belong to something else: the form waits and goes on afterwards. */
  waiting(open: { title: string }): string;
  /** The form was left for over half an hour and is gone; said before the answer. */
  expired(open: { title: string }): Reply;
  /** Help inside a form whose question has none of its own; keeps `ask.choices`. */
  formHelp(open: OpenQuestion): Reply;
  /** What came belongs to a later question and is kept for it; keeps `ask.choices`. */
  noted(open: OpenQuestion): Reply;
  /** Before submitting: which answer these words shall replace. Keeps the choices, whose labels are the answers' names. */
  changeTo(change: { words: string; choices: readonly Choice[] }): Reply;
  /** A photo, location or voice where words were asked, or words where one of these was; keeps `ask.choices`. */
  wrongKind(open: OpenQuestion & { got: 'text' | 'voice' | 'image' | 'location' | 'other' }): Reply;
  /** More than `max` of what may be sent several times; keeps `ask.choices`. */
  enough(open: OpenQuestion & { max: number }): Reply;
  /** Which answer shall be changed, before a form is submitted. */
  modifyWhich(choices: readonly Choice[]): Reply;
  /** After an answer: what the same sentence asked besides. */
  wished(choices: readonly Choice[]): Reply;
  cancelled(open: { title: string }): Reply;
  nothingToCancel(): Reply;
  /** The command `robot` when no person was waited for or spoke. */
  withBot(): Reply;
  nothingMore(): Reply;
  /** One line below a portion of an answer: how to have the rest. */
  moreBelow(): string;
  /** Above the choices that were left over. */
  otherChoices(): Reply;
  /** From now on slowly. */
  slow(): Reply;
  /** From now on as usual. */
  usual(): Reply;
  /** The command `back` at the first question or outside a form. */
  nothingBack(): Reply;
  /** The command `help` or `human` when no intent answers it. */
  help(choices: readonly Choice[]): Reply;
  /** A tapped choice that no longer stands. */
  choiceGone(): Reply;
  /** Not understood, the first and the second time in a row: choices, the second time worded shorter. */
  clarify(unclear: { choices: readonly Choice[]; misses: 1 | 2 }): Reply;
  /** Not understood a third time: offers a person. */
  handOver(): Reply;
  /** Nothing but marks, emoji or blanks. */
  empty(): Reply;
  /** A yes, a no or "the second one" when nothing was asked and nothing listed. */
  nothingAsked(): Reply;
  /** Digits when nothing was asked. */
  strayDigits(digits: string): Reply;
  /** Too many words at once to make something of them. */
  tooLong(): Reply;
  /** A card or ID number was sent; it was not kept. */
  secretPasted(): Reply;
  /** Used when no intent answers to the happening `danger`. */
  danger(kind: string): Reply;
  /** One line above an answer that depends on it: what was heard in a voice. Long numbers are not repeated in full. */
  heard(words: string): string;
  /** A voice that could not be made out: ask again, and offer typing; in other words when the one before could not be for the same reason (`misses` 2). */
  unheard(voice: { why: Unheard; misses: 1 | 2 }): Reply;
  /** The third in a row: offers a person. */
  unheardHandOver(voice: { why: Unheard }): Reply;
  /** A location outside a form: what can be done with it. */
  gotLocation(place: { latitude: number; longitude: number; label: string }): Reply;
  /** A photo outside a form. */
  gotPhoto(photo: { mediaId: string }): Reply;
  /** A video, a link, a sticker. */
  unsupported(type: string): Reply;
}
