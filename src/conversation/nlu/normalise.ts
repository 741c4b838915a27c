import * as OpenCC from 'opencc-js';

const simplified = OpenCC.Converter({ from: 'tw', to: 'cn' });

// Zero-width, bidi and variation marks, and control characters other than line breaks and tabs.
const invisible =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|[\ufe00-\ufe0f]/g;
const pictures = /[\p{Extended_Pictographic}\u{1f1e6}-\u{1f1ff}\u{1f3fb}-\u{1f3ff}\u20e3]/gu;
// WeChat's own stickers arrive as names in brackets.
const stickers = /\[[\u4e00-\u9fa5A-Za-z]{1,6}\]/g;
// Sounds of hesitation that a recogniser writes down.
const filler = /^(?:(?:嗯|呃|额|啊|哎|喂|那个|这个那个|就是说)[,。.、\s]*)+(?=.)/;

/** One spelling for everything that follows: half width, simplified, visible, lower case, marks not repeated. */
export const normalise = (text: string): string =>
  simplified(text.replace(invisible, '').normalize('NFKC').toLowerCase().normalize('NFKC'))
    .replace(invisible, '')
    .replace(pictures, ' ')
    .replace(stickers, ' ')
    .replace(/([!?。,.、~;:…])\1+/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();

/** Without the sounds before the first word. */
export const withoutFiller = (text: string): string => text.replace(filler, '');

/** True when no letter, digit or Chinese character is left. */
export const saysNothing = (normalised: string): boolean => !/[\p{L}\p{N}]/u.test(normalised);

/** Only the words: marks and blanks are gone. */
export const bare = (normalised: string): string => normalised.replace(/[^\p{L}\p{N}]/gu, '');
