import { type Reply, text } from '../../src/conversation/reply.js';

export const askWhat: Reply = text('什么坏了、在哪里漏？打字、说话都行，也可以发照片。不报修了回复“取消”');

const bare =
  /^(?:我?(?:要|想|需要)?(?:在线|微信)?(?:报修|抢修|维修|报漏|报故障|故障报修|报个修|报个漏)(?:一下|入口)?)[。.!,]?$/;

/** True when the opening words already say what is broken. */
export const saysWhat = (words: string): boolean =>
  words.length >= 4 && !bare.test(words) && !/怎么报修|哪里?(?:可以)?报修/.test(words);

export const dontReport = '不报修了';

/** The last look at a complaint, as one of a report. */
export const asReport = (summary: Reply): Reply => ({
  ...summary,
  text: summary.text.replace(/^投诉内容/, '报修内容'),
});
