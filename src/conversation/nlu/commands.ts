import type { Command } from '../reply.js';
import { bare } from './normalise.js';

const commands: readonly (readonly [Command, RegExp])[] = [
  [
    'cancel',
    /^(?:我?(?:取消|退出|算了|拉倒|作罢)(?:吧|了|办理|绑定|投诉|操作|掉)?|(?:先)?不(?:要|办|弄|绑|投诉|搞|填|写|说|查|提交|用)了?(?:吧|啦|噢)?|回头再(?:说|弄|办|来)(?:吧)?|先这样(?:吧)?|下次再(?:说|弄)(?:吧)?|以后再(?:说|弄)(?:吧)?|停止|终止|结束|唔搞了|唔要了|cancel|quit|exit|算了不(?:要|办|绑|弄|投诉)了)$/,
  ],
  ['back', /^(?:返回|上一步|回上一步|后退|回去)$/],
  [
    'help',
    /^(?:帮助|帮忙|菜单|目录|功能|help|你?(?:都)?(?:能|会|可以)(?:干|做|办|查)(?:什么|啥|些什么|些啥|哪些)(?:事|呀|啊|呢)?|怎么用|咋用|使用说明|有(?:什么|啥|哪些)功能)$/,
  ],
  [
    'human',
    /^(?:我?(?:要|想|找)?(?:转|接|找|要|请|叫)?(?:个)?(?:人工|真人|活人|客服|坐席|接线员|工作人员|人工客服|人工服务|客服人员)(?:服务|客服|吧|呢|在吗|一下)?|我?(?:要|想)(?:跟|和|找)?(?:个)?(?:真人|人)(?:说|讲|聊|说话)?|转人|给我(?:转|找|接)(?:个)?(?:人工|人|客服|真人))$/,
  ],
  ['more', /^(?:更多|下一页|还有呢|还有吗|继续看|下页)$/],
];

const yes =
  /^(?:是|是的|是啊|对|对的|对啊|对头|好|好的|好啊|好吧|好嘞|好滴|嗯|嗯嗯|恩|行|行啊|可以|可以的|同意|我同意|确认|确定|提交|没错|没问题|要|要的|中|得|系|系啊|成|ok|okay|yes|y|同意并继续|继续)$/;
const no =
  /^(?:不|不是|不是的|不对|不行|不可以|不同意|我不同意|否|别|没有|没|不用|不用了|不要|唔系|唔要|no|n|错了|不对的)$/;

/** What a whole short utterance commands; a sentence that merely holds the word commands nothing. */
export const readCommand = (normalised: string): Command | undefined => {
  const words = bare(normalised);
  return commands.find(([, pattern]) => pattern.test(words))?.[0];
};

export const saysYes = (normalised: string): boolean => yes.test(bare(normalised));
export const saysNo = (normalised: string): boolean => no.test(bare(normalised));
