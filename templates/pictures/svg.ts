import { ink, WIDTH } from './style.js';

/** What XML forbids, what steers the writing, and what no font draws. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\u2028\u2029]/gu;
const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Words as they may stand in an SVG, whoever wrote them: nothing of them is read as markup. */
export const safe = (words: string): string =>
  words
    .replace(/\s+/g, ' ')
    .replace(unseen, '')
    .replace(/[&<>"']/g, (mark) => entities[mark] ?? '');

/** About how wide words are drawn, in pixels: Chinese is as wide as high, digits and letters a little over half. */
export const widthOf = (words: string, size: number): number =>
  [...words].reduce((sum, char) => sum + ((char.codePointAt(0) ?? 0) < 0x2e80 ? 0.57 : 1), 0) * size;

/** Words cut with an ellipsis to what fits into `width` pixels. */
export const fitted = (words: string, size: number, width: number): string => {
  if (widthOf(words, size) <= width) return words;
  const kept = [...words];
  while (kept.length > 0 && widthOf(`${kept.join('')}…`, size) > width) kept.pop();
  return `${kept.join('')}…`;
};

/** The largest size up to `size` at which words fit into `width` pixels: figures are made smaller, never cut. */
export const sizeFor = (words: string, size: number, width: number): number =>
  Math.min(size, width / Math.max(1, widthOf(words, 1)));

interface TextAt {
  x: number;
  /** the baseline */
  y: number;
  size: number;
  fill?: string;
  bold?: boolean;
  anchor?: 'start' | 'middle' | 'end';
  /** pixels; longer words are cut */
  width?: number;
  /** Kept clear of what is drawn below it. */
  halo?: boolean;
  /** Smaller words right after. */
  unit?: { words: string; size: number };
}

export const text = (words: string, at: TextAt): string => {
  const { x, y, size, fill = ink.text, bold = false, anchor = 'start', width = WIDTH, halo = false, unit } = at;
  const look = [
    `font-size="${round(size)}" fill="${fill}" text-anchor="${anchor}"`,
    ...(bold ? ['font-weight="700"'] : []),
    ...(halo ? [`stroke="${ink.paper}" stroke-width="8" stroke-linejoin="round" paint-order="stroke"`] : []),
  ].join(' ');
  const after = unit ? `<tspan font-size="${round(unit.size)}" dx="12">${safe(unit.words)}</tspan>` : '';
  return `<text x="${round(x)}" y="${round(y)}" ${look}>${safe(fitted(words, size, width))}${after}</text>`;
};

interface BoxAt {
  x: number;
  y: number;
  width: number;
  height: number;
  fill: string;
  radius?: number;
  stroke?: string;
  dashed?: boolean;
}

export const box = ({ x, y, width, height, fill, radius = 0, stroke, dashed }: BoxAt): string =>
  `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="${radius}" fill="${fill}"${stroke ? ` stroke="${stroke}" stroke-width="2"` : ''}${dashed ? ' stroke-dasharray="7 6"' : ''}/>`;

export const line = (
  [x1, y1]: readonly [number, number],
  [x2, y2]: readonly [number, number],
  { stroke = ink.rule, dashed = false, width = 2 }: { stroke?: string; dashed?: boolean; width?: number } = {},
): string =>
  `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" stroke="${stroke}" stroke-width="${width}"${dashed ? ' stroke-dasharray="12 8"' : ''}/>`;

/** A whole picture on white, `WIDTH` by `height`. */
export const picture = (height: number, parts: readonly string[], defs = ''): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${round(height)}" viewBox="0 0 ${WIDTH} ${round(height)}" font-family="Noto Sans Hans">${defs ? `<defs>${defs}</defs>` : ''}${box({ x: 0, y: 0, width: WIDTH, height, fill: ink.paper })}${parts.join('')}</svg>`;

const round = (n: number): number => Math.round(n * 10) / 10;
