/** A choice that the resident can tap; its words go back as her message, its id as `bizmsgmenuid`. */
export interface Choice {
  id: string;
  content: string;
}

const ANCHOR = /<a\s[^>]*?href\s*=\s*(["'])(.*?)\1[^>]*>([\s\S]*?)<\/a>/gi;
const MENU_LINK = /^weixin:\/\/bizmsgmenu\?(.*)$/i;

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** The words of a text message as a phone shows them: links are their labels. */
export const stripTags = (content: string): string => content.replace(ANCHOR, (_all, _quote, _href, label) => label);

/** The tappable choices that stand in a text message as `weixin://bizmsgmenu` links, in order. */
export const choicesIn = (content: string): Choice[] =>
  [...content.matchAll(ANCHOR)].flatMap(([, , href = '', label = '']) => {
    const query = MENU_LINK.exec(href)?.[1];
    if (query === undefined) return [];
    const part = (name: string): string | undefined => new RegExp(`(?:^|&(?:amp;)?)${name}=([^&]*)`).exec(query)?.[1];
    return [{ id: decoded(part('msgmenuid') ?? ''), content: decoded(part('msgmenucontent') ?? label) }];
  });

/** The thread's `raw` of a text message: its content as sent, and its choices when it has some. */
export const rawText = (content: string): Record<string, unknown> => {
  const choices = choicesIn(content);
  return choices.length > 0 ? { content, choices } : { content };
};

/** WeChat counts a text in bytes: at most 2,048, passive and customer-service alike. */
export const MAX_TEXT_BYTES = 2048;
/** Whether a text is more than a message may hold. */
export const isTooLong = (content: string): boolean => Buffer.byteLength(content) > MAX_TEXT_BYTES;
