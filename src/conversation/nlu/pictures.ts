const drawing = '(?:图表?|图片|曲线图?|柱状图|走势图?|卡片)';
const asked = '(?:我?(?:要|想)?(?:看看?|给我|发我|来|打开|显示)?(?:一下|下|一?[个张])?)';
const end = '(?:看看|看一下|发我|发给我|给我|吧|呢)?';

/** Asks to see bills or usage as a picture, and nothing else; may name a home or a time before it. */
export const PICTURE = new RegExp(
  `^(?!.*(?:投诉|举报|停水|拍|照|上传)).{0,16}(?:账单|水费单?|用水量?)的?${drawing}${end}$|^${asked}(?:图表?|柱状图)${end}$`,
);
