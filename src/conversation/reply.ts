/** Values that slots and form fields hold: plain JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type SlotValues = Readonly<Record<string, Json>>;

/** Where a choice leads. `slots` alone means: the intent that offered it, again, with these slots added. */
export type Go =
  | { intent: string; slots?: SlotValues; words?: string } // `words`: what was said when it was not yet clear
  | { slots: SlotValues }
  | { answer: Json } // fills the field that the open form is asking for
  | { command: Command };

/** `slow`: a step a message, a few choices at a time, until `usual`; `robot`: back from a person to the bot. */
export type Command = 'cancel' | 'back' | 'help' | 'human' | 'robot' | 'more' | 'slow' | 'usual';

/** What a few words may amount to as an answer. */
export type Meaning = 'yes' | 'no' | 'all';

export interface Choice {
  /** Shown after its number, and accepted when typed. */
  label: string;
  go: Go;
  /** Also taken by a plain yes, no or "both of them", in any wording, right after it was offered. */
  means?: Meaning;
}

/** Something to look at besides the words. The words alone must be enough: a picture may be left out at any time. */
export interface Picture {
  /** What kind of picture it is, for logs and file names. */
  name: string;
  /** A whole SVG document; text from data is escaped in it. */
  svg: string;
  /** What is to be seen, in a few words. */
  alt: string;
}

/** A line of the text that leads to a web page, by its exact words; words of people cannot make one. */
export interface Link {
  line: string;
  /** https */
  url: string;
}

/** What a handler says: words, and choices that are numbered and tappable. Channel-neutral. */
export interface Reply {
  text: string;
  choices?: readonly Choice[];
  /** The answer is whole without its choices: they are left out where a form goes on, and where a further wish is offered. */
  aside?: true;
  /** Words below the choices. */
  tail?: string;
  /** Where the lines of a list in the words lead, in order: taken by "the second one", and by a bare digit where no choice has it. */
  listed?: readonly Go[];
  /** Shown after the words, where the channel can. */
  pictures?: readonly Picture[];
  links?: readonly Link[];
}

/** What leaves the engine: each choice has its digit and an id by which a tap is known again. */
export interface Spoken {
  text: string;
  choices: readonly { id: string; digit: string; label: string }[];
  tail?: string;
  pictures?: readonly Picture[];
  links?: readonly Link[];
}

export const text = (words: string): Reply => ({ text: words });

export const choice = (label: string, go: Go, means?: Meaning): Choice => ({
  label,
  go,
  ...(means ? { means } : {}),
});

export const choices = (head: string, list: readonly Choice[], tail?: string): Reply => ({
  text: head,
  choices: list,
  ...(tail ? { tail } : {}),
});

/** One answer of several parts, a blank line between: the last part offers its choices, a list stays one if it is the only one, and all show their pictures and links. */
export const join = (...parts: readonly (Reply | undefined)[]): Reply => {
  const said = parts.filter((part): part is Reply => part !== undefined && part.text !== '');
  const last = said.at(-1);
  if (!last) return text('');
  const pictures = said.flatMap((part) => part.pictures ?? []);
  const links = said.flatMap((part) => part.links ?? []);
  const lists = said.flatMap(({ listed }) => (listed ? [listed] : []));
  const { listed: _own, ...rest } = last;
  return {
    ...rest,
    ...(lists.length === 1 && lists[0] ? { listed: lists[0] } : {}),
    text: said.map((part) => part.text).join('\n\n'),
    ...(pictures.length > 0 ? { pictures } : {}),
    ...(links.length > 0 ? { links } : {}),
  };
};

/** Without choices that may be left out. */
export const bareOf = (reply: Reply): Reply => {
  if (!reply.aside) return reply;
  const { choices: _, aside: __, ...rest } = reply;
  return rest;
};

/** The words of an answer as a resident reads them, choices numbered. */
export const plainText = ({ text: head, choices: list, tail }: Spoken): string =>
  [head, ...list.map(({ digit, label }) => `${digit} ${label}`), tail ?? ''].filter(Boolean).join('\n');
