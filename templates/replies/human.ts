import { type Reply, text } from '../../src/conversation/reply.js';
import { maskMobile } from '../../src/kernel/mask.js';
import { moment } from '../format.js';

interface CallBack {
  number: string;
  dueAt: Date;
  mobile?: string | undefined;
  hotline: string;
  /** When a person is there again. */
  opens?: Date | undefined;
}

const how = ({ dueAt, mobile }: CallBack): string =>
  mobile ? `${moment(dueAt)} 前客服打 ${maskMobile(mobile)} 联系您` : `${moment(dueAt)} 前客服在这里答复您`;

export const willCall = (call: CallBack): Reply =>
  text(
    `${call.opens ? `现在没有人工，${moment(call.opens)} 起有。\n` : ''}已请人工联系您，单号 ${call.number}\n${how(call)}。\n着急请打 ${call.hotline}。想先说是什么事，回复“补充”加内容`,
  );

export const alreadyAsked = (call: CallBack): Reply =>
  text(`已经排上了，单号 ${call.number}，${how(call)}。\n着急请打 ${call.hotline}`);

/** What the ticket says, for the clerk. */
export const reason = '客户要求人工联系';
