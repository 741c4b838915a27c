/**
 * A scanner for the callback's XML and nothing more: WeChat's messages are elements without attributes, at most four deep, with text
 * or CDATA as leaves. Whatever else XML can say (DOCTYPE, entities of one's own, comments, attributes, processing instructions) is refused, so
 * none of it has to be made safe. One pass, bounded by size, number of tags and depth.
 */

/** An element's content: its text, or its children by name; children that may repeat are lists. */
export type XmlNode = string | XmlElement;
export interface XmlElement {
  readonly [name: string]: XmlNode | readonly XmlNode[];
}

export type XmlRead =
  | { kind: 'read'; root: XmlElement }
  | { kind: 'malformed'; why: string /** where, in characters */; at: number };

export const XML_LIMITS = { chars: 65_536, tags: 200, depth: 4 } as const;

/** The only elements that may stand beside another of the same name; they always read as lists. */
const LISTS: ReadonlySet<string> = new Set(['List', 'item']);

const NAME = /[A-Za-z_][\w.-]{0,63}/y;
const SPACE = /[ \t\r\n]*/y;
const ENTITY = /&(?:(lt|gt|amp|quot|apos)|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));/y;
const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

class Malformed {
  constructor(
    readonly why: string,
    readonly at: number,
  ) {}
}

const character = (code: number): string | undefined =>
  code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? undefined : String.fromCodePoint(code);

class Scanner {
  private at = 0;
  private tags = 0;

  constructor(private readonly source: string) {}

  document(): XmlElement {
    this.skip(SPACE);
    if (this.source.startsWith('<?xml', this.at)) this.at = this.after('?>');
    this.skip(SPACE);
    if (!this.source.startsWith('<xml>', this.at)) this.fail('the root is not <xml>');
    this.at += '<xml>'.length;
    this.tags = 1;
    const root = this.content('xml', 1);
    this.skip(SPACE);
    if (this.at !== this.source.length) this.fail('something follows the root');
    // A blank or bare text under the root says nothing, and so does a root without children.
    return typeof root === 'string' ? {} : root;
  }

  private content(name: string, depth: number): XmlNode {
    const children: Record<string, XmlNode | XmlNode[]> = Object.create(null) as Record<string, XmlNode | XmlNode[]>;
    let words = '';
    let any = false;
    for (;;) {
      const open = this.source.indexOf('<', this.at);
      if (open < 0) this.fail(`<${name}> is not closed`);
      words += this.decoded(open);
      if (this.source.startsWith('<![CDATA[', this.at)) {
        const from = this.at + '<![CDATA['.length;
        this.at = this.after(']]>');
        words += this.source.slice(from, this.at - ']]>'.length);
      } else if (this.source.startsWith('</', this.at)) {
        if (!this.source.startsWith(`</${name}>`, this.at)) this.fail(`<${name}> is closed by another name`);
        this.at += name.length + 3;
        return any ? children : words;
      } else {
        any = true;
        this.child(children, depth + 1);
      }
    }
  }

  private child(into: Record<string, XmlNode | XmlNode[]>, depth: number): void {
    this.at += 1;
    const name = this.skip(NAME);
    if (!name || this.source[this.at] !== '>') this.fail('not a plain tag');
    this.tags += 1;
    if (this.tags > XML_LIMITS.tags) this.fail('too many tags');
    if (depth > XML_LIMITS.depth) this.fail('too deep');
    this.at += 1;
    const node = this.content(name, depth);
    const before = into[name];
    if (LISTS.has(name)) into[name] = Array.isArray(before) ? [...before, node] : [node];
    else if (before !== undefined) this.fail(`<${name}> stands twice`);
    else into[name] = node;
  }

  /** The text up to `end`, its entities resolved. */
  private decoded(end: number): string {
    let words = '';
    for (;;) {
      const amp = this.source.indexOf('&', this.at);
      if (amp < 0 || amp >= end) {
        words += this.source.slice(this.at, end);
        this.at = end;
        return words;
      }
      words += this.source.slice(this.at, amp);
      this.at = amp;
      ENTITY.lastIndex = amp;
      const [whole, named, decimal, hex] = ENTITY.exec(this.source) ?? [];
      const value = named ? NAMED[named] : character(decimal ? Number(decimal) : Number.parseInt(hex ?? '0', 16));
      if (!whole || value === undefined) return this.fail('an entity that XML does not name');
      words += value;
      this.at += whole.length;
    }
  }

  private after(mark: string): number {
    const found = this.source.indexOf(mark, this.at);
    return found < 0 ? this.fail(`no ${mark}`) : found + mark.length;
  }

  private skip(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.source)?.[0] ?? '';
    this.at += found.length;
    return found;
  }

  private fail(why: string): never {
    throw new Malformed(why, this.at);
  }
}

/** Reads a callback body once. Never throws: what is not the XML that WeChat writes is `malformed`, with the reason for the log. */
export const readXml = (source: string): XmlRead => {
  if (source.length > XML_LIMITS.chars) return { kind: 'malformed', why: 'too long', at: XML_LIMITS.chars };
  try {
    return { kind: 'read', root: new Scanner(source).document() };
  } catch (error) {
    if (error instanceof Malformed) return { kind: 'malformed', why: error.why, at: error.at };
    throw error;
  }
};
