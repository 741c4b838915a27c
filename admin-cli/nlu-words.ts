/** How words were understood, in the words of staff. */
import type { OutOf, routes } from '../src/admin-api/contract.js';

type Explanation = OutOf<typeof routes.nluExplain>;

/** Why it was acted on, asked back or turned away. `likelihood` and `lead` in percent. */
export const whyWords: Readonly<
  Record<Explanation['why'], (numbers: { act: string; lead: string; rule?: string }) => string>
> = {
  rule: ({ rule }) => `有明确的说法${rule ? `“${rule}”` : ''}，按规则定的`,
  sure: ({ act, lead }) => `把握够高（至少 ${act}），也比第二名高出 ${lead} 以上`,
  place: () => '整句就是一个停水公告里的地名',
  courtesy: () => '整句是客气话',
  unsure: ({ act }) => `把握不到 ${act}，先问清楚`,
  close: ({ lead }) => `和第二名只差不到 ${lead}，先问清楚`,
  answer: () => '像是在回答一个问题，可现在没有问题在等他',
  empty: () => '没有字，只有标点、表情或空格',
  stranger: () => '最像不归我们管的话',
  foreign: () => '有别的行业的词，没有我们的词',
  unfamiliar: () => '和教过的句子都不像',
  outside: () => '没有我们的词，又有几分像不归我们管的话',
};

export const actions: Readonly<Record<Explanation['action'], (title: string) => string>> = {
  answer: (title) => `照“${title}”办`,
  clarify: (title) => `拿不准，会反问（最像“${title}”）`,
  out_of_scope: () => '当作不归我们管：认得是哪一行就婉拒，不然先查知识库，再反问',
};

export const commandNames: Readonly<Record<string, string>> = {
  cancel: '取消',
  back: '返回',
  help: '帮助',
  human: '人工',
  more: '更多',
  slow: '慢一点',
  usual: '恢复',
};

export const dangerWords = '先按险情提醒客户注意安全';

export const replacements: Readonly<Record<Explanation['replaced'][number]['how'], string>> = {
  letters: '拼音、英文',
  slip: '错字',
  dialect: '方言',
  homophone: '同音字',
  courtesy: '客气话',
  denied: '说了不要的',
};

export const slotNames: Readonly<Record<string, string>> = {
  period: '月份',
  account: '户号',
  unpaid: '只看欠费',
  area: '地点',
  date: '日期',
  kind: '业务',
  amount: '金额（元）',
  number: '单号',
  tail: '单号尾号',
  act: '对工单做什么',
  picture: '要图',
  why: '问原因',
};

/** Concepts of the trade; one that is not here is shown by its name. */
export const conceptNames: Readonly<Record<string, string>> = {
  water: '水',
  bill: '账单',
  usage: '用水量',
  howmuch: '多少钱',
  owe: '欠费',
  pay: '交费',
  topup: '充值',
  debit: '代扣',
  balance: '余额',
  bind: '绑定',
  unbind: '解绑',
  listing: '哪些',
  naming: '起名',
  subscribe: '订阅',
  stop: '停掉',
  outage: '停水',
  when: '什么时候',
  soon: '近日',
  complain: '投诉',
  distrust: '不信',
  works: '施工',
  cover: '井盖',
  leak: '漏水',
  broken: '坏了',
  repair: '维修',
  progress: '进展',
  ticket: '工单',
  applied: '已申请',
  apply: '申请',
  procedure: '手续',
  service: '业务',
  verify: '验表',
  staff: '客服',
  phone_line: '电话',
  greet: '招呼',
  thanks: '谢',
  help: '会什么',
  price: '水价',
  tier: '阶梯',
  tons: '吨数',
  sector: '用水类别',
  place: '网点',
  quality: '水质',
  pressure: '水压',
  floor: '楼层',
  news: '新闻',
  survey: '评价',
  meter: '水表',
  reading: '读数',
  invoice: '发票',
  late: '违约金',
  relief: '减免',
  frost: '防冻',
  valve: '阀门管道',
  purifier: '净水',
  electric: '电',
  gas: '燃气',
  phone: '通信',
  chat: '闲聊',
  inject: '套话',
  other: '别的行业',
};

export const reviewReasons = {
  asked_back: '反问过',
  handed_over: '最后找了人工',
  corrected: '客户说听错了',
  refused: '婉拒后又说',
} as const;
export const reviewStates = { open: '还没处理', labelled: '已标', skipped: '已跳过' } as const;
