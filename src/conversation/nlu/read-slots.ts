import type { SlotValues } from '../reply.js';
import type { Context } from '../understanding.js';
import { readAmount } from './amounts.js';
import { readApplicationNumber, readKind } from './applications.js';
import { readDate } from './days.js';
import { readHome } from './homes.js';
import { bare } from './normalise.js';
import { readAccount, readTicketNumber } from './numbers.js';
import { readPeriod } from './periods.js';
import { PICTURE } from './pictures.js';
import { readArea } from './places.js';
import { levelled } from './plain.js';
import { readTicketAct, readTicketTail } from './ticket-acts.js';

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
/** No question of that kind is without one of these: they are looked for first, as that is quick. */
const charged = /[贵高涨翻多异离吓块元吨方]|不对|解释/;
/** A question that lives on what was said before; alone it is clear to no one. */
const bareWhy =
  /^(?:(?:这|那)?(?:是)?(?:为什么|为啥|怎么回事|咋回事|什么原因|啥原因)|怎么会这样|为什么(?:呢|啊|会这样))$/;
/** Asks why, and nothing else. */
export const asksBareWhy = (words: string): boolean => bareWhy.test(bare(words));

/** What the words name: of what is asked, and as far as the intent is about it. `words` are normalised, `plain` levelled besides. */
export const readSlots = (
  words: string,
  { today, areas }: Context,
  intent: string,
  plain: string = levelled(words),
): SlotValues => {
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
    ...((charged.test(plain) && why.test(plain)) || asksBareWhy(plain) ? { why: true } : {}),
  };
};

/** A place keeps the letters as they were typed: K32, not k32. */
export const asSaid = (slots: SlotValues, text: string): SlotValues => {
  const { area } = slots;
  const at = typeof area === 'string' ? text.toLowerCase().indexOf(area) : -1;
  return typeof area === 'string' && at >= 0 ? { ...slots, area: text.slice(at, at + area.length) } : slots;
};
