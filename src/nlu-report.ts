import { z } from 'zod';
import { macroF1, type Scored, scoreOf, type Verdict } from './conversation/nlu/score.js';

const share = z.number();
const Totals = z.object({
  sentences: z.number(),
  accuracy: share,
  asked: share,
  sure: share,
  strangersAccepted: share,
  slots: share,
  macroF1: share,
});
const ReportIn = z.object({
  totals: Totals,
  sentences: z.array(
    z.object({
      text: z.string(),
      intent: z.string(),
      /** What it was taken for; `asked back` when that was asked. */
      got: z.string(),
      verdict: z.enum(['right', 'asked', 'sure', 'missed']),
    }),
  ),
});

/** All figures, shares 0 to 1, and what became of each sentence. */
export type Report = z.output<typeof ReportIn>;

/** @throws when it is no report */
export const readReport = (text: string): Report => ReportIn.parse(JSON.parse(text));

const gotOf = ({ got }: Scored): string => (got.action === 'clarify' ? 'asked back' : got.intent);

export const reportOf = (all: readonly Scored[]): Report => ({
  totals: { ...scoreOf(all), macroF1: macroF1(all) },
  sentences: all.map((each) => ({
    text: each.one.text,
    intent: each.one.intent,
    got: gotOf(each),
    verdict: each.verdict,
  })),
});

interface Turned {
  text: string;
  intent: string;
  before: string;
  after: string;
}

/** How a report differs from an older one, by the sentences that are in both. */
export interface Changes {
  /** New minus old, by figure. */
  moved: Readonly<Record<string, number>>;
  /** Was right, or asked with the right one offered, and is wrong now. */
  broken: readonly Turned[];
  /** Is right now, or asked with the right one offered, and was wrong. */
  mended: readonly Turned[];
  /** Sentences that only one of the two has. */
  unmatched: number;
}

const fair = (verdict: Verdict): boolean => verdict === 'right' || verdict === 'asked';

export const compared = (before: Report, after: Report): Changes => {
  const keyOf = ({ text, intent }: Report['sentences'][number]): string => `${intent}\0${text}`;
  const old = new Map(before.sentences.map((one) => [keyOf(one), one]));
  const pairs = after.sentences.flatMap((now) => {
    const was = old.get(keyOf(now));
    return was ? [{ was, now }] : [];
  });
  const turned = (wasFair: boolean): Turned[] =>
    pairs
      .filter(({ was, now }) => fair(was.verdict) === wasFair && fair(now.verdict) !== wasFair)
      .map(({ was, now }) => ({ text: now.text, intent: now.intent, before: was.got, after: now.got }));
  const moved = Object.entries(after.totals).map(([name, value]) => [
    name,
    value - before.totals[name as keyof Report['totals']],
  ]);
  return {
    moved: Object.fromEntries(moved),
    broken: turned(true),
    mended: turned(false),
    unmatched: before.sentences.length + after.sentences.length - 2 * pairs.length,
  };
};

const percent = (value: number): string => `${(value * 100).toFixed(1)} %`.padStart(8);
const SHOWN = 60;
const LISTED = 200;

const line = (name: string, all: readonly Scored[]): string => {
  const { sentences, accuracy, asked, sure } = scoreOf(all);
  return `${name.padEnd(20)} ${String(sentences).padStart(5)} ${percent(accuracy)} ${percent(asked)} ${percent(sure)}`;
};

const grouped = (all: readonly Scored[], by: (one: Scored) => string): (readonly [string, Scored[]])[] => {
  const groups = new Map<string, Scored[]>();
  for (const each of all) groups.set(by(each), [...(groups.get(by(each)) ?? []), each]);
  return [...groups].sort(([a], [b]) => a.localeCompare(b));
};

const confusions = (all: readonly Scored[]): (readonly [string, Scored[]])[] =>
  grouped(
    all.filter(({ verdict }) => verdict !== 'right'),
    (each) => `${each.one.intent} -> ${gotOf(each)}`,
  ).sort(([, a], [, b]) => b.length - a.length);

const turnedLines = (title: string, turned: readonly Turned[]): string[] => [
  `\n${title}: ${turned.length}`,
  ...turned
    .slice(0, LISTED)
    .map(({ text, intent, before, after }) => `  ${text}   (${intent}; was ${before}, is ${after})`),
];

/** The report for people. */
export const reported = (all: readonly Scored[], { totals }: Report, changes?: Changes): string => {
  const figure = (words: string, name: keyof Report['totals']): string => {
    const by = changes?.moved[name] ?? 0;
    const moved = changes ? `   ${by < 0 ? '−' : '+'}${Math.abs(by * 100).toFixed(1)}` : '';
    return `${words.padEnd(29)}${percent(totals[name])}${moved}`;
  };
  const head = '                     count    right    asked     sure';
  return [
    `sentences                    ${totals.sentences}`,
    figure('right, of those not asked', 'accuracy'),
    figure('asked back, right offered', 'asked'),
    figure('wrong and confident', 'sure'),
    figure('out of scope accepted', 'strangersAccepted'),
    figure('slots, of those right', 'slots'),
    figure('macro-F1', 'macroF1'),
    ...(changes ? turnedLines('right before, wrong now', changes.broken) : []),
    ...(changes ? turnedLines('wrong before, right now', changes.mended) : []),
    ...(changes?.unmatched ? [`\nin one of the two only: ${changes.unmatched}`] : []),
    `\nby intent\n${head}`,
    ...grouped(all, ({ one }) => one.intent).map(([name, group]) => line(name, group)),
    `\nby style\n${head}`,
    ...grouped(all, ({ one }) => one.style ?? 'plain').map(([name, group]) => line(name, group)),
    '\nconfusions',
    ...confusions(all)
      .slice(0, SHOWN)
      .flatMap(([name, group]) => [
        `${String(group.length).padStart(4)}  ${name}`,
        ...group.slice(0, 3).map(({ one }) => `      ${one.text}`),
      ]),
  ].join('\n');
};
