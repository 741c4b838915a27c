import { digestOf } from '../kernel/ids.js';
import type { Choice, Go, Meaning, Reply, SlotValues, Spoken } from './reply.js';
import type { BoundGo, Offer, Session } from './session.js';

const ID_LENGTH = 10;
/** Fewer characters of a label may be any word. */
const SHORTEST_BEGINNING = 2;

const bindChoices = (reply: Reply, bind: (given: Choice) => Choice): Reply =>
  reply.choices ? { ...reply, choices: reply.choices.map(bind) } : reply;

/** Makes the choices and the listed lines of an intent's reply lead back to it, with the slots it had. */
export const ownedBy = <R extends Reply>(reply: R, intent: string, held: SlotValues): R => {
  const back = (go: Go): Go => ('slots' in go && !('intent' in go) ? { intent, slots: { ...held, ...go.slots } } : go);
  return {
    ...reply,
    ...bindChoices(reply, (given) => ({ ...given, go: back(given.go) })),
    ...(reply.listed ? { listed: reply.listed.map(back) } : {}),
  };
};

/** Makes the choices of a question good for this question only. A choice that is bound already keeps its question. */
export const tiedTo = (reply: Reply, ask: string): Reply =>
  bindChoices(reply, (given) => {
    if (!('answer' in given.go) || 'ask' in given.go) return given;
    const go: BoundGo = { answer: given.go.answer, ask };
    return { ...given, go };
  });

/** Complete in itself; an answer names its question. */
export const isBound = (go: Choice['go']): go is BoundGo => 'intent' in go || 'command' in go || 'ask' in go;

/** Numbers the choices: a person is always 0, the others count from 1. Nothing to say is undefined. */
export const present = (reply: Reply, turn: string): { spoken?: Spoken; offer?: Offer } => {
  const id = digestOf(turn, ID_LENGTH);
  let count = 0;
  const list = (reply.choices ?? []).flatMap(({ label, go, means }) => {
    if (!isBound(go)) return [];
    const digit = 'command' in go && go.command === 'human' ? '0' : String(++count);
    return [{ digit, label, go, ...(means ? { means } : {}) }];
  });
  if (!reply.text && !list.length && !reply.tail) return {};
  const spoken: Spoken = {
    text: reply.text,
    choices: list.map(({ digit, label }) => ({ id: `${id}-${digit}`, digit, label })),
    ...(reply.tail ? { tail: reply.tail } : {}),
    ...(reply.pictures?.length ? { pictures: reply.pictures } : {}),
    ...(reply.links?.length ? { links: reply.links } : {}),
  };
  const listed = reply.listed?.filter(isBound) ?? [];
  const lines = listed.length > 0 ? { listed } : {};
  return { spoken, ...(list.length || listed.length ? { offer: { id, turn, choices: list, ...lines } } : {}) };
};

/** The choice that a tap belongs to, among the last offers. */
export const tapped = (session: Session, choiceId: string): BoundGo | undefined => {
  for (const { id, choices } of session.offers)
    for (const { digit, go } of choices) if (`${id}-${digit}` === choiceId) return go;
  return undefined;
};

/** Words without the marks around them: "1." and "(1)" are 1. */
export const unmarked = (words: string): string => words.replace(/^[\p{P}\s]+|[\p{P}\s]+$/gu, '');

export interface Reading {
  normalise(text: string): string;
  /** The open form's question. */
  question?: string | undefined;
  /** The words are a plain yes or no, or want all of them. */
  means?: Meaning | undefined;
  /** The words name one of a list by its place: 1 is the first, -1 the last. */
  ordinal?: number | undefined;
}

/** The one choice of the last answer whose label begins with these words: 不撤 for 不撤回. */
const begun = (
  offer: Offer | undefined,
  { turn }: Session,
  words: string,
  normalise: Reading['normalise'],
): BoundGo | undefined => {
  if (offer?.turn !== turn || [...words].length < SHORTEST_BEGINNING) return undefined;
  const [only, ...others] = offer.choices.filter(({ label }) => normalise(label).startsWith(words));
  return others.length === 0 ? only?.go : undefined;
};

/**
 * The choice that typed words name: by digit or label in the newest offer, by label also among those of the open question. While a form
 * is open the newest counts only when it was made in the last answer: an older digit would be taken for an answer to the form.
 */
export const typed = (
  session: Session,
  said: string,
  { normalise, question, means, ordinal }: Reading,
): BoundGo | undefined => {
  const words = unmarked(said);
  if (words === '') return undefined;
  const [newest] = session.offers;
  const current = newest && (!session.form || newest.turn === session.turn) ? newest : undefined;
  const fresh = current?.choices ?? [];
  const lines = current?.listed ?? [];
  const open = session.offers
    .flatMap(({ choices }) => choices)
    .filter(({ go }) => 'ask' in go && go.ask === question && question !== undefined);
  const byLabel = (given: { label: string }): boolean => unmarked(normalise(given.label)) === words;
  const plain =
    means && newest?.turn === session.turn ? newest.choices.find((given) => given.means === means) : undefined;
  const numbered = fresh.filter(({ digit }) => digit !== '0');
  // All of one is that one.
  const whole =
    means === 'all' && !plain && numbered.length === 1 && newest?.turn === session.turn ? numbered[0] : plain;
  const at = ordinal === undefined ? undefined : ordinal > 0 ? ordinal - 1 : ordinal;
  const nth = at === undefined ? undefined : (lines.at(at) ?? numbered.at(at)?.go);
  const chosen =
    fresh.find((given) => given.digit === words || byLabel(given))?.go ?? begun(current, session, words, normalise);
  const line = /^[1-9]$/.test(words) ? lines[Number(words) - 1] : undefined;
  return chosen ?? nth ?? line ?? (whole ?? open.find(byLabel))?.go;
};
