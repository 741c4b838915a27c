import type { Day } from '../../kernel/dates.js';
import type { SlotValues } from '../reply.js';
import type { Understanding, Understood } from '../understanding.js';
import { readAmount } from './amounts.js';
import { readApplicationNumber, readKind } from './applications.js';
import { type Classifier, trainClassifier } from './classifier.js';
import { readCommand, saysNo, saysYes } from './commands.js';
import { readDanger } from './danger.js';
import { readDate } from './days.js';
import { readHome } from './homes.js';
import { createMender } from './homophones.js';
import { matterOf } from './lexicon.js';
import { bare, normalise, saysNothing, withoutFiller } from './normalise.js';
import { readAccount, readTicketNumber } from './numbers.js';
import { asksAgain, readOrdinal } from './ordinals.js';
import { readPeriod } from './periods.js';
import { PICTURE } from './pictures.js';
import { readArea } from './places.js';
import { levelled, wishIn } from './plain.js';
import { byRule, isCourtesy } from './rules.js';
import { readTicketAct, readTicketTail } from './ticket-acts.js';

/** Sure enough to act. */
const ACT = 0.6;
/** A greeting costs nothing, and asking back whether it was one helps nobody. */
const GREETED = 0.3;
/** And ahead of the second by this much. */
const LEAD = 0.22;
/** Sure enough of a part of the sentence. */
const PART = 0.75;
/** A guess below this is not worth offering. */
const OFFER = 0.02;
/** Without a word of our trade, words are none of ours at this much of a doubt; with a word of another's, at that much. */
const OUTSIDE = 0.2;
const FOREIGN = 0.08;
const SURE = 0.9;
/** What a rule says is this sure. */
const RULED = 1;
/** Words of no trade, of which the examples know less than this share, mean nothing unless they are quite sure. */
const FAMILIAR = 0.4;
/** What is said without a word of the trade. */
const wordless: ReadonlySet<string> = new Set(['greet', 'help', 'human_agent', 'ticket_status']);
const OUT_OF_SCOPE = 'out_of_scope';
const GREET = 'greet';
/** Never a further wish, nor offered when it is unclear what was meant. */
const idle: ReadonlySet<string> = new Set([OUT_OF_SCOPE, GREET]);
/** Which of several homes is meant matters to these. */
const perHome: ReadonlySet<string> = new Set([
  'bill_query',
  'subscribe_bill',
  'unsubscribe_bill',
  'unbind_account',
  'pay_bill',
  'top_up',
]);
/** An amount of money is what these are about. */
const ofMoney: ReadonlySet<string> = new Set(['pay_bill', 'top_up']);
/** So is the kind of application here. */
const ofApplications: ReadonlySet<string> = new Set(['apply_service', 'application_status', 'process_guide']);

const unpaid = /欠|没交|未交|未缴|没缴|待缴|没有?交|还没付|没付|没有?结清/;
/** What a month is compared with is not the month that is asked for. */
const comparedWith =
  /(?:比|和|跟|同|较)(?:起)?(?:上上?个?月|上一?期|去年(?:同期|这时候|这个时候)?|前年|前几个月)(?:同期)?(?:相?比)?/g;
/** Asks for the reason of what was charged, with or without naming it. */
const why =
  /(?:为什么|为啥|为何|怎么|咋|凭什么|凭啥|做咩|点解|啥原因|什么原因).{0,10}(?:贵|高|涨|翻倍|翻番|(?:这|那|咁)么?(?:些)?多|多了|多出|多咗|不对|异常)|(?:太|这么|那么|好|咁)贵|贵了|贵咗|比.{0,8}(?:高|贵|多).{0,6}(?:怎么回事|为什么|为啥|原因|怎么搞)|(?:水费|账单|水钱|用水量?).{0,6}(?:偏高|太高|高了|太多|多了|[高多贵]得|翻了|涨了|不对|异常|离谱|吓人)|(?:怎么|咋|为啥|为什么).{0,4}(?:用|收|扣)了.{0,6}(?:\d|[一二两三四五六七八九十百]).{0,4}(?:块|元|吨|方)|解释.{0,6}(?:水费|账单)|^(?:我家)?水费高$|(?:高|多|贵|翻倍).{0,6}(?:怎么回事|怎么搞的|什么原因|啥原因)/;
/** A question that lives on what was said before; alone it is clear to no one. */
const bareWhy =
  /^(?:(?:这|那)?(?:是)?(?:为什么|为啥|怎么回事|咋回事|什么原因|啥原因)|怎么会这样|为什么(?:呢|啊|会这样))$/;
/** Words beyond this many are not read. */
const MOST = 300;

const slotsOf = (words: string, today: Day, areas: readonly string[], intent: string): SlotValues => {
  const plain = levelled(words);
  const period = readPeriod(plain.replace(comparedWith, ''), today);
  const date = readDate(plain, today);
  const account = readAccount(words) ?? (perHome.has(intent) ? readHome(words) : undefined);
  const area = readArea(words, areas);
  const act = intent === 'ticket_status' ? readTicketAct(words) : undefined;
  const tail = readTicketTail(words);
  const number = intent === 'application_status' ? readApplicationNumber(words) : readTicketNumber(words);
  const amount = ofMoney.has(intent) ? readAmount(plain) : undefined;
  const kind = ofApplications.has(intent) ? readKind(plain) : undefined;
  return {
    ...(period ? { period } : {}),
    ...(date ? { date } : {}),
    ...(account ? { account } : {}),
    ...(area ? { area } : {}),
    ...(number ? { number } : {}),
    ...(act ? { act } : {}),
    ...(tail ? { tail } : {}),
    ...(amount ? { amount } : {}),
    ...(kind ? { kind } : {}),
    ...(unpaid.test(plain) ? { unpaid: true } : {}),
    ...(intent === 'bill_query' && PICTURE.test(bare(plain)) ? { picture: true } : {}),
    ...(why.test(plain) || bareWhy.test(bare(plain)) ? { why: true } : {}),
  };
};

/** A place keeps the letters as they were typed: K32, not k32. */
const asSaid = (slots: SlotValues, text: string): SlotValues => {
  const { area } = slots;
  const at = typeof area === 'string' ? text.toLowerCase().indexOf(area) : -1;
  return typeof area === 'string' && at >= 0 ? { ...slots, area: text.slice(at, at + area.length) } : slots;
};

type Guess = Pick<Understood, 'intent' | 'confidence' | 'action' | 'alternatives'>;

type Ranked = ReturnType<Classifier['rank']>;

/** Said without a word of ours, and with words of another's, or likely enough none of ours. */
const strange = (wish: string, ranked: Ranked, classifier: Classifier): boolean => {
  const matter = matterOf(wish);
  if (matter === 'ours') return false;
  const { label = '', score = 0 } = ranked[0] ?? {};
  const outside = ranked.find((one) => one.label === OUT_OF_SCOPE)?.score ?? 0;
  if (matter === 'foreign') return score < SURE || outside >= FOREIGN;
  if (score < SURE && classifier.familiar(wish) < FAMILIAR) return true;
  return !wordless.has(label) && outside >= OUTSIDE;
};

const guess = (wish: string, classifier: Classifier): Guess => {
  const ruled = byRule(bare(wish)) ?? byRule(wish);
  const ranked = classifier.rank(wish);
  const [first, second] = ranked as [{ label: string; score: number }, { label: string; score: number }];
  const alternatives = ranked
    .filter(({ label, score }) => !idle.has(label) && score > OFFER)
    .slice(0, 4)
    .map(({ label }) => label);
  const intent = ruled ?? (strange(wish, ranked, classifier) ? OUT_OF_SCOPE : first.label);
  const confidence = ruled ? RULED : intent === first.label ? first.score : 1 - first.score;
  if (intent === OUT_OF_SCOPE) return { intent, confidence, action: 'out_of_scope', alternatives };
  const act = first.label === GREET ? GREETED : ACT;
  const sure = ruled !== undefined || (first.score >= act && first.score - second.score >= LEAD);
  return { intent, confidence, action: sure ? 'answer' : 'clarify', alternatives };
};

const breaks = /[,。;?!]\s*|\s{1,}(?=[^\d\s])/;
const turns =
  /[,。;?!]?\s*(?:另外|顺便|顺带|还有就是|对了|同时|还想|再(?=告诉|帮|查|看|问|给|说))|(?<=[吗没呢]|多少|几点)[,;]\s*(?=.{4})|\?\s*(?=.{4})/;

/** The parts that are sure of themselves, first words first. */
const sureParts = (parts: readonly string[], classifier: Classifier): Guess[] =>
  parts
    .map((part) => wishIn(part.trim()))
    .filter((part) => [...part].length >= 3)
    .map((part) => guess(part, classifier))
    .filter(({ intent, confidence, action }) => action === 'answer' && confidence >= PART && !idle.has(intent));

/** What the sentence asks first, and what else: split where it turns to another matter, and where the whole is unclear, at every stop. */
const readWish = (words: string, classifier: Classifier): Guess & { also: string[] } => {
  const wish = wishIn(words);
  const whole = guess(wish, classifier);
  const turned = wish.split(turns);
  const unclear = whole.action === 'clarify';
  const parts = turned.length > 1 ? turned : unclear ? wish.split(breaks) : [];
  const sure = parts.length > 1 ? sureParts(parts, classifier) : [];
  const distinct = sure.filter(({ intent }, i) => sure.findIndex((one) => one.intent === intent) === i);
  const [head, ...rest] = distinct;
  if (!head || (turned.length > 1 && rest.length === 0 && !unclear)) return { ...whole, also: [] };
  if (unclear && turned.length === 1 && rest.length > 0) return { ...whole, also: [] };
  return { ...head, also: rest.slice(0, 2).map(({ intent }) => intent) };
};

const hesitation = /^(?:那个|这个|就是说?|然后|嗯|呃|额|啊|哦|什么)+$/;
/** A number, a yes, a no or a why says nothing without a question; only courtesy and what a rule knows stand for themselves. */
const isAnswer = (words: string, yesOrNo: boolean, { intent, confidence }: Guess): boolean =>
  confidence !== RULED &&
  (!/\p{L}/u.test(words) || hesitation.test(bare(words)) || bareWhy.test(bare(words)) || (yesOrNo && intent !== GREET));

/** What marks, emoji and blanks alone amount to. */
const nothing = (normalised: string): Understood => ({
  text: normalised,
  intent: OUT_OF_SCOPE,
  confidence: 0,
  action: 'out_of_scope',
  slots: {},
  alternatives: [],
  also: [],
  empty: true,
});

type Flags = Pick<Understood, 'command' | 'yes' | 'no' | 'danger' | 'ordinal' | 'again'>;

const flagsOf = (words: string): Flags => {
  const command = readCommand(words);
  const danger = readDanger(words);
  const ordinal = readOrdinal(words);
  return {
    ...(command ? { command } : {}),
    ...(danger ? { danger } : {}),
    ...(ordinal === undefined ? {} : { ordinal }),
    ...(asksAgain(words) ? { again: true } : {}),
    ...(saysYes(words) ? { yes: true } : {}),
    ...(saysNo(words) ? { no: true } : {}),
  };
};

/** What a whole utterance means that needs no reading: the bare name of a place, or thanks. */
const plainlyMeant = (words: string, areas: readonly string[]): string | undefined =>
  areas.includes(words) ? 'outage_lookup' : isCourtesy(words) ? 'greet' : undefined;

/**
 * What residents' words mean: rules for the unmistakable, then a classifier learnt from the examples. Pure, no network.
 * @param examples sentences by intent name, as residents write them
 */
export const createUnderstanding = ({
  examples,
}: {
  examples: Readonly<Record<string, readonly string[]>>;
}): Understanding => {
  const learnt = Object.fromEntries(
    Object.entries(examples).map(([intent, lines]) => [intent, lines.map((line) => wishIn(levelled(normalise(line))))]),
  );
  const classifier = trainClassifier(learnt);
  const { [OUT_OF_SCOPE]: others = [], ...ours } = learnt;
  const mended = createMender(Object.values(ours).flat(), others);
  return {
    normalise,
    understand: (text, { today, areas }) => {
      const normalised = normalise(text);
      const words = withoutFiller(normalised).slice(0, MOST);
      if (saysNothing(words)) return nothing(normalised);
      const flags = flagsOf(words);
      const meant = plainlyMeant(bare(words), areas);
      const wish = meant
        ? { ...guess(words, classifier), intent: meant, confidence: RULED, action: 'answer' as const, also: [] }
        : readWish(mended(levelled(words)), classifier);
      return {
        text: normalised,
        ...wish,
        ...(isAnswer(words, flags.yes ?? flags.no ?? false, wish) ? { action: 'clarify' as const } : {}),
        slots: asSaid(slotsOf(words, today, areas, wish.intent), text),
        ...flags,
      };
    },
  };
};
