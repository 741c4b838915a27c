/** An element of the small XML that WeChat speaks: no attributes, either words or children. */
export interface XmlElement {
  name: string;
  text: string;
  children: XmlElement[];
}

const TOKEN = /<!\[CDATA\[([\s\S]*?)\]\]>|<\/([A-Za-z_][\w.-]*)\s*>|<([A-Za-z_][\w.-]*)\s*(\/?)>|([^<]+)/y;
const NAMED: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const MAX_DEPTH = 8;

const decodeEntities = (text: string): string | undefined => {
  let broken = false;
  const decoded = text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+))?;?/gi, (whole, hex, decimal, name) => {
    const point = hex ? Number.parseInt(hex, 16) : decimal ? Number(decimal) : undefined;
    const value = point === undefined ? NAMED[name] : point <= 0x10ffff ? String.fromCodePoint(point) : undefined;
    if (value === undefined || !whole.endsWith(';')) broken = true;
    return value ?? '';
  });
  return broken ? undefined : decoded;
};

/**
 * Parses one document strictly, so that an account whose XML is out of order is found out here and not by a resident.
 * @returns undefined for anything malformed: attributes, doctypes, words beside elements, unclosed tags, bare `&`
 */
export const parseXml = (source: string): XmlElement | undefined => {
  const document = source.replace(/^\s*<\?xml[^>]*\?>/, '').trim();
  const top: XmlElement = { name: '', text: '', children: [] };
  const open: XmlElement[] = [top];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < document.length) {
    const here = open[open.length - 1] ?? top;
    const token = TOKEN.exec(document);
    if (!token) return undefined;
    const [, cdata, closing, opening, empty, words] = token;
    if (opening !== undefined) {
      const element: XmlElement = { name: opening, text: '', children: [] };
      here.children.push(element);
      if (!empty) open.push(element);
      if (open.length > MAX_DEPTH) return undefined;
    } else if (closing !== undefined) {
      if (open.length === 1 || open.pop()?.name !== closing) return undefined;
    } else {
      const text = cdata ?? decodeEntities(words ?? '');
      if (text === undefined) return undefined;
      here.text += text;
    }
  }
  const root = top.children[0];
  if (open.length !== 1 || top.children.length !== 1 || top.text.trim() || !root) return undefined;
  return unmixed(root) ? root : undefined;
};

const unmixed = (element: XmlElement): boolean =>
  element.children.length === 0 || (element.text.trim() === '' && element.children.every(unmixed));

/** The only child of that name; undefined when there is none or more than one. */
export const childOf = (element: XmlElement, name: string): XmlElement | undefined => {
  const found = element.children.filter((child) => child.name === name);
  return found.length === 1 ? found[0] : undefined;
};

/** The words of the only child of that name. */
export const wordsOf = (element: XmlElement, name: string): string | undefined => {
  const child = childOf(element, name);
  return child && child.children.length === 0 ? child.text : undefined;
};

/** `<name><![CDATA[value]]></name>`; a value that holds `]]>` is split so that it cannot end the section. */
export const cdata = (name: string, value: string): string =>
  `<${name}><![CDATA[${value.replaceAll(']]>', ']]]]><![CDATA[>')}]]></${name}>`;

/** `<name>value</name>` for numbers and for elements already built. */
export const bare = (name: string, value: string | number): string => `<${name}>${value}</${name}>`;
