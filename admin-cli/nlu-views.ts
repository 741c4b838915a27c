import type { OutOf, routes } from '../src/admin-api/contract.js';
import type { Written } from './example-files.js';
import {
  actions,
  commandNames,
  conceptNames,
  dangerWords,
  replacements,
  reviewReasons,
  reviewStates,
  slotNames,
  whyWords,
} from './nlu-words.js';
import { CELL, card, packed, table, wrap } from './output.js';
import { dayTime, shortTime } from './times.js';

type Explanation = OutOf<typeof routes.nluExplain>;
type Reason = Explanation['likely'][number]['reasons'][number];

/** 0.9921 → 99 %; what is all but sure is not called so. */
export const percent = (share: number): string => {
  const whole = Math.round(share * 100);
  return `${share < 1 && whole === 100 ? 99 : whole}%`;
};

const conceptName = (name: string): string => conceptNames[name] ?? name;

/** `^` and `$` are the ends of the words, `#` is a number. */
const plainly = (gram: string): string =>
  gram.replace(/^\^/, '（句首）').replace(/\$$/, '（句尾）').replaceAll('#', '（数字）');

const reasonWords = ({ kind, text, share }: Reason): string => {
  const what = {
    words: () => plainly(text),
    sound: () => `音 ${plainly(text.replaceAll(' ', '-'))}`,
    concept: () => `【${text.split('+').map(conceptName).join('＋')}】`,
  }[kind]();
  return `${what} ${share < 0 ? '−' : '+'}${Math.abs(share * 100).toFixed(1)}%`;
};

const shownValue = (value: unknown): string => {
  if (value === true) return '是';
  return typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value);
};

const nearest = ({ knowledge }: Explanation): string => {
  if (!knowledge) return '没有相近的问题';
  const score = knowledge.score === undefined ? '' : `（相近 ${percent(knowledge.score)}）`;
  return `${knowledge.answers ? '' : '不够近，不会直接答：'}${knowledge.title}${score}`;
};

const listed = (intents: Explanation['also']): string => intents.map(({ title }) => title).join('、');

/** Fields of what was read, without headings for what there is not. */
export const explained = (said: string, shown: Explanation): string => {
  const { text, wish, action, decided, confidence, why, thresholds, rule, replaced, concepts, likely, slots } = shown;
  const numbers = { act: percent(thresholds.act), lead: percent(thresholds.lead) };
  const head = card([
    ['听到', said],
    ['看作', text === said ? undefined : text],
    ['读成', wish === text ? undefined : wish],
    ['会怎样', shown.danger ? `${dangerWords}；${actions[action](decided.title)}` : actions[action](decided.title)],
    ['口令', shown.command && `当口令“${commandNames[shown.command] ?? shown.command}”听，先于其他`],
    ['把握', why === 'empty' ? undefined : `${percent(confidence)}（${decided.intent}）`],
    ['为什么', whyWords[why]({ ...numbers, ...(rule ? { rule } : {}) })],
    ['还听出', listed(shown.also)],
    ['反问时给', action === 'clarify' ? listed(shown.offered) || '常用的几项' : undefined],
    [
      '改写',
      replaced.map(({ how, from, to }) => `${replacements[how]}：${from.trim()} → ${to || '放下不看'}`).join('\n'),
    ],
    ['提到', concepts.map(({ name, words }) => `${conceptName(name)}“${words}”`).join('、')],
    [
      '读出',
      slots
        .map(({ name, value, words }) => `${slotNames[name] ?? name}：${shownValue(value)}（从“${words}”）`)
        .join('\n'),
    ],
    ['知识库', why === 'empty' ? undefined : nearest(shown)],
  ]);
  if (likely.length === 0) return head;
  const rows = likely.map(({ title, intent, likelihood, reasons }) => [
    percent(likelihood),
    `${title}\n${intent}`,
    packed(reasons.map(reasonWords), CELL, '，'),
  ]);
  return `${head}\n${table(['可能', '意思', '最有分量的（+ 支持，− 反对）'], rows, { ruled: true })}`;
};

type Sentence = OutOf<typeof routes.reviewShow>;
type Hint = Sentence['hints'][number];

const hintWords = ({ title, count }: Hint): string => (count > 1 ? `${title}×${count}` : title);

const reasonsOf = ({ reasons }: Sentence): string =>
  Object.entries(reasons)
    .map(([reason, times]) => {
      const words = reviewReasons[reason as keyof typeof reviewReasons];
      return times && times > 1 ? `${words}×${times}` : words;
    })
    .join('、');

const verdictWords = ({ verdict, state }: Sentence): string =>
  verdict ? `${verdict.title ?? reviewStates[state]}（${[verdict.by, ...verdict.agreed].join('、')}）` : '';

/** The list: what was said, what it was taken for, and what residents then chose. */
export const sentences = (rows: readonly Sentence[]): string => {
  const judged = rows.some(({ verdict }) => verdict);
  return table(
    ['编号', '次数', '客户的话', '原因', '当时以为', judged ? '标为' : '后来要的'],
    rows.map((row) => [
      row.id,
      String(row.count),
      wrap(row.words, 20),
      wrap(reasonsOf(row), 12),
      `${row.guess.title} ${percent(row.confidence)}`,
      judged ? verdictWords(row).replace('（', '\n（') : packed(row.hints.slice(0, 3).map(hintWords), 14, '、'),
    ]),
  );
};

/** One sentence, with all that is known about it. */
export const sentence = (row: Sentence): string =>
  card([
    ['编号', row.id],
    ['客户的话', row.words],
    ['次数', `${row.count}（${dayTime(row.firstAt)} 到 ${dayTime(row.lastAt)}）`],
    ['原因', reasonsOf(row)],
    ['当时以为', `${row.guess.title}，把握 ${percent(row.confidence)}`],
    ['还像', row.alternatives.map(({ title, intent }) => `${title} ${intent}`).join('、')],
    ['后来', row.hints.map((hint) => `${hintWords(hint)} ${hint.intent}`).join('、')],
    ['状态', reviewStates[row.state]],
    ['标为', row.verdict && `${verdictWords(row)} ${shortTime(row.verdict.at)}`],
  ]);

/** What was written, and what was held back. */
export const exported = (files: readonly Written[], held: readonly { id: string; text: string }[]): string => {
  const added = files.reduce((sum, file) => sum + file.added, 0);
  const known = files.reduce((sum, file) => sum + file.known, 0);
  return [
    `写了 ${added} 句${known > 0 ? `，${known} 句原来就有` : ''}`,
    ...files.filter((file) => file.added > 0).map(({ file, added: lines }) => `  ${file}  +${lines}`),
    ...(held.length > 0 ? [`有 ${held.length} 句像是还留着个人信息，没有写出；看过没用的可以 nlu skip：`] : []),
    ...held.map(({ id, text }) => `  ${id}  ${text}`),
  ].join('\n');
};
