import type { Picture, Spoken } from '../conversation/reply.js';

/** WeChat's text limit, for passive and customer-service texts alike. */
export const TEXT_LIMITS = { chars: 600, bytes: 2048, messages: 3 } as const;

/** A customer-service message without its addressee. */
export type KfMessage =
  | { msgtype: 'text'; text: { content: string } }
  | {
      msgtype: 'msgmenu';
      msgmenu: { head_content: string; list: { id: string; content: string }[]; tail_content: string };
    }
  | { msgtype: 'image'; image: { media_id: string } };

/** A picture that is still to be drawn and uploaded. */
export interface PictureMessage {
  msgtype: 'picture';
  picture: Picture;
}

/** What is said by customer-service messages: words, which are kept until they are said, and pictures, which may be left out. */
export type Outgoing = KfMessage | PictureMessage;

export const isKept = (message: Outgoing): message is KfMessage => message.msgtype !== 'picture';

const ELLIPSIS = '\u2026';
const FULL_WIDTH_LESS_THAN = '\uff1c';

/** Words that came from people must not turn into links of ours: WeChat renders anchors in texts. */
const inert = (words: string): string => words.replace(/<(?=\s*\/?\s*a\b)/gi, FULL_WIDTH_LESS_THAN);

const fits = (words: string): boolean =>
  words.length <= TEXT_LIMITS.chars && Buffer.byteLength(words) <= TEXT_LIMITS.bytes;

/** The longest beginning that fits, never half a character. */
const beginningOf = (words: string, room: (part: string) => boolean): string => {
  const chars = [...words];
  let low = 0;
  let high = chars.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (room(chars.slice(0, middle).join(''))) low = middle;
    else high = middle - 1;
  }
  return chars.slice(0, low).join('');
};

const cutLine = (line: string): string[] => {
  const pieces: string[] = [];
  let rest = line;
  while (!fits(rest)) {
    const piece = beginningOf(rest, fits);
    pieces.push(piece);
    rest = rest.slice(piece.length);
  }
  return [...pieces, rest];
};

/** Anchors count by what a resident reads in characters, but by all they are in bytes. */
const visible = (words: string): string => words.replace(/<a href="[^"]*">|<\/a>/g, '');
const fitsAsShown = (words: string): boolean =>
  visible(words).length <= TEXT_LIMITS.chars && Buffer.byteLength(words) <= TEXT_LIMITS.bytes;

/** Splits at line ends into at most three texts; what is beyond the third is cut with an ellipsis. */
export const splitLines = (lines: readonly string[]): string[] => {
  const parts: string[] = [];
  for (const line of lines.flatMap((one) => (fitsAsShown(one) ? [one] : cutLine(one)))) {
    const last = parts.at(-1);
    const joined = last === undefined ? line : `${last}\n${line}`;
    if (last !== undefined && fitsAsShown(joined)) parts[parts.length - 1] = joined;
    else parts.push(line);
  }
  const kept = parts.map((part) => part.replace(/^\n+|\n+$/g, '')).filter((part) => part !== '');
  if (kept.length <= TEXT_LIMITS.messages) return kept;
  const end = kept[TEXT_LIMITS.messages - 1] ?? '';
  const cut = beginningOf(end, (part) => fitsAsShown(part + ELLIPSIS) && part.length < end.length);
  return [...kept.slice(0, TEXT_LIMITS.messages - 1), `${cut}${ELLIPSIS}`];
};

const tappable = ({ id, digit, label }: Spoken['choices'][number]): string =>
  `<a href="weixin://bizmsgmenu?msgmenucontent=${encodeURIComponent(label)}&msgmenuid=${encodeURIComponent(id)}">${digit} ${inert(label)}</a>`;

const HREF = /^https:\/\/[^\s"<>]+$/;

/** The text's lines; those that are links are anchors, and nothing else is. */
const linesOf = ({ text, links = [] }: Pick<Spoken, 'text' | 'links'>): string[] =>
  inert(text)
    .split('\n')
    .map((line) => {
      const url = links.find((link) => link.line === line)?.url;
      return url !== undefined && HREF.test(url) ? `<a href="${url}">${line}</a>` : line;
    });

/** The texts of an answer, choices as tappable lines; the first goes out passively, the others follow as customer-service messages. */
export const passiveTexts = ({ text, links, choices, tail }: Spoken): string[] =>
  splitLines([
    ...linesOf({ text, ...(links ? { links } : {}) }),
    ...choices.map(tappable),
    ...(tail ? inert(tail).split('\n') : []),
  ]);

/** More would leave a clerk too little of the resident's window. */
const PICTURES_MOST = 2;
const pictureMessages = ({ pictures = [] }: Spoken): Outgoing[] =>
  pictures.slice(0, PICTURES_MOST).map((picture) => ({ msgtype: 'picture', picture }));

/** What follows an answer whose first text left as the reply. */
export const followUps = (spoken: Spoken): Outgoing[] => [
  ...passiveTexts(spoken).slice(1).map(kfText),
  ...pictureMessages(spoken),
];

/** A whole answer as customer-service messages. */
export const kfMessages = (spoken: Spoken): Outgoing[] => [...kfWords(spoken), ...pictureMessages(spoken)];

/** Its choices are WeChat's own menu under the last of its words. */
export const kfWords = ({ choices, tail, ...said }: Spoken): KfMessage[] => {
  const lines = linesOf(said);
  if (choices.length === 0) return splitLines([...lines, ...(tail ? inert(tail).split('\n') : [])]).map(kfText);
  // An anchor stands in a text of its own kind, never in a menu's head.
  const head = said.links?.length ? lines.pop() : undefined;
  const parts = [...splitLines(lines), ...(head === undefined ? [] : [head])];
  const menu: KfMessage = {
    msgtype: 'msgmenu',
    msgmenu: {
      head_content: parts.at(-1) ?? '',
      list: choices.map(({ id, digit, label }) => ({ id, content: `${digit} ${inert(label)}` })),
      tail_content: inert(tail ?? ''),
    },
  };
  return [...parts.slice(0, -1).map(kfText), menu];
};

export const kfText = (content: string): KfMessage => ({ msgtype: 'text', text: { content } });

/** An answer that is nothing but words. */
export const plainWords = (text: string): Spoken => ({ text, choices: [] });
