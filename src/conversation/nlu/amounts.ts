import { numeralClass, readNumeral } from './numerals.js';

const N = `(?:\\d[\\d,]*(?:\\.\\d{1,2})?|${numeralClass}+)`;
const UNIT = '(?:元|块|圆|蚊|洋钿|rmb|yuan|kuai|大洋)';
/** 208.60元, 两百零八块六, 一百五十块钱 */
const withUnit = new RegExp(`(${N})(?:来|多)?个?${UNIT}(?:(${numeralClass})(?!${numeralClass}|[个月吨方])[毛角]?)?`);
const signed = new RegExp(`[¥$￥]\\s*(${N})`);
/** 充值200, 先存个一百五, 充它二百 */
const afterVerb = new RegExp(
  `(?:充值?|存|预[存交付缴]|储值|增值|加|交|付|缴|买|搁|放|打)(?:里头|里面|进去|水费|水卡|个|它|起|住|点|上|了|入|够|满|到)*[ :]*(${N})(?!${numeralClass}|[个份年月日号吨方期天季笔户家处套次点]|半?[年月])`,
);

const yuanOf = (text: string): number | undefined =>
  /^[\d,.]+$/.test(text) ? Number(text.replaceAll(',', '')) : readNumeral(text);

/** Yuan named in a sentence, at most two decimals: `充值200元`, `先存个一百五`, `两百零八块六`. Nothing below a fen or above a million. */
export const readAmount = (text: string): number | undefined => {
  const unit = withUnit.exec(text);
  const found = unit ?? signed.exec(text) ?? afterVerb.exec(text);
  // 交一下, 存一些: a bare one counts nothing
  const said = found?.[1] ?? '';
  const whole = found && (unit || said !== '一') ? yuanOf(said) : undefined;
  const tenths = unit?.[2] ? (readNumeral(unit[2]) ?? 0) : 0;
  const amount = whole === undefined ? undefined : Math.round((whole + tenths / 10) * 100) / 100;
  return amount !== undefined && amount >= 0.01 && amount <= 1_000_000 ? amount : undefined;
};
