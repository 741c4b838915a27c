import type { OutOf, routes } from '../src/admin-api/contract.js';
import { actions, commandNames, conceptNames, dangerWords, replacements, slotNames, whyWords } from './nlu-words.js';
import { CELL, card, packed, table } from './output.js';

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
