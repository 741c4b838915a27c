import { type Reply, text } from '../../src/conversation/reply.js';
import type { DeskNote, DeskQueue, DeskTalk } from '../../src/domain/desk/door.js';
import { moment, short } from '../format.js';

const BACK = '要回到机器人，发“结束人工”';

const place = ({ ahead, minutes }: DeskQueue): string =>
  `${ahead === 0 ? '您是下一位' : `前面 ${ahead} 位`}${minutes === undefined ? '' : `，大约等 ${minutes} 分钟`}`;

export const handedOver = (queue: DeskQueue): Reply =>
  text(`已转人工，${place(queue)}。有什么事可以先写下来。\n${BACK}`);

export const nowServed = (): Reply => text(`客服正在接待您，直接说就行。\n${BACK}`);

export const yourTurn = (queue: DeskQueue): Reply => text(`${place(queue)}，请再等等。\n${BACK}`);

/** Below what the bot looked up meanwhile. */
export const stillInLine = (queue: DeskQueue): Reply => text(`人工还在排：${place(queue)}`);

/** The first words of one who waits are acknowledged once; the next ones need no answer. */
export const gotIt = (queue: DeskQueue): Reply => text(`收到，客服接了就能看到。${place(queue)}`);

export const silence: Reply = text('');

export const backToBot = (): Reply => text('好，人工结束了，现在是机器人回答您。要办什么直接说');

export const stoppedWaiting = (): Reply => text('好，不等人工了。要办什么直接说');

export const passedOn = (): Reply => text('这句给客服了。要结束人工，发“结束人工”');

export const notNow = (queue?: DeskQueue): Reply =>
  text(`${queue ? `正在等人工，${place(queue)}` : '客服正在接待您'}。\n要用菜单和选项，先发“结束人工”`);

export const full = (): Reply => text('这次说得太多，这句没记下。先发“结束人工”，再发“人工”重新开始');

/** What a resident is told of the conversation outside a turn. */
export const deskNote = (note: DeskNote): string => {
  switch (note.kind) {
    case 'said':
      return `客服：${note.text}`;
    case 'ended':
      return '人工结束了，现在是机器人回答您。还要找人，发“人工”';
    case 'idle':
      return '您有一会儿没回，人工先结束了。还要找人，发“人工”';
    case 'requeued':
      return `刚才的客服离开了，已经给您重新排上，不用再说一遍。\n${BACK}`;
    case 'ticketed': {
      const { number, dueAt } = note.ticket;
      const why = note.unserved ? '人工没能接上您，您的事已经登记' : '人工结束了，您的事登记下来接着办';
      return `${why}，单号 ${number}，${moment(dueAt)} 前答复您`;
    }
  }
};

const TICKET_MOST = 1500;
const ENOUGH = 3;

/** What the ticket says that goes on with a conversation: the resident's own words, since a person was asked for or else before. */
export const ticketText = ({ lines }: DeskTalk): string => {
  const own = lines.filter(({ from, text: words }) => from === 'resident' && words.trim() !== '');
  const since = own.filter(({ before }) => !before);
  const told = (since.length > 0 ? since : own.slice(-ENOUGH)).map(({ text: words }) => words.trim()).join('；');
  return short(told || '客户要求人工联系', TICKET_MOST);
};

/** A note on it among staff: where the whole conversation is. */
export const ticketSource = (number: string): string => `接着人工会话 ${number}，全文：desk show ${number}`;
