import { type Reply, text } from '../../src/conversation/reply.js';
import { maskMobile } from '../../src/kernel/mask.js';
import { moment, nearMoment, short } from '../format.js';

export const MOST_PHOTOS = 6;

/** True when an opening sentence already says what it is about. */
export const saysWhat = (opening: string): boolean =>
  opening.length >= 8 &&
  !/^(?:我?(?:要|想)?(?:投诉|举报|反映|提|登记)(?:个|一下|一个|点)?(?:问题|情况|事情?|意见|建议)?)[。.!,]?$/.test(
    opening,
  );

export const askText: Reply = text('请说一下是什么事，打字、说话都行，也可以发照片。不投诉了回复“取消”');
export const askPlace: Reply = text('在什么地方？发位置，或直接写地址。不知道就回复“没有”');

/** Words that say no place; the place is then left open. */
export const saysNoPlace = (words: string): boolean =>
  /^(?:不知道|不清楚|说不清|记不得|没地点|没有地点|都有|到处都是)[。.]?$/.test(words);
export const placeUnknown = '说不清';

export const gotPhoto = (n: number): Reply => text(`收到第 ${n} 张照片（最多 ${MOST_PHOTOS} 张）。`);

export const labels = { text: '内容', place: '地点', photos: '照片' } as const;

export const summary = (complaint: {
  text: string;
  place?: string | undefined;
  photos: number;
  voice: boolean;
  mobile?: string | undefined;
}): Reply =>
  text(
    [
      `投诉内容：${short(complaint.text, 80)}`,
      `${[
        `地点：${complaint.place ?? '没写'}`,
        ...(complaint.photos > 0 ? [`照片 ${complaint.photos} 张`] : []),
        ...(complaint.voice ? ['语音 1 段'] : []),
        complaint.mobile ? `电话 ${maskMobile(complaint.mobile)}` : '在这里答复您',
      ].join('；')}`,
    ].join('\n'),
  );

export const submit = '提交';
export const modify = '修改';
export const dontSubmit = '不投诉了';

export const filed = (number: string, dueAt: Date): Reply =>
  text(`已登记，单号 ${number}，${moment(dueAt)} 前答复您。随时发“进度”来问`);

const states = { open: '已登记，等待受理', taken: '客服正在处理', resolved: '已处理', closed: '已办结' } as const;

export interface Progress {
  number: string;
  kind: 'complaint' | 'callback';
  text: string;
  state: keyof typeof states;
  openedAt: Date;
  dueAt: Date;
  overdue: boolean;
  lastAnswer?: { at: Date; text: string } | undefined;
}

const kinds = { complaint: '投诉', callback: '人工联系' } as const;

export const progress = (ticket: Progress, now: Date): Reply =>
  text(
    [
      `${ticket.number}（${kinds[ticket.kind]}：${short(ticket.text, 20)}）`,
      `${nearMoment(ticket.openedAt, now)} 登记，现在${states[ticket.state]}`,
      ...(ticket.lastAnswer
        ? [`${nearMoment(ticket.lastAnswer.at, now)} 客服答复：${short(ticket.lastAnswer.text, 100)}`]
        : []),
      ...(!ticket.lastAnswer && ticket.state !== 'closed'
        ? [
            ticket.overdue
              ? `原定 ${moment(ticket.dueAt)} 前答复，已超时，已列为最急。等不及回复“人工”`
              : `${moment(ticket.dueAt)} 前答复您`,
          ]
        : []),
    ].join('\n'),
  );

export const progressList = (tickets: readonly Progress[], now: Date): Reply =>
  text(
    [
      `您有 ${tickets.length} 个单子：`,
      ...tickets.slice(0, 6).map((t) => `${t.number}　${short(t.text, 10)}　${states[t.state]}`),
      '',
      '看哪一个，发单号给我。最近的：',
      progress(tickets[0]!, now).text,
    ].join('\n'),
  );

export const noTickets: Reply = text('您还没有登记过投诉。要投诉，回复“投诉”');
export const notFound = (number: string): Reply => text(`您名下没有 ${number} 这个单号。回复“进度”看您自己的`);

/** What a template message about a ticket says below it. */
export const ticketHint = '回复“进度”看详情';

/** A clerk's words as the resident reads them. */
export const clerkAnswer = (number: string, words: string): string => `${number} 的答复：${words}`;
