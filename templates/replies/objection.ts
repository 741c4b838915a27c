import { choice, choices, type Reply, text } from '../../src/conversation/reply.js';
import { moment } from '../format.js';

interface Named {
  account: string;
  label: string;
  tail: string;
}

interface Filed {
  number: string;
  dueAt: Date;
}

export const nobodyNewer: Reply = choices('没查到别的微信新绑了您的户号。您是想：', [
  choice('看我绑的户号', { intent: 'my_accounts' }),
  choice('人工', { command: 'human' }),
]);

export const whichHome = (homes: readonly Named[]): Reply =>
  choices(
    '您不同意的是哪一处的绑定？',
    homes.map(({ label, account }) => choice(label, { slots: { account } })),
  );

/** What the ticket says, for the clerk. */
export const objection = ({ tail }: Named, at: Date): string =>
  `绑定异议：户号尾号${tail} 在${moment(at)} 被另一个微信绑定，客户说没有同意。请核实`;

const next = ({ number, dueAt }: Filed): string => `单号 ${number}，${moment(dueAt)} 前答复您。随时发“进度”来问`;

export const objected = ({ label, tail }: Named, ticket: Filed): Reply =>
  text(`已登记：${label}·尾号${tail} 的新绑定您没有同意，请客服核实。\n${next(ticket)}`);

export const objectedBefore = ({ label, tail }: Named, ticket: Filed): Reply =>
  text(`${label}·尾号${tail} 的绑定异议登记过了，客服在核实。\n${next(ticket)}`);
