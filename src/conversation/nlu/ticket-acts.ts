import { bare } from './normalise.js';

const END = '(?:了|啊|呀|呢|吧|嘛|哦|的|啦|吗|一下|好吗|行吗|可以吗)*';
const NOT_YET = '(?:还|仍|到现在都?|一直|根本|都|又)(?:没有?|未|冇|勿|不)';

/** What is wanted of a ticket beyond its state. */
export type TicketAct = 'urge' | 'reopen' | 'solved' | 'withdraw';

const TICKET = '(?:工单|单子|单号|投诉(?:单)?|报修(?:单)?|建议|那个单|这个单)';
const TAKE_BACK = '(?:撤回|撤销|撤掉|撤了|撤诉|撤单|撤|取消|作废|销掉|销了|不办了|不要了|不用(?:处理|办|管|修|来)了)';
/** To take back what was filed: 那个单子撤了吧, 撤销投诉, 我的投诉不用处理了. */
const takesBack = new RegExp(
  `^(?:请|麻烦|帮我|帮忙|给我|我要|我想|我|想|要|算了|问题解决了|那)*(?:把|将)?(?:我|我的|那个|这个|刚才|刚刚|之前|昨天|上次|登记|提交|报|的)*(?:ts\\d{11,12})?${TICKET}(?:给我|帮我|可以|能不能|能|就|先|都)*${TAKE_BACK}${END}$|^(?:请|麻烦|帮我|给我|我要|我想|想|要|能不能|可以)*(?:撤回|撤销|撤掉|取消)(?:我|我的|那个|这个|刚才|刚刚|之前|上次|登记|提交|的)*(?:投诉|工单|单子|报修单)(?:ts\\d{11,12})?${END}$|^(?:我要|我想|要)?撤(?:诉|单)${END}$`,
);

const acts: readonly (readonly [TicketAct, RegExp])[] = [
  [
    'solved',
    /^(?:嗯|好的?|问题|事情|已经|都|现在|是的?|给我)*(?:解决|修好|弄好|处理好|办好|搞定)(?:了|啦|咗)(?:谢谢|多谢|辛苦)*(?:你们?|您|了)*$/,
  ],
  [
    'reopen',
    new RegExp(
      `^(?:根本|问题|事情|并|都|也|还是?|仍然|这|又|啊|唉|不是)*(?:没有?|未|冇)(?:给我)?(?:解决|修好|弄好|处理好|办好|搞定|好)${END}$|重新(?:打开|处理|派单|登记)|(?:工单|单子|投诉).{0,4}(?:再|重新)(?:打开|处理)|再打开(?:工单|单子)?${END}$`,
    ),
  ],
  ['withdraw', takesBack],
  [
    'urge',
    new RegExp(
      `催|加急|(?:快|抓紧|赶紧|赶快|早)(?:点|一?些|一下)?(?:给我)?(?:处理|办|来|派人|修|解决)|${NOT_YET}(?:有)?(?:人(?:来|管|修|理|处理|联系|回复|回话|给我)|来人|来修|派人|处理|解决|回复|答复|联系|打电话|修好?|消息|动静|回音)|(?:怎么|咋|为啥|为什么).{0,2}(?:还|都)?(?:没有?|不)(?:人)?(?:来|理|管|联系|回复|处理)`,
    ),
  ],
];

/** What a resident who speaks of a ticket wants done with it; undefined: to know how it stands. @param words normalised */
export const readTicketAct = (words: string): TicketAct | undefined => {
  const said = bare(words);
  return acts.find(([, pattern]) => pattern.test(said))?.[0];
};

/** The last digits of a ticket's number, said alone. @param words normalised */
export const readTicketTail = (words: string): string | undefined =>
  /^(?:单号|工单)?(?:尾号|尾数|最后)?(?:是|为)?(\d{3,4})(?:号|的|那个|那张)*$/.exec(bare(words))?.[1];

/** Whole utterances about a ticket that need no statistics. */
export const speaksOfTicket = new RegExp(
  `${takesBack.source}|^(?:请|麻烦(?:你|您)?(?:们)?|帮我|帮忙|给我|我要|我想|能不能|再)*(?:催(?:一下|一催|催|促|单|办)?(?:进度|工单|单子|投诉|处理|他们|你们|这个|我的|我那个)*|加急(?:处理)?)${END}$|^(?:怎么|咋|为啥|为什么|都几天了|这么久了?|等了半天|到现在)*(?:还|都|也)?(?:没有?|冇|未)人(?:来|来修|来看|管|处理|联系我?|回复我?|回话|理我?)${END}$|^(?:你们|怎么|咋|为啥|为什么)+(?:还|都|也)?(?:没有?|不)(?:来人|派人|处理|给我处理|来修)(?:来?修|管|看|处理)?${END}$|^(?:根本|问题|事情|并|都|也|还是?|仍然|这|又|唉|不是)*(?:没有?|未|冇)(?:给我)?(?:解决|修好|弄好|处理好|办好|搞定)(?:了|啊|呀|呢|嘛|哦|的|啦)*$|^(?:请|帮我|给我|把|我要|想)*(?:这个|我的|那个)*(?:工单|单子|投诉|它)*(?:再|重新)(?:打开|处理)(?:工单|单子|投诉|一下|一次)*${END}$|^(?:嗯|好的?|问题|事情|已经|都|现在|是的?|给我)*(?:解决|修好|弄好|处理好|办好|搞定)(?:了|啦|咗)$`,
);

/** Words that begin with the wish to add something to what was filed. */
export const addsToTicket =
  /^(?:ts\d{11,12}|我|你好|对了|还有|还|要|想|再|来|需要|刚才的?|那个|给|投诉|工单|我的|[,。;!:、 ])*补(?:充(?!协议|水|金)|(?:个|一?张|几张|两张|发)(?:照片|图|语音|位置|一?张))/;
