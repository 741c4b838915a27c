import type { Picture } from '../../src/conversation/reply.js';
import type { Bill, BillLine } from '../../src/domain/billing/door.js';
import { type Fen, grouped, yuan } from '../../src/kernel/money.js';
import { day, money, month, tierNames, tons } from '../format.js';
import { ink, MARGIN, onTier, size, tierColour, WIDTH } from './style.js';
import { box, line, picture, sizeFor, text, widthOf } from './svg.js';

export interface BillCard {
  home: { label: string; tail: string };
  bill: Bill;
  company: { name: string; hotline: string };
  /** What is owed besides this bill. */
  owed?: { months: number; amountFen: Fen };
}

const RIGHT = WIDTH - MARGIN;
const INNER = WIDTH - 2 * MARGIN;
const BAND = 300;

const chip = (words: string, fill: string, right: number, y: number): string => {
  const width = widthOf(words, size.words) + 44;
  return (
    box({ x: right - width, y, width, height: 58, fill: ink.paper, radius: 29 }) +
    text(words, { x: right - width / 2, y: y + 40, size: size.words, fill, bold: true, anchor: 'middle' })
  );
};

const head = ({ home, bill }: BillCard): string => {
  const amount = yuan(bill.amountFen);
  const large = sizeFor(amount, size.huge, INNER - 70);
  return [
    box({ x: 0, y: 0, width: WIDTH, height: BAND, fill: ink.band }),
    text(`${month(bill.month)}水费`, { x: MARGIN, y: 80, size: size.title, fill: ink.onBand, bold: true }),
    bill.paidAt ? chip('已交清', ink.good, RIGHT, 36) : chip(`未交 ${day(bill.dueOn)}前交`, ink.owed, RIGHT, 36),
    text(`${home.label}·尾号${home.tail}`, { x: MARGIN, y: 136, size: size.words, fill: ink.softOnBand, width: INNER }),
    text(amount, {
      x: MARGIN,
      y: 252,
      size: large,
      fill: ink.onBand,
      bold: true,
      unit: { words: '元', size: size.title },
    }),
  ].join('');
};

const columns = ({ lastReading, thisReading, usage }: Bill, y: number): string =>
  (
    [
      ['上次表数', grouped(lastReading)],
      ['这次表数', grouped(thisReading)],
      ['用水', tons(usage)],
    ] as const
  )
    .map(([name, value], i) => {
      const x = MARGIN + (i * INNER) / 3;
      return (
        text(name, { x, y, size: size.small, fill: ink.soft }) +
        text(value, { x, y: y + 50, size: sizeFor(value, size.title - 2, INNER / 3 - 16), bold: true })
      );
    })
    .join('');

const row = (name: string, value: string, y: number, strong = false): string =>
  text(name, { x: MARGIN, y, size: size.words, fill: strong ? ink.text : ink.soft, bold: strong }) +
  text(value, {
    x: RIGHT,
    y,
    size: strong ? size.strong : size.words,
    bold: strong,
    anchor: 'end',
    width: INNER - 160,
  });

const TIER = 92;
const tierRow = ({ tier, usage, priceFen, amountFen, relief }: BillLine, y: number): string =>
  [
    box({ x: MARGIN, y: y + 10, width: 48, height: 48, fill: tierColour(tier), radius: 8 }),
    text(String(tier), {
      x: MARGIN + 24,
      y: y + 46,
      size: size.words,
      fill: onTier(tier),
      bold: true,
      anchor: 'middle',
    }),
    text(relief ? '减免' : (tierNames[tier - 1] ?? ''), { x: MARGIN + 66, y: y + 32, size: size.words, bold: true }),
    text(`${tons(usage)} × ${yuan(priceFen)} 元`, { x: MARGIN + 66, y: y + 70, size: size.small, fill: ink.soft }),
    text(money(amountFen), { x: RIGHT, y: y + 46, size: size.strong, anchor: 'end', width: 300 }),
  ].join('');

const noticeBox = (words: string, y: number, [fill, colour]: readonly [string, string]): string =>
  box({ x: MARGIN - 8, y, width: INNER + 16, height: 64, fill, radius: 12 }) +
  text(words, { x: MARGIN + 12, y: y + 43, size: size.small, fill: colour, width: INNER - 24 });

/** What is left when the parts are set one below the other; each part says how high it is. */
const below = (from: number, parts: readonly (readonly [height: number, draw: (y: number) => string])[]) => {
  let y = from;
  const drawn = parts.map(([height, draw]) => {
    const at = y;
    y += height;
    return draw(at);
  });
  return { drawn, end: y };
};

const others = ({ bill, owed }: BillCard): string => {
  const { months, amountFen } = owed ?? { months: 0, amountFen: 0 };
  return bill.paidAt
    ? `还有 ${months} 个月没交，共 ${money(amountFen)}`
    : `另有 ${months} 个月没交，连这张共 ${money(amountFen + bill.amountFen)}`;
};

/** One month's bill to look at: readings, usage, each tier with its price, the total, whether it is paid. */
export const billCard = (card: BillCard): Picture => {
  const { bill, company, owed } = card;
  const sewageFen = bill.lines.reduce((sum, { sewageFen: fen }) => sum + fen, 0);
  const { drawn, end } = below(BAND, [
    [152, (y) => columns(bill, y + 62)],
    [58, (y) => row('抄表日期', `${day(bill.readOn)}${bill.estimated ? '（估抄）' : ''}`, y + 34)],
    ...(bill.estimated
      ? [[84, (y: number) => noticeBox('估抄：这次没见到水表，下次抄表多退少补', y, [ink.warm, ink.warmText])] as const]
      : []),
    [16, (y) => line([MARGIN, y + 8], [RIGHT, y + 8])],
    ...bill.lines.map((each) => [TIER, (y: number) => tierRow(each, y)] as const),
    [16, (y) => line([MARGIN, y + 8], [RIGHT, y + 8])],
    [62, (y) => row('合计', money(bill.amountFen), y + 44, true)],
    [52, (y) => row('含污水处理费', money(sewageFen), y + 34)],
    ...(owed && owed.months > 0
      ? [[92, (y: number) => noticeBox(others(card), y + 16, ['#fbe7e3', ink.owed])] as const]
      : []),
    [
      86,
      (y) =>
        box({ x: 0, y: y + 18, width: WIDTH, height: 68, fill: ink.panel }) +
        text(`${company.name}　热线 ${company.hotline}`, {
          x: WIDTH / 2,
          y: y + 62,
          size: size.small,
          fill: ink.soft,
          anchor: 'middle',
          width: INNER,
        }),
    ],
  ]);
  return {
    name: 'bill-card',
    alt: `${month(bill.month)}账单图`,
    svg: picture(end, [head(card), ...drawn]),
  };
};
