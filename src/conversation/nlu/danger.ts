/** Kinds of danger that come before everything else. */
export type Danger = 'burst' | 'electric' | 'flood';

const patterns: readonly (readonly [Danger, RegExp])[] = [
  ['electric', /触电|漏电|电着|电到(?:人|我)|(?:水|淹).{0,6}(?:配电|电箱|电表|插座|电闸)/],
  [
    'burst',
    /爆管|(?:水管|管子|管道|主管|总管|水龙头|管).{0,3}(?:爆了|爆裂|炸了|崩了|裂开)|爆水管|喷水|喷得|水柱|往外(?:喷|冒|涌)水|直喷|狂喷/,
  ],
  ['flood', /(?:水漫|淹了|被淹|泡了|水淹|水都漫|漫水)/],
];
const over = /(?:怎么赔|赔偿|上(?:周|个?月)|去年|昨天|前天|已经修|修好了|是什么意思|怎么办理)/;

export const readDanger = (normalised: string): Danger | undefined =>
  over.test(normalised) ? undefined : patterns.find(([, pattern]) => pattern.test(normalised))?.[0];
