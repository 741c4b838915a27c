/** What JSON says, with the members of objects in their order, repeated ones too. */
export type Json = string | number | boolean | null | readonly Json[] | Members;

/** An object as it is written. */
export class Members {
  constructor(readonly pairs: readonly (readonly [key: string, value: Json])[]) {}

  /** The values when the keys are exactly these, in this order. @throws SyntaxError when they are not */
  values(...keys: readonly string[]): readonly Json[] {
    if (this.pairs.map(([key]) => key).join() !== keys.join()) throw new SyntaxError(`expected an object of ${keys}`);
    return this.pairs.map(([, value]) => value);
  }
}

const WORD = /true|false|null|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

class Reader {
  private at = 0;
  constructor(private readonly text: string) {}

  whole(): Json {
    const value = this.value();
    return this.next() === '' ? value : this.fail('something after the end');
  }

  private value(): Json {
    const next = this.next();
    if (next === '"') return this.string();
    if (next === '[') return this.list(']', () => this.value());
    if (next !== '{') return this.word();
    const member = (): [string, Json] => {
      const key = this.string();
      if (this.next() !== ':') this.fail('expected a colon');
      this.at++;
      return [key, this.value()];
    };
    return new Members(this.list('}', member));
  }

  private list<T>(close: string, item: () => T): T[] {
    const items: T[] = [];
    this.at++;
    if (this.next() !== close) {
      items.push(item());
      while (this.next() === ',') {
        this.at++;
        items.push(item());
      }
    }
    if (this.next() !== close) this.fail(`expected ${close}`);
    this.at++;
    return items;
  }

  private word(): Json {
    WORD.lastIndex = this.at;
    const [word] = WORD.exec(this.text) ?? this.fail('expected a value');
    this.at += word.length;
    return JSON.parse(word) as Json;
  }

  private string(): string {
    if (this.next() !== '"') this.fail('expected a string');
    let end = this.at;
    do {
      end = this.text.indexOf('"', end + 1);
      if (end < 0) this.fail('a string without an end');
    } while (this.escaped(end));
    const text = JSON.parse(this.text.slice(this.at, end + 1)) as string;
    if (/\p{Surrogate}/u.test(text)) this.fail('half a character');
    this.at = end + 1;
    return text;
  }

  private escaped(quote: number): boolean {
    let slashes = 0;
    while (this.text[quote - 1 - slashes] === '\\') slashes++;
    return slashes % 2 === 1;
  }

  /** Past white space: the next character, '' at the end. */
  private next(): string {
    while (' \t\r\n'.includes(this.text[this.at] ?? 'end')) this.at++;
    return this.text[this.at] ?? '';
  }

  private fail(what: string): never {
    throw new SyntaxError(`${what} at column ${this.at + 1}`);
  }
}

/** Reads JSON, losing nothing of it. @throws SyntaxError with the column */
export const readJson = (text: string): Json => new Reader(text).whole();
