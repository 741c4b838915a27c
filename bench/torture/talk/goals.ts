import type { Act, Customer, Driver } from '../../site/driver.js';
import type { Chance } from '../chance.js';
import { type Goal, typed } from './pursue.js';
import type { Talker } from './talker.js';
import { type Filing, filedIn, filingIn, type Told } from './told.js';

/** One resident of the trial. */
export interface Self {
  talker: Talker;
  /** Hers alone; one without lives without a bound home. */
  customer: Customer | undefined;
  told: Told;
  chance: Chance;
  /** Her phone. */
  code: Driver['code'];
  violate(what: string): void;
}

const HELP = typed('帮助');
const isPassword = ({ customer }: Self, act: Act): boolean => act.content === customer?.password;

/** Asks where she is rather than give an answer twice. */
const askWhere = (act: Act, opening: Act): Act => (act === opening ? opening : HELP);

const bindReact = (self: Self, customer: Customer, byPassword: boolean): Goal['react'] => {
  const { told, violate } = self;
  let chose = false;
  return async (words, act) => {
    if (/绑好了|已经绑过了/.test(words)) {
      told.bound = true;
      return 'done';
    }
    if (/验证码已发到/.test(words)) told.codeTold = true;
    // the service asks for another proof, and sends it unasked
    if (/重新验证一次/.test(words)) told.codesAsked += 1;
    if (/次数用完了/.test(words)) return 'done';
    if (/绑定前请您知道|同意了才能绑定/.test(words)) return typed('同意');
    if (/发户主姓名/.test(words)) return typed(customer.holder);
    if (/查询密码（6位）|查询密码是6位/.test(words)) {
      told.passwords += 1;
      return typed(customer.password);
    }
    chose ||= /用户主姓名和查询密码来绑/.test(words);
    if (/发8位户号|户号是8位数字|发不了验证码/.test(words)) {
      if (byPassword && !chose) return typed('换号');
      if (!byPassword) told.codesAsked += 1;
      return typed(customer.account);
    }
    if (/验证码过期/.test(words)) {
      told.codesAsked += 1;
      return typed('重发');
    }
    if (!/验证码|刚才已发到/.test(words)) return undefined;
    if (byPassword) return typed('换号');
    const code = await self.code(customer.mobile);
    if (/验证码不对/.test(words) && act.content === code) violate('the code on her phone was called wrong');
    return typed(code);
  };
};

/** Binds by code, or by name and password. */
export const bind = (self: Self, customer: Customer, byPassword: boolean): Goal => {
  const opening = typed(byPassword ? '绑定' : `绑定户号 ${customer.account}`);
  if (!byPassword) self.told.codesAsked += 1;
  const react = bindReact(self, customer, byPassword);
  return {
    name: 'binding',
    opening,
    unsure: (act) => {
      if (act === opening && !byPassword) self.told.codesAsked += 1;
      return askWhere(act, opening);
    },
    react: async (words, act) => {
      const next = await react(words, act);
      if (next === undefined && !byPassword) self.told.codesAsked += 1;
      return next;
    },
  };
};

/** Her last bill, with the tons that it must say. */
export const seeBill = ({ violate }: Self, customer: Customer): Goal => ({
  name: 'the bill',
  opening: typed('上个月水费多少'),
  react: (words) => {
    if (/先绑定/.test(words)) violate('she was told to be bound, and is asked to bind');
    if (!/2026年10月（/.test(words)) return /先绑定/.test(words) ? 'done' : undefined;
    if (!words.includes(`${customer.bills.at(-1)?.usage} 吨`)) violate(`a bill that is not hers: ${words}`);
    return 'done';
  },
});

export const subscribe = ({ told, violate }: Self): Goal => ({
  name: 'subscribing',
  opening: typed('订阅'),
  react: (words) => {
    if (told.subscribed && /订好了/.test(words)) violate('she was told to be subscribed, and was not');
    if (/先绑定/.test(words)) violate('she was told to be bound, and is asked to bind');
    if (!/订好了|已经订着了|先绑定/.test(words)) return undefined;
    told.subscribed = true;
    return 'done';
  },
});

/** Whether what she was told to be bound is bound, and nothing else. */
export const seeHomes = ({ told, customer, violate }: Self): Goal => ({
  name: 'her homes',
  opening: typed('我的户号'),
  react: (words) => {
    const count = Number(/您绑了 (\d+) 处/.exec(words)?.[1] ?? 0);
    if (!/您绑了|还没有绑定/.test(words)) return undefined;
    if (count !== (told.bound ? 1 : 0)) violate(`she is told of ${count} homes and was told bound: ${told.bound}`);
    if (told.bound && !words.includes(`尾号${customer?.account.slice(-4)}`)) violate('a home that is not hers');
    return 'done';
  },
});

export const unbind = (self: Self): Goal => ({
  name: 'unbinding',
  opening: typed('解绑'),
  unsure: (act) => (isPassword(self, act) ? HELP : act),
  react: (words) => {
    const { told, customer } = self;
    if (/解绑好了|还没有绑定户号|您没有绑这一处/.test(words)) {
      told.bound = false;
      told.subscribed = false;
      return 'done';
    }
    if (/次数用完了/.test(words)) return 'done';
    if (/查询密码/.test(words)) {
      told.passwords += 1;
      return typed(customer?.password ?? '');
    }
    return /要解绑/.test(words) ? typed('解绑') : undefined;
  },
});

/** A question of everybody's. */
export const seeOutages = (): Goal => ({
  name: 'outages',
  opening: typed('停水通知'),
  react: (words) => (/处停水|停水公告|有影响/.test(words) ? 'done' : undefined),
});

const matters = [
  '的井盖松动有响声',
  '半夜施工吵得睡不着',
  '抄表的人从来不上门',
  '水压太小洗不了澡',
  '维修师傅约好了不来',
];

/** A complaint with what came along, submitted once; when she is not sure that it was, she asks for its progress first. */
export const complain = (self: Self, number: number): Goal => {
  const { told, chance, violate } = self;
  const mark = `第${number}号门口`;
  const text = `${mark}${matters[number % matters.length]}`;
  const photos = chance.below(3);
  const speaks = chance.below(2) === 0;
  const opening = typed('我要投诉');
  const submit = typed('提交');
  const progress = typed('进度');
  let shown: Filing | undefined;
  let sent = 0;
  told.marks.add(mark);
  const filed = (ticket: string): 'done' => {
    const filing = shown ?? { mark, photos: 0, voice: false, place: false };
    if (!shown) violate(`${ticket} was filed and never shown to her`);
    told.tickets.set(ticket, filing);
    return 'done';
  };
  return {
    name: 'a complaint',
    opening,
    unsure: (act) => (act === submit ? progress : act),
    react: (words, act) => {
      const ticket = filedIn(words);
      if (ticket) return filed(ticket);
      if (act === progress) {
        const known = new RegExp(`(TS\\d{11,12})[^\\n]*${mark}`).exec(words)?.[1];
        if (known) return filed(known);
      }
      const filing = filingIn(words, mark);
      if (filing) {
        shown = filing;
        return submit;
      }
      // an opening that was sent again has become her words
      if (/投诉内容：/.test(words)) return typed('取消');
      if (/另登记/.test(words)) return typed('不是，另登记');
      if (/请说一下是什么事/.test(words)) {
        sent += 1;
        if (sent <= photos) return { type: 'image' };
        return speaks ? { type: 'voice', text } : typed(text);
      }
      if (/在什么地方/.test(words))
        return { type: 'location', latitude: 30.56, longitude: 114.29, label: `滨河路${number}号` };
      // she has seen it complete: it may be filed already, so she asks before she begins anew
      return shown && act !== progress ? progress : undefined;
    },
  };
};

/** The ticket that she was told last. */
export const seeProgress = ({ told, violate }: Self): Goal => {
  const [number = ''] = [...told.tickets.keys()].slice(-1);
  return {
    name: 'progress',
    opening: typed(number),
    react: (words) => {
      if (words.includes('您名下没有')) violate(`${number} was told to her, and is not hers`);
      return words.includes(number) ? 'done' : undefined;
    },
  };
};
