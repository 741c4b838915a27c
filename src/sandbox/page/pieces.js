const ANCHOR = /<a\s[^>]*?href\s*=\s*(?:"([^"]*)"|'([^']*)')[^>]*>([\s\S]*?)<\/a>/gi;
const TAG = /<\/?[a-z][^<>]*>/gi;
const ADDRESS = /https?:\/\/[^\s<>"'，。；、（）【】]+/g;
const GAP = /(\u3000+|[ \t]{2,})/;
const NUMBERED = /^\s*(\d{1,2})[\s.、:：)）]+/;

const unescaped = (words) =>
  words
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

const asText = (text) => ({ kind: 'text', text });
const asChoice = (label, choice) => ({ kind: 'choice', text: label, choice });

const withLinks = (words) => {
  const pieces = [];
  let end = 0;
  for (const found of words.matchAll(ADDRESS)) {
    const url = found[0].replace(/[.,;:!?)]+$/, '');
    pieces.push(asText(words.slice(end, found.index)), { kind: 'link', text: url, url });
    end = found.index + url.length;
  }
  pieces.push(asText(words.slice(end)));
  return pieces;
};

/** The choices of the message stand in the order of its menu links, so the link's own query is read only where they do not say. */
const choiceOf = (href, label, known) => {
  if (known) return known;
  const query = new URLSearchParams(href.slice(href.indexOf('?') + 1));
  return { id: query.get('msgmenuid'), content: query.get('msgmenucontent') ?? label };
};

const withAnchors = (content, choices) => {
  const left = [...choices];
  const pieces = [];
  let end = 0;
  for (const found of content.matchAll(ANCHOR)) {
    const href = unescaped(found[1] ?? found[2] ?? '');
    const label = unescaped(found[3].replace(TAG, ''));
    pieces.push(...withLinks(unescaped(content.slice(end, found.index).replace(TAG, ''))));
    if (href.startsWith('weixin://bizmsgmenu')) pieces.push(asChoice(label, choiceOf(href, label, left.shift())));
    else pieces.push({ kind: 'link', text: label, url: href });
    end = found.index + found[0].length;
  }
  pieces.push(...withLinks(unescaped(content.slice(end).replace(TAG, ''))));
  return pieces;
};

const matches = (part, choice) => {
  const words = part.trim();
  return (
    words === choice.content ||
    words.replace(NUMBERED, '') === choice.content ||
    NUMBERED.exec(words)?.[1] === choice.content
  );
};

/** A line, or a stretch between wide gaps, that says a choice is that choice; those that no line says follow at the end. */
const withChoiceLines = (text, choices) => {
  const left = [...choices];
  const pieces = text.split(/(\n)/).flatMap((line) =>
    line.split(GAP).flatMap((part) => {
      const at = part.trim() === '' ? -1 : left.findIndex((choice) => matches(part, choice));
      if (at < 0) return withLinks(part);
      return [asChoice(part, left.splice(at, 1)[0])];
    }),
  );
  for (const choice of left) pieces.push(asText('\n'), asChoice(choice.content, choice));
  return pieces;
};

const joined = (pieces) =>
  pieces.reduce((done, piece) => {
    const last = done.at(-1);
    if (piece.kind === 'text' && last?.kind === 'text') last.text += piece.text;
    else if (piece.text !== '') done.push({ ...piece });
    return done;
  }, []);

/**
 * Cuts the words of a text message into what is only read and what can be tapped. Tags never come through.
 * @returns pieces `{kind: 'text' | 'choice' | 'link', text}`, a choice with `choice: {id, content}`, a link with its `url`
 */
export const piecesOf = ({ from, text, raw }) => {
  if (from !== 'account') return [asText(text)];
  const choices = raw?.choices ?? [];
  const content = raw?.content ?? '';
  if (/<a\s/i.test(content)) return joined(withAnchors(content, choices));
  return joined(withChoiceLines(text, choices));
};
