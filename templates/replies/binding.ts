import { choice, choices, type Reply, text } from '../../src/conversation/reply.js';
import type { CodeUse } from '../../src/domain/customers/door.js';
import { dayOf, type Month } from '../../src/kernel/dates.js';
import { clockTime, moment, month } from '../format.js';

/** Version of the privacy notice below; a change of its meaning needs a new one. */
export const NOTICE = '2026-11';

export const privacyNotice: Reply = choices(
  '绑定前请您知道：为了查水费和通知停水，我们会保存您的微信标识和绑定的户号，只用来办水务，不给别人。取消关注就停用。',
  [choice('同意', { answer: true }), choice('不同意', { answer: false })],
);

export const consentFirst: Reply = choices('同意了才能绑定。要继续吗？', [
  choice('同意', { answer: true }),
  choice('不同意', { answer: false }),
]);

export const notConsented: Reply = text('好，没有绑定，也没有保存任何内容。停水、投诉不绑定也能办');

export const declineWords = ['不同意绑定', '不同意绑', '我不绑', '不绑', '别绑了', '那不绑了', '我不同意绑定'];

export const askAccount: Reply = text('请发8位户号（在水费单左上角），找不到就回复“户号在哪”');

export const whereIsMyNumber: Reply = text(
  '户号是8位数字，印在水费单左上角，以前的交费凭证上也有。\n都找不到，回复“人工”帮您查。\n找到了直接发给我',
);

export const accountShape = (digits: number): Reply =>
  text(`户号是8位数字，您发的是${digits}位，请再看一下。找不到就回复“户号在哪”`);

export const codeSent = ({ mobile, validSeconds }: { mobile: string; validSeconds: number }): Reply =>
  text(
    `验证码已发到 ${mobile}，${Math.round(validSeconds / 60)}分钟内有效，请直接回复6位数字。\n没收到回复“重发”；不是您的号码回复“换号”`,
  );

export const enterCode: Reply = text('请回复6位验证码，不绑了回复“取消”');

export const codeTooSoon = ({ mobile, waitSeconds }: { mobile: string; waitSeconds: number }): Reply =>
  text(`刚才已发到 ${mobile}，那条还有效，请回复6位数字。${waitSeconds}秒后才能重发`);

export const codesTooMany = (until: Date): Reply =>
  text(`今天发验证码的次数用完了，${moment(until)}后再试。急用可带身份证到营业厅，或回复“人工”`);

export const codeWrong = (left: number): Reply => text(`验证码不对，还能再试 ${left} 次。没收到新短信可以回复“重发”`);

export const codeExpired: Reply = text('这个验证码过期了。回复“重发”，我再发一条');

const when = (until: Date, now: Date): string =>
  dayOf(until) === dayOf(now) ? `今天 ${clockTime(until)}` : moment(until);

export const frozen = (until: Date, now: Date): Reply =>
  text(`试错次数太多，这一步${when(until, now)} 后才能再试。急用可带身份证到营业厅，或回复“人工”`);

export const notSent: Reply = text('短信没发出去，不是您的问题，也没有算次数。过几分钟回复“绑定”再试，或回复“人工”');

export const alreadyBound = ({ label, tail }: { label: string; tail: string }): Reply =>
  text(`这个户号您已经绑过了：${label}·尾号${tail}。要查水费，回复“水费”`);

export const bound = ({
  label,
  tail,
  holder,
  address,
}: {
  label: string;
  tail: string;
  holder: string;
  address: string;
}): Reply => text(`绑好了：${holder}，${label}·尾号${tail}\n${address}`);

export const boundNext: Reply = text('要查水费，回复“水费”；每月自动收账单，回复“订阅”');

export const full = (limit: number): Reply => text(`一个微信最多绑 ${limit} 处。要再绑，请回复“人工”`);

/** @param tail of the number that was given: a mistyped one is the other reason why the mobile is not one's own */
export const byHolder = (tail?: string): Reply =>
  text(`那就用户主姓名和查询密码来绑。${tail ? `\n户号尾号 ${tail} 如果不对，先回复“换户号”` : ''}`);
export const askHolder: Reply = text('请发户主姓名（水费单上的名字）');

/** A householder's name as it may be answered: of a person or a company. */
export const holderIn = (words: string): string | undefined => {
  const name = words
    .trim()
    .replace(/^(?:户主|户名|房主|姓名|名字|我|他|她)*(?:的?(?:姓名|名字))?(?:叫做?|是|:|：)\s*/, '')
    .replace(/[。.!！]+$/, '');
  return /^[\p{sc=Han}A-Za-z·•（）() ]{2,30}$/u.test(name) && !/不知道|不清楚|忘|什么|怎么/.test(name)
    ? name
    : undefined;
};

export const askPassword: Reply = text('请发查询密码（6位）。只用来核对，不保存；发完可以长按撤回');
export const passwordShape = (digits: number): Reply => text(`查询密码是6位数字，您发的是${digits}位，请再发一次`);
export const passwordForgotten: Reply = text(
  '忘了密码，请户主带身份证到营业厅办，或回复“人工”。想起来了直接发给我，不办了回复“取消”',
);
export const passwordWrong = (left: number): Reply =>
  text(`密码不对，还能再试 ${left} 次。请再发一次，忘了回复“忘记密码”`);
/** Which of the three was wrong is not told. */
export const holderWrong = (left: number): Reply =>
  text(`户号、姓名或密码对不上，还能再试 ${left} 次。户号错了回复“换户号”`);
export const passwordsTooMany = (until: Date): Reply =>
  text(`今天试密码的次数用完了，${moment(until)}后再试。急用可带身份证到营业厅，或回复“人工”`);
export const forgottenWords = [
  '忘记密码',
  '忘了',
  '忘记了',
  '忘了密码',
  '密码忘了',
  '密码忘记了',
  '不知道密码',
  '不知道',
  '没有密码',
  '什么密码',
];

export const whichToUnbind = (homes: readonly { label: string; account: string }[]): Reply =>
  choices(
    '解绑哪一处？',
    homes.map(({ label, account }) => choice(label, { answer: account })),
  );

interface BoundHome {
  label: string;
  tail: string;
  holder: string;
  address: string;
}

export const reallyUnbind = ({ label, tail, holder, address }: BoundHome): Reply =>
  choices(`要解绑${label}·尾号${tail}（${holder}，${address}）吗？\n解绑后查不到它的水费，也不再发它的账单。`, [
    choice('解绑', { answer: true }, 'yes'),
    choice('不解绑', { answer: false }, 'no'),
  ]);
export const kept: Reply = text('好，没有解绑。');
/** @param guests whom the resident had let in, and who ended with her */
export const unbound = ({ label, tail }: { label: string; tail: string }, guests = 0): Reply =>
  text(
    `解绑好了：${label}·尾号${tail}，它的账单也不再发了。${guests > 0 ? `\n您允许绑的 ${guests} 个微信也停了。` : ''}要再绑，回复“绑定”`,
  );
export const notYourHome: Reply = text('您绑的户号里没有这个，请点下面的，或发尾号4位');
export const notBound: Reply = text('您没有绑这一处，不用解绑。要看绑了哪些，回复“我的户号”');

/** To an earlier binder: who it was is not told. */
export const boundByAnother = ({ label, tail }: { label: string; tail: string }, at: Date): string =>
  `${moment(at)} 有另一个微信绑定了您的户号：${label}·尾号${tail}。\n家里人绑的不用管；没同意过，回复“不是我同意的”`;

export const codeAgain: Reply = text('隔得久了，要重新验证一次。');

/** Why the binding comes first, by what was asked. */
export const bindFirst: Readonly<Record<string, (of: { month: Month | undefined }) => Reply>> = {
  bill_query: ({ month: m }) => text(`先绑定户号才能查水费，绑好我马上${m ? `把${month(m)}账单发给您` : '查给您'}。`),
  subscribe_bill: () => text('先绑定户号才能订阅，绑好我接着给您订。'),
};
export const bindFirstAnyway: Reply = text('先绑定户号才能办，绑好我接着办。');

/** The words of the text message. */
export const codeWords =
  (company: string) =>
  (code: string, minutes: number, use?: CodeUse): string =>
    `【${company}】验证码${code}，${minutes}分钟内有效，用于${use ? '查看或删除微信里的个人数据' : '微信绑定户号'}。不是您本人操作请不要告诉任何人。`;

export const resendWords = ['重发', '重新发', '再发', '再发一次', '没收到', '重发一下', '没有收到', '重新发送'];
export const otherAccountWords = ['换户号', '换个户号', '户号错了', '户号发错了', '发错了'];
export const otherProofWords = [
  '换号',
  '换号了',
  '手机换了',
  '换手机了',
  '换手机号了',
  '号码换了',
  '手机号换了',
  '不是我的号码',
  '不是我的手机',
  '不是我手机号',
  '号码不对',
  '手机号不对',
  '这个号不用了',
  '号码停用了',
  '号码停机了',
  '用密码',
  '密码绑定',
  '用密码绑',
];
export const whereWords = [
  '户号在哪',
  '户号在哪里',
  '户号在哪看',
  '找不到',
  '找不到户号',
  '不知道',
  '不知道户号',
  '什么是户号',
  '户号是什么',
];
