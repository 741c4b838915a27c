import { choice, choices, type Reply, text } from '../../src/conversation/reply.js';
import type { Home } from '../../src/domain/customers/door.js';
import type { Ticket } from '../../src/domain/tickets/door.js';
import type { DailySpan } from '../../src/kernel/daily.js';
import { dayOf } from '../../src/kernel/dates.js';
import { fullDay } from '../format.js';
import { named, states } from './complaint.js';
import { hours } from './subscription.js';

/** What goes and what stays, before anything is asked. */
export const whatGoes: Reply = text(
  '会删掉：绑定、订阅、聊天、照片语音，找不回来。\n按规定留下：水费账单、投诉记录和没办完的单子，不再连着您的微信。',
);

export const codeSent = ({ mobile, validSeconds }: { mobile: string; validSeconds: number }): Reply =>
  text(
    `先核对是您本人：验证码已发到 ${mobile}，${Math.round(validSeconds / 60)}分钟内有效，请直接回复6位数字。\n没收到回复“重发”`,
  );
export const enterCode: Reply = text('请回复6位验证码，不办了回复“取消”');
export const notSent: Reply = text('短信没发出去，不是您的问题，也没有算次数。过几分钟再试，或回复“人工”');
export const notYourMobile: Reply = text('这个手机号不用了，请户主带身份证到营业厅办。不办了回复“取消”');
export const bindingChanged: Reply = text('刚才绑的户号变了，这次没有办。请再说一遍要办的事');

/** @param guests whom the resident let in, and who end with her */
export const reallyErase = (homes: number, guests: number): Reply =>
  choices(
    [
      ...(homes > 0 ? [`您绑的 ${homes} 处马上解绑，账单不再发。`] : []),
      ...(guests > 0 ? [`您允许的 ${guests} 个微信也一起停。`] : []),
      '真的要删除吗？',
    ].join('\n'),
    [choice('删除', { answer: true }, 'yes'), choice('不删了', { answer: false }, 'no')],
  );
export const notErased: Reply = text('好，什么都没删。');
export const erasing = (homes: number): Reply =>
  text(`好，开始删了${homes > 0 ? `：${homes} 处已解绑，账单不再发` : ''}。\n其余的一天之内删完，删好了告诉您`);
/** The last words, after which nothing of the resident is kept. */
export const erased = '您的数据删好了。再要用，回复“绑定”';

const MOST_HOMES = 4;
const MOST_TICKETS = 3;

const homeLines = (homes: readonly Home[]): string[] =>
  homes.length === 0
    ? ['没有绑户号']
    : [
        `绑了 ${homes.length} 处：`,
        ...homes.slice(0, MOST_HOMES).map((home) => `${home.label}·尾号${home.tail} ${home.holder}，${home.address}`),
        ...(homes.length > MOST_HOMES ? ['其余的回复“我的户号”看'] : []),
      ];

const ticketLines = (tickets: readonly Ticket[], more: boolean): string[] =>
  tickets.length === 0
    ? ['没有登记过投诉']
    : [
        `登记过 ${tickets.length}${more ? ' 个以上的' : ' 个'}单子：`,
        ...tickets.slice(0, MOST_TICKETS).map((ticket) => `${named(ticket)}（${states[ticket.state]}）`),
        ...(tickets.length > MOST_TICKETS ? ['其余的回复“进度”看'] : []),
      ];

/** All that is kept of a resident, in short. */
export const ownData = (data: {
  homes: readonly Home[];
  subscribed: readonly Home[];
  quiet: DailySpan | undefined;
  consent?: { version: string; at?: Date };
  tickets: readonly Ticket[];
  /** There are more than these. */
  moreTickets: boolean;
  /** Conversations with clerks that are kept. */
  talks: number;
}): Reply => {
  const { homes, subscribed, quiet, consent, tickets, moreTickets, talks } = data;
  const agreed = consent
    ? `隐私说明（${consent.version}版）：${consent.at ? `${fullDay(dayOf(consent.at))}同意` : '同意过'}`
    : '隐私说明：没有同意过';
  return text(
    [
      ...homeLines(homes),
      `账单订着：${subscribed.length > 0 ? subscribed.map(({ label }) => label).join('、') : '没有'}；免打扰：${quiet ? hours(quiet) : '没有'}`,
      agreed,
      ...ticketLines(tickets, moreTickets),
      ...(talks > 0 ? [`和人工客服说过 ${talks} 次话，半年后删掉`] : []),
      '',
      '自动删的：停聊 4 天后的聊天，30 天的语音，180 天的语音文字；单子里的照片语音跟着单子留。\n要纸质的，户主带身份证到营业厅；要删，回复“删除我的数据”',
    ].join('\n'),
  );
};
