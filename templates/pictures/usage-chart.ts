import type { Picture } from '../../src/conversation/reply.js';
import type { Bill } from '../../src/domain/billing/door.js';
import { type Month, monthRange } from '../../src/kernel/dates.js';
import { divideHalfUp, grouped, yuan } from '../../src/kernel/money.js';
import { month, tierNames, tons } from '../format.js';
import { ink, MARGIN, onTier, size, tierColour, WIDTH } from './style.js';
import { box, line, picture, sizeFor, text, widthOf } from './svg.js';

export interface UsageChart {
  home: { label: string; tail: string };
  /** At least one. */
  bills: readonly Bill[];
  /** Months asked for that have no bill. */
  missing: readonly Month[];
}

const RIGHT = WIDTH - MARGIN;
const INNER = WIDTH - 2 * MARGIN;
/** So many months stand in one row; more are set out by calendar year, each month below the same month of the year before. */
const ONE_ROW = 12;
const HATCH = 'estimated';
const hatch = `<pattern id="${HATCH}" width="12" height="12" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="12" height="12" fill="#ffffff" fill-opacity="0"/><rect width="5" height="12" fill="#ffffff" fill-opacity="0.72"/></pattern>`;

interface Slot {
  month: Month;
  /** `absent`: no bill though it was asked for; `outside`: it was not asked for. */
  bill: Bill | 'absent' | 'outside';
}

interface Panel {
  /** Above the panel, when there is more than one. */
  year?: string;
  slots: readonly Slot[];
}

const panelsOf = ({ bills, missing }: UsageChart): Panel[] => {
  const known = new Map(bills.map((bill) => [bill.month, bill]));
  const asked = [...known.keys(), ...missing].sort();
  const [from, to] = [asked[0]!, asked.at(-1)!];
  const slot = (each: Month): Slot => ({
    month: each,
    bill: known.get(each) ?? (each < from || each > to ? 'outside' : 'absent'),
  });
  const all = monthRange(from, to);
  if (all.length <= ONE_ROW) return [{ slots: all.map(slot) }];
  const years = [...new Set(all.map((each) => each.slice(0, 4)))];
  return years.map((year) => ({ year, slots: monthRange(`${year}-01`, `${year}-12`).map(slot) }));
};

/** Tons by tier, the lowest first; the same tier at two prices is one. */
const tierTons = ({ lines }: Bill): [tier: number, tons: number][] => {
  const sums = new Map<number, number>();
  for (const { tier, usage } of lines) sums.set(tier, (sums.get(tier) ?? 0) + usage);
  return [...sums].filter(([, usage]) => usage > 0).sort(([a], [b]) => a - b);
};

const topTier = (bill: Bill): number => tierTons(bill).at(-1)?.[0] ?? 1;

interface Frame {
  /** the ground line */
  y: number;
  /** pixels a ton */
  scale: number;
  /** pixels a month */
  step: number;
}

const bar = (bill: Bill, x: number, { y, scale, step }: Frame): string => {
  const width = Math.min(60, step * 0.62);
  const left = x - width / 2;
  let top = y;
  const parts = tierTons(bill).map(([tier, usage]) => {
    // what is little is still seen
    const height = Math.max(3, usage * scale);
    top -= height;
    return box({ x: left, y: top, width, height, fill: tierColour(tier) });
  });
  const tier = topTier(bill);
  const figure = String(bill.usage);
  const figureSize = sizeFor(figure, size.small + 2, step - 4);
  return [
    ...parts,
    bill.estimated ? box({ x: left, y: top, width, height: y - top, fill: `url(#${HATCH})`, stroke: ink.soft }) : '',
    text(figure, { x, y: top - 10, size: figureSize, bold: true, anchor: 'middle', halo: true }),
    tier > 1 ? mark(tier, x, top - 10 - figureSize - 34) : '',
  ].join('');
};

/** The number of a tier on its colour. */
const mark = (tier: number, x: number, y: number): string =>
  box({ x: x - 17, y, width: 34, height: 32, fill: tierColour(tier), radius: 6 }) +
  text(String(tier), { x, y: y + 25, size: size.small, fill: onTier(tier), bold: true, anchor: 'middle' });

const gap = (x: number, { y, step }: Frame): string => {
  const width = Math.min(60, step * 0.62);
  return (
    box({ x: x - width / 2, y: y - 62, width, height: 60, fill: 'none', stroke: ink.soft, dashed: true }) +
    text('无', { x, y: y - 22, size: size.small, fill: ink.soft, anchor: 'middle' })
  );
};

const slotAt = ({ month: of, bill }: Slot, i: number, frame: Frame): string => {
  const x = MARGIN + (i + 0.5) * frame.step;
  const name = String(Number(of.slice(5)));
  const shown = bill === 'outside' ? '' : bill === 'absent' ? gap(x, frame) : bar(bill, x, frame);
  const fill = bill === 'outside' ? ink.rule : ink.soft;
  return shown + text(name, { x, y: frame.y + 36, size: size.small, fill, anchor: 'middle' });
};

/** The years below a single row: at its first month and at each January. */
const yearsBelow = (slots: readonly Slot[], { y, step }: Frame): string =>
  slots
    .map(({ month: of }, i) => {
      const at = of.endsWith('-01') || i === 0;
      // a year that ends at once has no room for its name
      const room = i === 0 && slots.findIndex((slot) => slot.month.endsWith('-01')) === 1;
      if (!at || room) return '';
      return text(`${of.slice(0, 4)}年`, { x: MARGIN + i * step + 6, y: y + 74, size: size.small, fill: ink.text });
    })
    .join('');

const billsIn = ({ slots }: Panel): Bill[] =>
  slots.flatMap(({ bill }) => (bill === 'absent' || bill === 'outside' ? [] : [bill]));

const usageOf = (bills: readonly Bill[]): number => bills.reduce((sum, { usage }) => sum + usage, 0);

interface Drawn {
  svg: string;
  height: number;
}

interface Scale {
  /** pixels a ton, the same in every panel */
  scale: number;
  /** tons */
  mean: number;
}

const yearTitle = (panel: Panel, y: number): string => {
  const bills = billsIn(panel);
  return (
    text(`${panel.year}年`, { x: MARGIN, y: y + 36, size: size.words, bold: true }) +
    text(`${bills.length} 个月共 ${tons(usageOf(bills))}`, { x: RIGHT, y: y + 36, size: size.words, anchor: 'end' })
  );
};

const GAP = 66;

/** A row of months, as high as its highest bar with the figure and the tier above it. */
const drawPanel = (panel: Panel, y: number, { scale, mean }: Scale): Drawn => {
  const bills = billsIn(panel);
  const most = Math.max(0, mean, ...bills.map(({ usage }) => usage));
  const above = (panel.year ? 48 : 0) + (bills.some((bill) => topTier(bill) > 1) ? 84 : 46);
  const plot = Math.max(GAP, most * scale);
  const frame: Frame = { y: y + above + plot, scale, step: INNER / Math.max(6, panel.slots.length) };
  const level = frame.y - mean * scale;
  const svg = [
    panel.year ? yearTitle(panel, y) : '',
    line([MARGIN, level], [RIGHT, level], { stroke: ink.soft, dashed: true }),
    ...panel.slots.map((slot, i) => slotAt(slot, i, frame)),
    line([MARGIN, frame.y], [RIGHT, frame.y], { stroke: ink.soft }),
    panel.year ? '' : yearsBelow(panel.slots, frame),
  ].join('');
  return { svg, height: above + plot + (panel.year ? 62 : 96) };
};

const legendItems = (
  { bills }: UsageChart,
  panels: readonly Panel[],
): { words: string; sign: (x: number, y: number) => string }[] => {
  const tiers = [...new Set(bills.flatMap((bill) => tierTons(bill).map(([tier]) => tier)))].sort((a, b) => a - b);
  const block = (fill: string) => (x: number, y: number) =>
    box({ x, y: y - 26, width: 34, height: 32, fill, radius: 6 });
  return [
    ...tiers.map((tier) => ({
      words: tierNames[tier - 1] ?? '',
      sign: (x: number, y: number) => mark(tier, x + 17, y - 26),
    })),
    ...(bills.some(({ estimated }) => estimated)
      ? [{ words: '估抄', sign: (x: number, y: number) => block(tierColour(1))(x, y) + block(`url(#${HATCH})`)(x, y) }]
      : []),
    ...(panels.some(({ slots }) => slots.some(({ bill }) => bill === 'absent'))
      ? [
          {
            words: '没有账单',
            sign: (x: number, y: number) =>
              box({ x, y: y - 26, width: 34, height: 32, fill: 'none', stroke: ink.soft, dashed: true }),
          },
        ]
      : []),
    { words: '平均', sign: (x, y) => line([x, y - 9], [x + 40, y - 9], { stroke: ink.soft, dashed: true, width: 3 }) },
  ];
};

const LEGEND_LINE = 50;
const legend = (items: ReturnType<typeof legendItems>, y: number): Drawn => {
  let [x, at] = [MARGIN, y + 30];
  const parts = items.map(({ words, sign }) => {
    const width = 48 + widthOf(words, size.small) + 34;
    if (x + width - 34 > RIGHT) [x, at] = [MARGIN, at + LEGEND_LINE];
    const drawn = sign(x, at) + text(words, { x: x + 48, y: at, size: size.small });
    x += width;
    return drawn;
  });
  return { svg: parts.join(''), height: at - y + 20 };
};

/** To one decimal, without a needless one. */
const meanOf = (bills: readonly Bill[]): string => {
  const tenths = divideHalfUp(usageOf(bills) * 10, bills.length);
  return `${grouped(Math.floor(tenths / 10))}${tenths % 10 === 0 ? '' : `.${tenths % 10}`}`;
};

const head = ({ home }: UsageChart, span: string, bills: readonly Bill[]): string => {
  const amountFen = bills.reduce((sum, bill) => sum + bill.amountFen, 0);
  const figures = [
    [`${bills.length} 个月共用`, tons(usageOf(bills))],
    ['平均每月', `${meanOf(bills)} 吨`],
    ['水费共', `${yuan(amountFen)} 元`],
  ] as const;
  return [
    box({ x: 0, y: 0, width: WIDTH, height: 160, fill: ink.band }),
    text(`${home.label}·尾号${home.tail} 用水`, {
      x: MARGIN,
      y: 74,
      size: size.title,
      fill: ink.onBand,
      bold: true,
      width: INNER,
    }),
    text(span, { x: MARGIN, y: 126, size: size.words, fill: ink.softOnBand }),
    ...figures.flatMap(([name, value], i) => {
      const x = MARGIN + (i * INNER) / 3;
      return [
        text(name, { x, y: 212, size: size.small, fill: ink.soft }),
        text(value, { x, y: 258, size: sizeFor(value, size.strong, INNER / 3 - 8), bold: true }),
      ];
    }),
  ].join('');
};

/**
 * Months of usage as bars, each with its tons above and its tiers in their colours; estimated months hatched, months without a bill as gaps.
 * Up to a year stands in one row, more in a row for each calendar year.
 */
export const usageChart = (chart: UsageChart): Picture => {
  const bills = [...chart.bills].sort((a, b) => (a.month < b.month ? -1 : 1));
  const panels = panelsOf(chart);
  const most = Math.max(1, ...bills.map(({ usage }) => usage));
  const scale = { scale: (panels.length > 1 ? 170 : 360) / most, mean: usageOf(bills) / bills.length };
  const [first, last] = [bills[0]!.month, bills.at(-1)!.month];
  const span = first === last ? month(first) : `${month(first)}到${month(last)}`;
  let y = 284;
  const key = legend(legendItems(chart, panels), y);
  y += key.height + 8;
  const drawn = panels.map((panel) => {
    const { svg, height } = drawPanel(panel, y, scale);
    y += height;
    return svg;
  });
  const foot = text('柱子上面是吨数，下面是月份', { x: MARGIN, y: y + 26, size: size.small, fill: ink.soft });
  return {
    name: 'usage-chart',
    alt: `${span}用水图`,
    svg: picture(y + 58, [head(chart, span, bills), key.svg, ...drawn, foot], hatch),
  };
};
