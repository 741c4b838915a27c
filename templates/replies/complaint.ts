import { choice, choices, type Reply, text } from '../../src/conversation/reply.js';
import { maskMobile } from '../../src/kernel/mask.js';
import { clockTime, moment, nearMoment, quoted, short } from '../format.js';

export const MOST_PHOTOS = 6;

const opens =
  /^(?:[你您]好[,。!]?)?我?(?:要|想)?(?:投诉|举报|反映|反应|提|登记)(?:个|一下|一个|点)?(?:问题|情况|事情?|意见|建议)?(?:[,。.!:、\s]|你们?的?|公司)*/;
const asksHow = /^(?:怎么|怎样|咋|如何|在?哪|去哪|找谁|入口|电话|渠道|方式|流程)/;
/** Fewer characters name no matter. */
const SHORTEST_MATTER = 3;
const SHORTEST_SENTENCE = 8;

/** True when an opening sentence already says what it is about: "我要投诉" alone does not, with a matter after it, it does. */
export const saysWhat = (opening: string): boolean => {
  const matter = opening.replace(opens, '');
  if (matter === opening) return opening.length >= SHORTEST_SENTENCE;
  return matter.length >= SHORTEST_MATTER && !asksHow.test(matter);
};

export const askText: Reply = text('请说一下是什么事，打字、说话都行，也可以发照片。不投诉了回复“取消”');
export const askPlace: Reply = text('在什么地方？发位置，或直接写地址。不知道就回复“没有”');

/** Words that say no place; the place is then left open. */
export const saysNoPlace = (words: string): boolean =>
  /^(?:不知道|不清楚|说不清|记不得|没地点|没有地点|都有|到处都是)[。.]?$/.test(words);

/** The place alone, when the words correct another: 不对，是滨河路14号. */
export const placeIn = (words: string | undefined): string | undefined =>
  words?.replace(/^(?:不对|错了|说错了|写错了|打错了|搞错了)[,，。.!！ ]*(?:应该)?(?:是|在)?(?=.{2})/, '');
export const placeUnknown = '说不清';

const opensAddition =
  /^[\s,。;!:、]*(?:ts\d{11,12}|我|你好|对了|还有|还|要|想|再|来|需要|刚才的?|那个|给|投诉|工单|我的|[,。;!:、 ])*补(?:充(?!协议|水|金)|(?=个|一?张|几张|两张|发))(?:一下|一点|点|几句|个?情况|内容|说明|投诉|工单)*(?:,|。|:|;|!|、|\s|吧|了)*/;

/** What is to be added, when the words begin with that wish: empty when they end with it. */
export const additionIn = (words: string): string | undefined => {
  const wish = opensAddition.exec(words)?.[0];
  if (wish === undefined) return undefined;
  const rest = words.slice(wish.length);
  return /^(?:个|一?张|几张|两张|发)?(?:一下)?(?:张)?(?:照片|图片?|语音|位置|材料)?(?:给你们?|可以)?(?:吗|吧|行吗)?[。?]?$/.test(
    rest,
  )
    ? ''
    : rest;
};

export const askAddition: Reply = text('要补充什么？打字、说话、发照片或位置都行。不补充了回复“取消”');

export const nothing: Reply = text('');
export const gotPhoto = (n: number): Reply => text(`收到第 ${n} 张照片（最多 ${MOST_PHOTOS} 张）。`);

export const labels = { text: '内容', place: '地点', photos: '照片', voice: '语音', mobile: '电话' } as const;

export const photosGone: Reply = text('照片都去掉了。请重新发，一张一张发；不要照片回复“没有”');
export const voiceGone: Reply = text('原来的语音去掉了，文字还在。要重新说就发语音；不要了回复“没有”');
export const askMobile: Reply = text('换成哪个手机号？请发11位手机号；不换回复“没有”');

/** Which of the open tickets something is added to; a tap, a number or its last digits answer. */
export const askWhichToAdd = (tickets: readonly { number: string; text: string }[]): Reply =>
  choices(
    '补充到哪一个？',
    tickets.slice(0, MOST_LISTED).map((ticket) => choice(named(ticket), { answer: ticket.number })),
  );
export const noSuchOpen: Reply = text('没有这个在办的单号，请点上面的，或发单号');

/** A second complaint that may be the first once more. */
export const askSame = ({ number, text: words, openedAt }: { number: string; text: string; openedAt: Date }): Reply =>
  choices(`${clockTime(openedAt)} 刚登记过 ${number}：${quoted(words, 20)}\n是同一件事吗？`, [
    choice('是，补充进去', { answer: number }, 'yes'),
    choice('不是，另登记', { answer: 'other' }, 'no'),
  ]);

export const summary = (complaint: {
  text: string;
  place?: string | undefined;
  photos: number;
  voice: boolean;
  mobile?: string | undefined;
}): Reply =>
  text(
    [
      `投诉内容：${quoted(complaint.text, 80)}`,
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

export const states = { open: '等待受理', taken: '客服正在处理', resolved: '已处理', closed: '已办结' } as const;

/** How a ticket is named in a list and in an answer: the last digits and what it is about. */
export const named = ({ number, text: words }: { number: string; text: string }): string =>
  `…${number.slice(-3)} ${quoted(words.replace(opensComplaint, '') || words, 10)}`;
const opensComplaint = /^我?(?:要|想|来)?(?:投诉|举报|反映)(?:一下|个)?[,，:：。、 ]*/;

export interface Progress {
  number: string;
  kind: 'complaint' | 'callback';
  text: string;
  state: keyof typeof states;
  openedAt: Date;
  dueAt: Date;
  /** The answer is owed and over the promised time. */
  late: boolean;
  /** The promise, the last one when it was opened again, is kept. */
  answered: boolean;
  reopened: boolean;
  /** How often the resident added something. */
  added: number;
  /** Oldest first. */
  answers: readonly { at: Date; text: string }[];
}

const kinds = { complaint: '', callback: '人工联系：' } as const;
const isOver = ({ state }: Progress): boolean => state === 'resolved' || state === 'closed';

const promise = (ticket: Progress): string[] => {
  if (ticket.answered || isOver(ticket)) return [];
  return [
    ticket.late
      ? `原定 ${moment(ticket.dueAt)} 前答复，已超时，已列为最急。等不及回复“人工”`
      : `${moment(ticket.dueAt)} 前答复您`,
  ];
};

/** Answers beyond these are the clerk's to tell once more. */
const MOST_ANSWERS = 2;

export const progress = (ticket: Progress, now: Date): Reply => {
  const { number, kind, state, reopened, added, answers } = ticket;
  const how = `${reopened && !isOver(ticket) ? '重新打开，' : ''}${states[state]}`;
  return text(
    [
      `${number}（${kinds[kind]}${quoted(ticket.text, 20)}）`,
      `${nearMoment(ticket.openedAt, now)} 登记${added > 0 ? `，补充过 ${added} 次` : ''}，现在${state === 'open' && !reopened ? '已登记，' : ''}${how}`,
      ...answers
        .slice(-MOST_ANSWERS)
        .map((answer) => `${nearMoment(answer.at, now)} 客服答复：${short(answer.text, 100)}`),
      ...promise(ticket),
    ].join('\n'),
  );
};

/** A list on a small screen, the first told in full. */
const MOST_LISTED = 6;

/** How the newest stands; the others to be tapped. */
export const progressList = (tickets: readonly Progress[], now: Date): Reply => {
  const [newest, ...others] = tickets;
  if (!newest) return noTickets;
  if (others.length === 0) return progress(newest, now);
  const list = others.slice(0, MOST_LISTED - 1);
  return choices(
    `您有 ${tickets.length} 个单子，最近的：\n${progress(newest, now).text}\n\n看别的：`,
    list.map((ticket) =>
      choice(`${ticket.number} ${quoted(ticket.text, 8)}（${states[ticket.state]}）`, {
        intent: 'ticket_status',
        slots: { number: ticket.number },
      }),
    ),
    others.length > list.length ? '更早的请发单号' : undefined,
  );
};

export const noTickets: Reply = text('您还没有登记过投诉。要投诉，回复“投诉”');
export const notFound = (number: string): Reply => text(`您名下没有 ${number} 这个单号。回复“进度”看您自己的`);

/** What a template message about a ticket says below it. */
export const ticketHint = '回复“进度”看详情';
