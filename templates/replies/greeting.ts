import { choice, choices, type Reply, text } from '../../src/conversation/reply.js';

export const firstFollow = ({ company, bound }: { company: string; bound: boolean }): Reply =>
  text(
    [
      `Hi，您好，我是${company}。`,
      '查水费、报停水、投诉，直接打字或说话就行。',
      bound ? '要查水费，回复“水费”' : '第一次来，先绑定您家的户号：回复“绑定”',
    ].join('\n'),
  );

export const followAgain = ({ company, homes }: { company: string; homes: readonly { label: string }[] }): Reply =>
  text(
    homes.length > 0
      ? `欢迎回来，我是${company}。\n您绑定的${homes.map(({ label }) => label).join('、')}都还在。\n要查水费，回复“水费”`
      : `欢迎回来，我是${company}。\n先绑定您家的户号：回复“绑定”`,
  );

const hello = (hour: number): Reply =>
  choices(`${hour < 11 ? '早上好' : hour < 18 ? '您好' : '晚上好'}，我是水务小助手，机器人。您要办什么？`, [
    choice('查水费', { intent: 'bill_query' }),
    choice('查停水', { intent: 'outage_lookup' }),
    choice('投诉建议', { intent: 'complaint' }),
    choice('人工', { command: 'human' }),
  ]);

const thanks: Reply = text('不客气。有事随时说，查水费、停水、投诉都行');
const heard: Reply = text('好，有事随时说');
const noMatter: Reply = text('没关系。要办什么直接说');
const goodbye: Reply = text('再见，有事随时来问');

/** Answers thanks, a good-bye, a mere "good" or a hello. */
export const greeting = (words: string, hour: number): Reply => {
  if (/谢|感谢|唔该|辛苦|点赞|thank/.test(words)) return thanks;
  if (/^(?:对不起|不好意思|抱歉|打扰了?|发错了?|点错了?)/.test(words)) return noMatter;
  if (/再见|拜拜|回见/.test(words)) return goodbye;
  if (/^(?:没|没有|冇|莫得)?(?:什么|啥|别的|其他)?事(?:儿|情)?(?:了|啦|咯|的)*[。.!]?$/.test(words)) return heard;
  if (/^(?:好|嗯|哦|行|知道了|晓得了|收到|明白)[的了吧啊嘞]?[。.!]?$/.test(words)) return heard;
  return hello(hour);
};

export const help = ({ hotline }: { hotline: string }): Reply =>
  choices(
    '我能办这些，点一下或直接说：',
    [
      choice('查水费', { intent: 'bill_query' }),
      choice('绑定户号', { intent: 'bind_account' }),
      choice('查停水', { intent: 'outage_lookup' }),
      choice('投诉建议', { intent: 'complaint' }),
      choice('查处理进度', { intent: 'ticket_status' }),
      choice('订阅账单', { intent: 'subscribe_bill' }),
      choice('人工', { command: 'human' }),
    ],
    `办到一半不想办了，回复“取消”。急事打 ${hotline}`,
  );
