import { createHash } from 'node:crypto';
import type { Context } from 'koa';
import { sameSecret } from '../kernel/crypto.js';
import { MODELS_PATH } from './hugging-face.js';
import { type Fields, fieldsOf, isFields, listOf, parseJson, stringOf } from './input.js';

/** Where a chat model is asked, as the router of Hugging Face has it. */
export const CHAT_PATH = '/v1/chat/completions';
const MODEL = 'sandbox/words';
const WIDTH = 512;
/** How much surer it is of what resembles more. */
const STEEP = 12;

/** Words that mean the same to residents; this is all the sense that this model has. */
const senses: readonly (readonly [RegExp, string])[] = [
  [/断水|没水|来水|水龙头不出水|停了水/g, '停水'],
  [/多少钱|费用|花销|水钱|账/g, '水费'],
  [/网点|地址|柜台|在哪儿?办|去哪儿?/g, '营业厅'],
  [/阶梯|一吨|单价|价钱/g, '水价'],
  [/发黄|浑|味道|脏/g, '水质'],
  [/材料|手续|怎么办理|流程/g, '办事指南'],
];

const plain = (text: string): string =>
  senses.reduce((words, [pattern, word]) => words.replace(pattern, word), text).replace(/[\s\p{P}]/gu, '');

/** Characters, and pairs of them that count twice. */
const gramsOf = (text: string): ReadonlyMap<string, number> => {
  const chars = [...plain(text)];
  const grams = new Map<string, number>();
  const add = (gram: string, weight: number): void => void grams.set(gram, (grams.get(gram) ?? 0) + weight);
  for (const [i, char] of chars.entries()) {
    add(char, 1);
    if (i > 0) add(`${chars[i - 1]}${char}`, 2);
  }
  return grams;
};

const lengthOf = (weights: Iterable<number>): number =>
  Math.sqrt([...weights].reduce((sum, each) => sum + each * each, 0)) || 1;

/** From 0, nothing in common, to 1. */
const likeness = (a: string, b: string): number => {
  const [ours, theirs] = [gramsOf(a), gramsOf(b)];
  const shared = [...ours].reduce((sum, [gram, weight]) => sum + weight * (theirs.get(gram) ?? 0), 0);
  return shared / (lengthOf(ours.values()) * lengthOf(theirs.values()));
};

/** The same in a vector: each at a place of its own, as far as there is room. */
const vectorOf = (text: string): number[] => {
  const vector = Array.from({ length: WIDTH }, () => 0);
  for (const [gram, weight] of gramsOf(text)) {
    const at = createHash('sha256').update(gram).digest().readUInt16BE(0) % WIDTH;
    vector[at] = (vector[at] ?? 0) + weight;
  }
  const length = lengthOf(vector);
  // sentence models point all one way: no two of their vectors are at right angles
  return [...vector.map((each) => each / length), 1];
};

/** How well each text fits, adding up to one. */
const scores = (words: string, texts: readonly string[]): number[] => {
  const heights = texts.map((text) => Math.exp(STEEP * likeness(words, text)));
  const sum = heights.reduce((total, each) => total + each, 0) || 1;
  return heights.map((each) => each / sum);
};

type Answer = [status: number, body: object];
const refused = (status: number, error: string): Answer => [status, { error }];

const classify = ({ inputs, parameters }: Fields): Answer => {
  const words = stringOf(inputs);
  const labels = listOf(fieldsOf(parameters).candidate_labels).filter((label) => typeof label === 'string');
  if (!words || labels.length === 0) return refused(400, 'inputs and parameters.candidate_labels are required');
  const fits = scores(words, labels);
  const answer = labels.map((label, i) => ({ label, score: fits[i] ?? 0 }));
  return [200, answer.sort((a, b) => b.score - a.score)];
};

const embed = ({ inputs }: Fields): Answer => {
  const texts = (Array.isArray(inputs) ? inputs : [inputs]).filter((text) => typeof text === 'string');
  if (texts.length === 0) return refused(400, 'inputs are required');
  return [200, texts.map(vectorOf)];
};

/** Answers the one question that the service asks, in JSON: which intent of the list the sentence means. */
const converse = ({ messages }: Fields): Answer => {
  const asked = fieldsOf(parseJson(stringOf(fieldsOf(listOf(messages).at(-1)).content) ?? ''));
  const intents = listOf(asked.intents).filter(isFields);
  const sentence = stringOf(asked.sentence);
  if (!sentence || intents.length === 0) return refused(400, 'the last message must be {"intents":[…],"sentence":"…"}');
  const fits = scores(
    sentence,
    intents.map(({ means, examples }) => [means, ...listOf(examples)].join('，')),
  );
  const best = fits.indexOf(Math.max(...fits));
  const said = { intent: intents[best]?.name, confidence: Number((fits[best] ?? 0).toFixed(3)), slots: {} };
  const message = { role: 'assistant', content: JSON.stringify(said) };
  return [200, { object: 'chat.completion', model: MODEL, choices: [{ index: 0, message, finish_reason: 'stop' }] }];
};

/**
 * Models of text as Hugging Face's HTTP API has them: zero-shot classification, sentence vectors and a chat. None has learnt anything: they
 * compare characters, so that what is asked and answered can be seen.
 * @see https://huggingface.co/docs/inference-providers/tasks/zero-shot-classification
 */
export const createTextModels = (token: string) => {
  const routes: Readonly<Record<string, (asked: Fields) => Answer>> = {
    [`${MODELS_PATH}/${MODEL}`]: classify,
    [`${MODELS_PATH}/${MODEL}/pipeline/feature-extraction`]: embed,
    [CHAT_PATH]: converse,
  };
  return {
    /** The paths that are theirs. */
    paths: Object.keys(routes),
    answer: (ctx: Context, body: Buffer): void => {
      const allowed = sameSecret(ctx.get('authorization'), `Bearer ${token}`);
      const asked = fieldsOf(parseJson(body.toString('utf8')));
      const [status, answer] = allowed
        ? (routes[ctx.path]?.(asked) ?? refused(404, 'no such model'))
        : refused(401, 'Invalid credentials in Authorization header');
      ctx.status = status;
      ctx.body = answer;
      ctx.state.answer = answer;
    },
  };
};

export type TextModels = ReturnType<typeof createTextModels>;
