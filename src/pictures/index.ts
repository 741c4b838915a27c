import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { renderAsync } from '@resvg/resvg-js';

/** The family that pictures write in. */
export const FONT_FAMILY = 'Noto Sans Hans';

/** Draws an SVG as PNG, `pixels` wide. Throws when it is no well-formed SVG, when it was given up, or when too many wait. */
export type Draw = (svg: string, signal?: AbortSignal) => Promise<Buffer>;

/** WeChat's own compression begins above this width. */
const PIXELS = 1080;
/** Drawing runs beside the event loop, in threads that others need too. */
const AT_ONCE = 2;
const WAITING_MOST = 200;

const fonts = join(dirname(createRequire(import.meta.url).resolve('@embedpdf/fonts-sc')), '../fonts');
const fontFiles = ['Regular', 'Bold'].map((weight) => join(fonts, `NotoSansHans-${weight}.otf`));

/** A picture renderer with a Chinese font of its own: it looks alike on every machine, and fetches nothing. */
export const createDraw = ({ pixels = PIXELS }: { pixels?: number } = {}): Draw => {
  let drawing = 0;
  const waiting: (() => void)[] = [];

  const render = async (svg: string, signal?: AbortSignal): Promise<Buffer> => {
    signal?.throwIfAborted();
    const font = { fontFiles, loadSystemFonts: false, defaultFontFamily: FONT_FAMILY };
    const image = await renderAsync(svg, { font, fitTo: { mode: 'width', value: pixels } }, signal ?? null);
    return image.asPng();
  };

  return async (svg, signal) => {
    if (waiting.length >= WAITING_MOST) throw new Error('too many pictures wait to be drawn');
    // whoever ends hands the place on, so that nobody slips in between
    if (drawing >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
    else drawing += 1;
    try {
      return await render(svg, signal);
    } finally {
      const next = waiting.shift();
      if (next) next();
      else drawing -= 1;
    }
  };
};
