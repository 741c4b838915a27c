import { inflateSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createDraw } from '../../src/pictures/index.js';
import { picture, text } from '../../templates/pictures/svg.js';

/** The pixels of a PNG of 8 bits RGBA, as resvg writes it: rows of one filter byte and four bytes a pixel. */
const pixelsOf = (png: Buffer): { width: number; height: number; dark: number } => {
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  expect([png[24], png[25]]).toEqual([8, 6]);
  const data: Buffer[] = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at))
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT')
      data.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  const rows = inflateSync(Buffer.concat(data));
  const stride = width * 4;
  let before: Buffer = Buffer.alloc(stride);
  let dark = 0;
  for (let row = 0; row < height; row += 1) {
    const line = unfiltered(rows.subarray(row * (stride + 1), (row + 1) * (stride + 1)), before);
    for (let x = 0; x < stride; x += 4) if ((line[x] ?? 255) < 128) dark += 1;
    before = line;
  }
  return { width, height, dark };
};

const paeth = (a: number, b: number, c: number): number => {
  const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
  return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
};

/** @see the PNG specification, section 9: filtering */
const unfiltered = (row: Buffer, above: Buffer): Buffer => {
  const line = Buffer.from(row.subarray(1));
  for (let x = 0; x < line.length; x += 1) {
    const [a, b, c] = [line[x - 4] ?? 0, above[x] ?? 0, above[x - 4] ?? 0];
    const add = [0, a, b, (a + b) >> 1, paeth(a, b, c)][row[0] ?? 0] ?? 0;
    line[x] = ((line[x] ?? 0) + add) & 0xff;
  }
  return line;
};

const draw = createDraw({ pixels: 390 });
const written = (words: string): string => picture(80, [text(words, { x: 20, y: 55, size: 40 })]);

describe('drawing', () => {
  it('makes a PNG of the width asked for, in proportion', async () => {
    expect(pixelsOf(await draw(written('水费')))).toMatchObject({ width: 390, height: 40 });
    expect(pixelsOf(await createDraw()(written('水费')))).toMatchObject({ width: 1080, height: 111 });
  });

  it('writes Chinese and figures with its own font', async () => {
    const blank = pixelsOf(await draw(written(''))).dark;
    expect(blank).toBe(0);
    const [one, four] = await Promise.all(
      ['水', '水费账单'].map(async (words) => pixelsOf(await draw(written(words))).dark),
    );
    expect(one).toBeGreaterThan(20);
    expect(four).toBeGreaterThan(3 * one!);
    expect(pixelsOf(await draw(written('48.72'))).dark).toBeGreaterThan(20);
  });

  it('refuses what is no SVG, and what was given up', async () => {
    await expect(draw('<svg')).rejects.toThrow();
    await expect(draw(written('水'), AbortSignal.abort())).rejects.toThrow();
  });

  it('draws many at once, a few at a time, and turns away what is too many', async () => {
    const all = await Promise.allSettled(
      Array.from({ length: 220 }, () =>
        draw('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>', AbortSignal.abort()),
      ),
    );
    expect(
      all.filter(
        ({ status, ...rest }) =>
          status === 'rejected' && String((rest as { reason?: unknown }).reason).includes('too many'),
      ),
    ).not.toHaveLength(0);
    expect(await draw(written('水'))).toBeInstanceOf(Buffer);
  });

  it('draws whatever a resident may write', async () => {
    const marks = fc.constantFrom(
      '<',
      '>',
      '&',
      '"',
      "'",
      ']]>',
      '\0',
      '\u202e',
      '\ud800',
      '\ufffe',
      '&amp;',
      '</text>',
      '<!--',
      '家',
      '🏠',
    );
    const anything = fc
      .array(fc.oneof(marks, fc.string({ unit: 'binary' })), { maxLength: 12 })
      .map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(anything, async (words) => {
        const svg = written(words);
        expect(svg.match(/<\w/g)).toEqual(written('水').match(/<\w/g));
        expect((await draw(svg)).length).toBeGreaterThan(100);
      }),
      { numRuns: 40 },
    );
  }, 60_000);
});
