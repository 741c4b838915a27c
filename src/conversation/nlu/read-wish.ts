import type { Understood, Why } from '../understanding.js';
import type { Classifier } from './classifier.js';
import { matterOf } from './lexicon.js';
import { wishIn } from './plain.js';
import { ruleFor } from './rules.js';

/** Sure enough to act. */
const ACT = 0.65;
/** A greeting costs nothing, and asking back whether it was one helps nobody. */
const GREETED = 0.3;
/** And ahead of the second by this much. */
const LEAD = 0.25;
/** Sure enough of a part of the sentence. */
const PART = 0.75;
/** A guess below this is not worth offering. */
const OFFER = 0.02;
/** Without a word of our trade, words are none of ours at this much of a doubt; with a word of another's, at that much. */
const OUTSIDE = 0.2;
const FOREIGN = 0.08;
const SURE = 0.9;
/** What a rule says is this sure. */
export const RULED = 1;
/** Words of no trade, of which the examples know less than this share, mean nothing unless they are quite sure. */
const FAMILIAR = 0.4;
/** What is said without a word of the trade. */
const wordless: ReadonlySet<string> = new Set(['greet', 'help', 'human_agent', 'ticket_status']);
export const OUT_OF_SCOPE = 'out_of_scope';
export const GREET = 'greet';
/** Never a further wish, nor offered when it is unclear what was meant. */
const idle: ReadonlySet<string> = new Set([OUT_OF_SCOPE, GREET]);

/** What decides between acting and asking back: a likelihood, and a lead; 0 to 1. */
export const thresholds = { act: ACT, lead: LEAD };

/** What words were taken for, and why. */
export interface Judgement extends Pick<Understood, 'intent' | 'confidence' | 'action' | 'alternatives'> {
  words: string;
  why: Why;
  /** Highest first. */
  ranked: ReturnType<Classifier['rank']>;
}

/** Said without a word of ours, and with words of another's, or likely enough none of ours: why so, else undefined. */
const strange = (wish: string, ranked: Judgement['ranked'], classifier: Classifier): Why | undefined => {
  const matter = matterOf(wish);
  if (matter === 'ours') return undefined;
  const { label = '', score = 0 } = ranked[0] ?? {};
  const outside = ranked.find((one) => one.label === OUT_OF_SCOPE)?.score ?? 0;
  if (matter === 'foreign') return score < SURE || outside >= FOREIGN ? 'foreign' : undefined;
  if (score < SURE && classifier.familiar(wish) < FAMILIAR) return 'unfamiliar';
  return !wordless.has(label) && outside >= OUTSIDE ? 'outside' : undefined;
};

/** What one wish means: by a rule, else by likelihood. @param rule the one that the wish is about, where it is known */
export const judge = (wish: string, classifier: Classifier, rule = ruleFor(wish)): Judgement => {
  const ruled = rule?.[0];
  const ranked = classifier.rank(wish);
  const [first, second] = ranked as [{ label: string; score: number }, { label: string; score: number }];
  const alternatives = ranked
    .filter(({ label, score }) => !idle.has(label) && score > OFFER)
    .slice(0, 4)
    .map(({ label }) => label);
  const none = ruled ? undefined : strange(wish, ranked, classifier);
  const intent = ruled ?? (none ? OUT_OF_SCOPE : first.label);
  const confidence = ruled ? RULED : intent === first.label ? first.score : 1 - first.score;
  const of = { words: wish, intent, confidence, alternatives, ranked };
  if (intent === OUT_OF_SCOPE) return { ...of, action: 'out_of_scope', why: ruled ? 'rule' : (none ?? 'stranger') };
  if (ruled) return { ...of, action: 'answer', why: 'rule' };
  if (first.score < (first.label === GREET ? GREETED : ACT)) return { ...of, action: 'clarify', why: 'unsure' };
  const ahead = first.score - second.score >= LEAD;
  return { ...of, action: ahead ? 'answer' : 'clarify', why: ahead ? 'sure' : 'close' };
};

const breaks = /[,。;?!]\s*|\s{1,}(?=[^\d\s])/;
const turns =
  /[,。;?!]?\s*(?:另外|顺便|顺带|还有就是|(?<=[,。;?!]\s*)还有(?!多|几|没|什么|谁|哪|啥|人|水)(?=.{4})|对了|同时|还想|再(?=告诉|帮|查|看|问|给|说|订|绑|报|投诉|催))|(?<=[吗没呢]|多少|几点)[,;]\s*(?=.{4})|\?\s*(?=.{4})/;

/** The parts that are sure of themselves, first words first. */
const sureParts = (parts: readonly string[], classifier: Classifier): Judgement[] =>
  parts
    .map((part) => wishIn(part.trim()))
    .filter((part) => [...part].length >= 3)
    .map((part) => judge(part, classifier))
    .filter(({ intent, confidence, action }) => action === 'answer' && confidence >= PART && !idle.has(intent));

/** What decided, and the further wishes of the sentence, first words first. */
export interface Wish {
  decided: Judgement;
  also: readonly Judgement[];
}

/** What the sentence asks first, and what else: split where it turns to another matter, and where the whole is unclear, at every stop. */
export const readWish = (wish: string, classifier: Classifier, rule = ruleFor(wish)): Wish => {
  const whole = judge(wish, classifier, rule);
  const turned = wish.split(turns);
  const unclear = whole.action === 'clarify';
  const parts = turned.length > 1 ? turned : unclear ? wish.split(breaks) : [];
  const sure = parts.length > 1 ? sureParts(parts, classifier) : [];
  const distinct = sure.filter(({ intent }, i) => sure.findIndex((one) => one.intent === intent) === i);
  const [head, ...rest] = distinct;
  if (!head || (turned.length > 1 && rest.length === 0 && !unclear)) return { decided: whole, also: [] };
  if (unclear && turned.length === 1 && rest.length > 0) return { decided: whole, also: [] };
  return { decided: head, also: rest.slice(0, 2) };
};
