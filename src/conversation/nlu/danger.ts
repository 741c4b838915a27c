/** Kinds of danger that come before everything else. */
export type Danger = 'burst' | 'electric' | 'flood';

const live = '(?:配电|电箱|电表|插座|插排|电闸|开关|电线|电器)';
const wet = '(?:淹|泡|漏|滴|流|溅|进水|浸|渗|灌|湿|喷)';
const patterns: readonly (readonly [Danger, RegExp])[] = [
  [
    'electric',
    new RegExp(`触电|漏电|电着|电到(?:人|我|他)|带电|${wet}(?:到|进|了|着|在)?.{0,4}${live}|${live}.{0,5}${wet}`),
  ],
  [
    'burst',
    /爆管|爆水管|(?:水管|管子|管道|管|水龙头|龙头|阀门|水表|接头).{0,4}(?:爆了|爆掉|爆开|爆裂|炸了|崩了|裂开|断了|冲开)|水柱|往外(?:喷|冒|涌|飙)|(?<!花洒|喷头)(?:喷水(?!池|壶|枪|头)|直喷|狂喷|在喷|乱喷|喷得)/,
  ],
  [
    'flood',
    /水漫(?!金)|淹了|被淹|淹到|泡水|(?:地板|家具|家里|屋里|房子|地下室|车库).{0,3}(?:泡了|泡水|进水)|水淹|水都漫|漫水|止不住水|水止不住|关不住水/,
  ],
];
/** Told as past, as a matter of money, or as a question of knowledge. */
const over =
  /怎么赔|赔偿|赔钱|谁赔|上(?:周|个?月|回|次)|去年|前年|昨天|前天|已经修|修好了?|会不会|是什么意思|什么叫|怎么办理|怎么防|预防|防止|(?:冬天|冻)[^,]{0,6}怎么/;

/** The danger that the words tell of as present. */
export const readDanger = (normalised: string): Danger | undefined =>
  over.test(normalised) ? undefined : patterns.find(([, pattern]) => pattern.test(normalised))?.[0];
