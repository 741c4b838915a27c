import { choice, choices, type Reply, text } from '../../src/conversation/reply.js';

/** What follows, said before it is done. */
export const reallyWithdraw = (homes: number, guests: number): Reply =>
  choices(
    [
      homes > 0 ? `撤回后，您绑的 ${homes} 处都解绑，账单也不再发。` : '撤回后，要绑户号得重新同意。',
      ...(guests > 0 ? [`您允许的 ${guests} 个微信也一起停。`] : []),
      '要撤回吗？',
    ].join('\n'),
    [choice('撤回', { answer: true }, 'yes'), choice('不撤回', { answer: false }, 'no')],
  );
export const withdrawn = (homes: number): Reply =>
  text(`撤回好了${homes > 0 ? `：${homes} 处都解绑了，账单不再发` : ''}。登记过的投诉还会办完。\n要再用，回复“绑定”`);
export const notWithdrawn: Reply = text('好，没有撤回。');
export const nothingToWithdraw: Reply = text('您还没有同意过，也没有绑户号，不用撤回。');
