import { readTicketNumber } from './numbers.js';
import { spokenDigits } from './numerals.js';

/** What residents apply for. */
export type ApplicationKind = 'new_install' | 'transfer' | 'meter_verification';

const kinds: readonly (readonly [ApplicationKind, RegExp])[] = [
  [
    'meter_verification',
    /[验校检鉴](?:一?[下哈]|定|测|查|验)*(?:一下|我家?|我们)?(?:的|个)?(?:水)?表|表.{0,12}(?:[验校鉴]|检[验测定])|[验校]表|(?:水)?表.{0,6}(?:走得|跑得|行得|转得)?太?快.{0,8}(?:申请|验|检|校)|检测费|送检|^(?:办|我要)?(?:校验|检定|鉴定)/,
  ],
  [
    'transfer',
    /过个?户|[更改转换]名|转户|户名|用水人|(?:改|转|换|过)(?:成|到|给|在)?.{0,6}(?:名下|名字)|名字.{0,4}(?:改|换)|名字.{0,4}过来/,
  ],
  [
    'new_install',
    /报装|新装|开户|新户|接(?:自来)?水|通(?:自来)?水|[装安].{0,8}(?:水)?表|[装安](?:个|一个)?自来水|一户一表|分表|临时用水|用水申请|申请(?:用水|自来水|安装)|安装申请|驳水|开个户|装(?:上)?水(?!表)|水接上|(?:个|块)水表(?:嘛|呗|$|给)|水表装上|通上?水|通用水/,
  ],
];

/** The kind of application that the words name. */
export const readKind = (text: string): ApplicationKind | undefined => kinds.find(([, said]) => said.test(text))?.[0];

const named = /(?:单号|编号|号码?|申请|受理)[^\d]{0,4}(\d{4,14})(?!\d)/;
const long = /(?<!\d)(\d{5,14})(?!\d)/;

/** The number of an application: with its letters, or bare digits, also spoken one by one. */
export const readApplicationNumber = (text: string): string | undefined => {
  const digits = spokenDigits(text);
  return readTicketNumber(text) ?? named.exec(digits)?.[1] ?? long.exec(digits)?.[1];
};
