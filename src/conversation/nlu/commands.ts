import type { Command } from '../reply.js';
import { bare } from './normalise.js';

const POLITE = '(?:请|麻烦(?:你|您)?|帮我|给我|帮忙|能不能|可以|能|快|赶紧|直接)*';
const AFTER = '(?:吧|了|啦|呢|呀|啊|哦|噢|嘛|谢谢(?:你|您)?|好吗|可以吗|行吗|一下|吗)*';
const WISH = '我?(?:要|想|想要|得)?';
const PERSON = '(?:人工|真人|活人|客服|坐席|接线员|工作人员|人工客服|人工服务|人工坐席|客服人员|真人客服)(?:服务)?';
const DO = '办|弄|绑|投诉|搞|填|写|说|查|提交|整|订|继续|登记|报修|报|充值|充|存|交|付';

/** Built from parts: whole utterances only. */
const whole = (...forms: readonly string[]): RegExp => new RegExp(`^(?:${forms.join('|')})$`);

const commands: readonly (readonly [Command, RegExp])[] = [
  [
    'cancel',
    whole(
      `${WISH}(?:取消|退出|拉倒|作罢|停止|终止|结束)(?:办理|绑定|投诉|操作|登记|掉|这个|流程)?${AFTER}`,
      `我?(?:先|还是)?(?:算了|就这样|拉倒)${AFTER}(?:(?:我|先|还是)*不.{1,3}了)?${AFTER}`,
      `我?(?:先|还是|又|暂时)?(?:不|唔|勿|莫)(?:想|要)?(?:${DO})了?${AFTER}`,
      `我?(?:先|还是)?(?:不要|不用|唔要|勿要)了${AFTER}`,
      `(?:回头|以后|下次|改天|等会儿?|晚点|明天)再(?:说|弄|办|来|绑|填)${AFTER}`,
      `先(?:这样|不|放着)${AFTER}`,
      'cancel|quit|exit|stop|never mind',
    ),
  ],
  [
    'back',
    whole(
      `(?:返回|退?回|回到|退到)?(?:上一步|上一级|上一个|前一步)${AFTER}`,
      `(?:返回|后退|退回|回去|退回去)${AFTER}`,
      'back',
    ),
  ],
  [
    'help',
    whole(
      `(?:主|看|打开)?(?:帮助|菜单|目录|功能)${AFTER}`,
      '帮忙|help|menu|\\?',
      `(?:先|等等|等一?下)*(?:别|不要|不忙|莫|慢)(?:着急|急着)?(?:提交|交上去)${AFTER}`,
      `你?(?:们|这|这里|这儿)?(?:都)?(?:能|会|可以)(?:帮我)?(?:干|做|办|查)(?:点|些)?(?:什么|啥|些什么|些啥|哪些)(?:事|业务)?${AFTER}`,
      `(?:这个?)?(?:怎么|咋|怎样)(?:用|使用|操作)${AFTER}`,
      `使用说明|(?:有|都有)(?:什么|啥|哪些)功能${AFTER}`,
    ),
  ],
  [
    'robot',
    whole(
      `(?:我)?(?:要|想)?(?:结束|取消|退出|关闭|关掉|停止|断开|离开)(?:掉|了)?(?:和|跟)?${PERSON}(?:的)?(?:会话|对话|聊天|排队)?${AFTER}`,
      `(?:我)?(?:要|想)?(?:结束|退出|关闭)(?:了)?(?:会话|对话|聊天)${AFTER}`,
      `(?:我|先|那|还是)*(?:不用|不要|不需要|不找|不等|不转|唔使|唔要|勿要)(?:等|找|转)?${PERSON}${AFTER}`,
      `(?:我|先|那|还是)*不等${AFTER}`,
      `(?:我)?(?:要|想)?(?:回到?|返回|转回?到?|切换?回?到?|换回?|找|用|叫)(?:智能)?(?:机器人|智能客服|自动客服|自助服务)${AFTER}`,
    ),
  ],
  [
    'human',
    whole(
      `${POLITE}${WISH}(?:转|接|找|要|请|叫|换|喊|转接|联系|呼叫|有没有|有)?(?:到|个|一个|位|一位)?${PERSON}${AFTER}`,
      `${POLITE}${WISH}(?:跟|和|同)(?:个)?(?:真人|活人|人)(?:说|讲|聊|说话|沟通)${AFTER}`,
      `${POLITE}(?:叫|找|换|派|喊)个?人来?(?:说|讲|聊)?${AFTER}|${POLITE}转人${AFTER}`,
    ),
  ],
  [
    'slow',
    whole(
      `${POLITE}(?:开|打开|切换?到?|用|换成)?(?:大字|大字体|大字版|老人|老年人?|长辈|关怀|慢速?)(?:模式|版)?${AFTER}`,
      `${POLITE}(?:你)?(?:说|讲|发)?(?:得|的)?慢一?点儿?${AFTER}`,
      `(?:字)?(?:太小|小)了?(?:我)?看不(?:清|见)${AFTER}|(?:我)?(?:老花眼?|眼睛不好)(?:看不清|看不见)?${AFTER}`,
      `一步一步(?:来|说|教我)${AFTER}`,
    ),
  ],
  [
    'usual',
    whole(
      `(?:恢复|切换?到?|换回|回到|改回)?(?:正常|普通|标准)(?:模式|版)${AFTER}|恢复正常${AFTER}`,
      `(?:关闭?掉?|退出|不用|取消|不要)(?:大字|老人|老年|长辈|关怀|慢速?)(?:模式|版)?了?${AFTER}`,
    ),
  ],
  [
    'more',
    whole(`更多${AFTER}`, '(?:下一?页|还有(?:呢|吗|没有|别的吗)?|继续看?|往后看|再?看?看?后面的?|接着看|more|next)'),
  ],
];

const TAIL = '(?:的|了|啊|呀|吧|啦|呢|哈|噢|哦|嘛|滴|咯|诶)*';
const yes = whole(
  `(?:嗯|恩|哦|噢|好)*(?:是|对|好|行|成|中|得|系|要|可以|同意|确认|确定|没错|没问题|可|愿意|需要|对头|好嘞|妥)${TAIL}`,
  `(?:嗯|恩)+${TAIL}`,
  '我(?:同意|要|确认|愿意)|同意并继续|继续|提交|就这样提交|是这样|是我|ok|okay|yes|y|yeah|sure',
);
const no = whole(
  `(?:先|还是|暂时|暂|现在)*(?:不|否|别|没|没有|不是|不对|不行|不可以|不同意|不用|不要|不需要|不必|不好|不愿意|不想|不了|唔系|唔要|唔使|勿要|错|搞错)${TAIL}`,
  '我(?:不同意|不要|不愿意|不想|不需要)|no|n|nope',
);

const all = whole(
  `(?:我|那|就)*(?:这|那)?(?:两|三|几|2|3)?(?:个|处|户|套|家|边)?(?:都|全都?|全部都?)(?:要|看|查|行|可以|好|办|选|发)${AFTER}`,
  `(?:全部|所有的?|每[个处户]都要|一起|都)${AFTER}`,
);

/** Said before a change of mind: 等等，先不绑了. */
const hold = /^(?:等等|等一?下|慢着|且慢|哎呀?|唉|那就?)+/;

/** What a whole short utterance commands; a sentence that merely holds the word commands nothing. */
export const readCommand = (normalised: string): Command | undefined => {
  const words = bare(normalised);
  if (words === '') return undefined;
  const of = (said: string): Command | undefined => commands.find(([, pattern]) => pattern.test(said))?.[0];
  return of(words) ?? (of(words.replace(hold, '')) === 'cancel' ? 'cancel' : undefined);
};

const turn = whole(
  `(?:那|请问|现在|到底|我|您|你们|人工|客服)*(?:还|大概|大约)*(?:要|得|需要)?(?:再)?(?:等)?(?:多久|多长时间|几分钟|多少分钟|多少时间)(?:能|才能|才)?(?:到我|轮到我|排到我|有人|接通|接)?${AFTER}`,
  `(?:请问|现在|怎么|咋|什么时候|啥时候|几时|多久)*(?:还没|还没有|才能?|能)?(?:到|轮到|排到)(?:我|俺)(?:没有?|了没有?)?${AFTER}`,
  `(?:我)?(?:前面|前头|前边)(?:还)?(?:有)?(?:几个|多少|几位)(?:人|位)?(?:在?排队?|在等)?${AFTER}|排(?:队)?(?:到)?(?:第)?(?:几|多少)(?:位|个|号)?${AFTER}`,
  `(?:客服|人工|有人|人)(?:呢|在吗|在不在|怎么还不来|还没来|来了(?:吗|没有?)?)${AFTER}|(?:怎么)?(?:还没有?|没)人(?:理我|接|回|来)?${AFTER}`,
);
/** Asks how long it still takes until it is the own turn. */
export const asksTurn = (normalised: string): boolean => turn.test(bare(normalised));

export const saysYes = (normalised: string): boolean => yes.test(bare(normalised));
export const saysNo = (normalised: string): boolean => no.test(bare(normalised));
/** Wants all of what is offered: 两个都要. */
export const saysAll = (normalised: string): boolean => all.test(bare(normalised));
