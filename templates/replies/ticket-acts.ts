import { choice, choices, type Reply, text } from '../../src/conversation/reply.js';
import type { Added, Ticket } from '../../src/domain/tickets/door.js';
import { clockTime, moment, nearMoment, quoted, short } from '../format.js';
import { MOST_PHOTOS, named } from './complaint.js';

/** A list on a small screen. */
export const MOST_LISTED = 6;

export const noneYet: Reply = text('您还没有登记过投诉。要投诉，回复“投诉”');

const asks = {
  urge: '催哪一个？',
  reopen: '哪一个没解决？',
  solved: '哪一个解决了？',
  withdraw: '撤回哪一个？',
} as const;

/** Which of several; a tap, a number or its last digits answer. */
export const which = (act: keyof typeof asks, tickets: readonly Ticket[]): Reply =>
  choices(
    asks[act],
    tickets
      .slice(0, MOST_LISTED)
      .map((ticket) => choice(named(ticket), { intent: 'ticket_status', slots: { number: ticket.number, act } })),
    tickets.length > MOST_LISTED ? '更早的请发单号' : undefined,
  );

const lastAnswer = ({ lines }: Ticket) => lines.findLast(({ from, toResident }) => from === 'clerk' && toResident);

/** Until when, or what was said, or that it is late: only what is so. */
const standing = (ticket: Ticket, hotline: string, now: Date): string => {
  const answer = ticket.answeredAt && lastAnswer(ticket);
  if (answer) return `${nearMoment(answer.at, now)} 客服答复过：${short(answer.text, 40)}`;
  return ticket.late
    ? `原定 ${moment(ticket.dueAt)} 前答复，已经超时。等不及回复“人工”，或打 ${hotline}`
    : `${moment(ticket.dueAt)} 前答复您；等不及打 ${hotline}`;
};

export const urged = (ticket: Ticket, hotline: string, now: Date): Reply => {
  const days = ticket.urged?.days ?? 1;
  const done = days > 1 ? `又记了一次催办（第 ${days} 天）` : '已催办';
  const seen = ticket.clerk ? '经手的客服看得到，单子排到了最前面' : '单子排到了客服的最前面';
  return text(`${done}：${named(ticket)}\n${seen}。\n${standing(ticket, hotline, now)}`);
};

export const urgedToday = (ticket: Ticket, hotline: string, now: Date): Reply => {
  const at = ticket.urged ? `今天 ${clockTime(ticket.urged.at)} ` : '今天';
  const still = ticket.answeredAt ? '客服看过了' : '还排在最前面';
  return text(`${at}已经替您催过，${still}。\n${standing(ticket, hotline, now)}`);
};

/** Asked to hurry what is over. */
export const overAlready = (ticket: Ticket, now: Date): Reply => {
  const answer = lastAnswer(ticket);
  return choices(
    `${named(ticket)} 已经办完了。${answer ? `\n${nearMoment(answer.at, now)} 客服答复：${short(answer.text, 60)}` : ''}\n解决了吗？`,
    [
      choice('解决了', { intent: 'ticket_status', slots: { number: ticket.number, act: 'solved' } }),
      choice('没解决', { intent: 'ticket_status', slots: { number: ticket.number, act: 'reopen' } }),
    ],
  );
};

export const reopened = ({ number, dueAt }: Ticket): Reply =>
  text(`已重新打开，还是单号 ${number}，${moment(dueAt)} 前再答复您。\n哪里没好，回复“补充”加内容，或直接发照片`);

export const openAgain = ({ number, dueAt, answeredAt }: Ticket): Reply =>
  text(`${number} 已经重新打开，${answeredAt ? '客服正在办' : `${moment(dueAt)} 前答复您`}。着急回复“催一下”`);

export const tooLate = ({ number }: Ticket): Reply =>
  choices(`${number} 办完超过 15 天，不能再打开。另登记一个，会注明接着这个办：`, [
    choice('另登记', { intent: 'complaint', slots: { follows: number } }, 'yes'),
    choice('不用了', { command: 'cancel' }, 'no'),
  ]);

export const solved = ({ number }: Ticket): Reply => text(`好，记下了：${number} 已解决`);
export const reallyWithdraw = (ticket: Ticket): Reply =>
  choices(`要撤回 ${named(ticket)} 吗？撤回后就不再处理了`, [
    choice('撤回', { intent: 'ticket_status', slots: { number: ticket.number, act: 'withdraw', sure: true } }, 'yes'),
    choice('不撤回', { command: 'cancel' }, 'no'),
  ]);
export const withdrawn = (ticket: Ticket): Reply =>
  text(`撤回好了：${named(ticket)}\n又需要了，15 天内回复“没解决”，我重新打开它`);
export const stillOpen = ({ number, dueAt }: Ticket): Reply =>
  text(`${number} 还在办，${moment(dueAt)} 前答复您。没问题了，客服会来办结`);
export const gladly: Reply = text('好。有事直接说');

interface What {
  text?: string | undefined;
  photos?: number;
  voice?: boolean;
  place?: boolean;
}

const listed = ({ text: words, photos = 0, voice, place }: What): string =>
  [
    ...(words ? [`“${quoted(words, 20)}”`] : []),
    ...(photos > 0 ? [`照片 ${photos} 张`] : []),
    ...(voice ? ['语音 1 段'] : []),
    ...(place ? ['位置'] : []),
  ].join('、');

/** What became of an addition; `what` was sent. */
export const added = (outcome: Added, what: What): Reply => {
  switch (outcome.kind) {
    case 'added':
      return text(`已补充到 ${named(outcome.ticket)}：${listed(what)}。\n还要补充，接着发或回复“补充”`);
    case 'full':
      return text(
        `${outcome.ticket.number} 已有 ${outcome.ticket.media.filter(({ kind }) => kind === 'photo').length} 张照片，最多 ${MOST_PHOTOS} 张，这次的没有收。\n还可以用文字补充：回复“补充”加内容`,
      );
    case 'over':
      return text(`${outcome.ticket.number} 已经办完了。没解决就回复“没解决”，我重新打开它`);
    case 'unknown':
      return noneYet;
  }
};

/** A photo, or a voice that says nothing we know, of one who has open tickets. */
export const addWhere = (
  { photo, voice }: { photo?: string; voice?: { mediaId: string; transcript: string } },
  tickets: readonly Ticket[],
): Reply => {
  const sent = { ...(photo ? { photo } : {}), ...(voice ? { voice } : {}) };
  const to = tickets
    .slice(0, 3)
    .map((ticket) =>
      choice(`补充到 ${named(ticket)}`, { intent: 'sent_media', slots: { ...sent, number: ticket.number } }),
    );
  return photo
    ? choices('收到照片。您是想：', [
        ...to,
        choice('另外投诉，附上这张', { intent: 'complaint', slots: { photos: [photo] } }),
        choice('不用了', { command: 'cancel' }),
      ])
    : choices('没听明白，您是想：', [
        ...to,
        choice('看能办什么', { command: 'help' }),
        choice('人工', { command: 'human' }),
      ]);
};
