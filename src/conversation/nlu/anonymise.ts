import { redact } from '../redact.js';
import { numeralClass } from './numerals.js';

const DIGITS = '*';
const NAME = '某某';

const spoken = '[零〇一二三四五六七八九幺两洞拐勾]';
/** Mobiles, customer numbers, passwords, codes, ticket numbers, also in pieces or spoken: no wish hangs on so many digits. */
const longNumber = new RegExp(
  `[a-z]{0,3}\\d{5,}|(?<!\\d)\\d{2,4}(?:[ -]\\d{2,4}){2,}(?!\\d)|(?<!\\d)\\d{4} ?\\d{4}(?!\\d)|${spoken}{5,}`,
  'gi',
);
const mail = /[\w.+-]+@[\w-]+\.[\w.-]+/g;
/** What is announced as a number of somebody's. */
const announced =
  /((?:密码|口令|验证码|微信号?|qq号?|尾号|门牌|房号|户号|电话|手机号?)(?:是|为|:|：)? ?)[a-z\d_](?:[ -]?[a-z\d_]){2,}/gi;

const figure = `(?:\\d+[a-z]?|${numeralClass}{1,4})`;
/** A house, a block, a flat: 12号 behind a street, 3栋2单元501, 5-2-501. A bare 25号 is a day, and stays. */
const house = new RegExp(`((?:路|街|道|巷|弄|胡同|村|里)(?:的)?)${figure}(?=号|弄|院)`, 'g');
const block = new RegExp(`${figure}(?=号楼|号院|栋|幢|座|单元|楼层|室|门(?!口))`, 'g');
const flat = /(?<=栋|幢|座|单元|楼|号)\d{3,4}(?!\d|[年月日点元块吨])/g;
const chained = /(?<!\d)\d{1,3}(?:[-#]\d{1,4}){1,3}(?![\d月日])/g;

const surname =
  '[赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛范彭鲁韦马苗凤方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕罗毕郝邬安常于傅齐康伍余顾孟黄穆萧尹姚邵汪祁毛米贝臧戴宋庞熊纪舒屈项祝董梁杜阮闵季贾路江童颜郭梅盛林钟徐邱骆高夏蔡田樊胡霍万柯卢莫房解应宗丁邓洪石崔龚程陆甄曲封靳焦谷车侯全仇甘厉景叶司黎白蒲赖卓屠池乔谭申冉燕尚温庄柴瞿阎习艾鱼古易廖终居衡步耿文寇东欧关岳龙段邢曾代辛肖]';
const han = '[\\u4e00-\\u9fa5]';
const compound = '(?:欧阳|上官|司马|司徒|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|夏侯)';
const given = '(?:(?![的在住想要家来])[\\u4e00-\\u9fa5])';
/** Who is named: behind "my name is", whoever it is; behind "I am" and "the holder", what looks like a name. */
const introduced = new RegExp(
  `((?:我|他|她|本人)(?:的)?(?:名字)?叫|姓名(?:是|为|叫|:)|名字(?:是|叫|:)|户名(?:是|为|叫|:)|户主(?:名字)?(?:是|叫|:))(?!啥|什么|谁|了|不|你|人|师)(?:${compound}${given}{1,2}|${given}{2,3})`,
  'g',
);
const alleged = new RegExp(
  `((?:我是|户主|户名|姓名|联系人(?:是|:)?|业主(?:是|叫)?))${surname}${han}{1,2}(?=$|[^\\u4e00-\\u9fa5]|的|家|在|住|来|想|要|电话|手机|身份)`,
  'g',
);
const addressed = new RegExp(`${surname}${han}{0,2}(?=先生|女士|小姐|太太|阿姨|大爷|师傅)`, 'g');
const surnamed = /((?:我|免贵)姓)[\u4e00-\u9fa5]/g;

/**
 * Words as they may leave the house: numbers, names and house numbers taken out, what is asked left in. It rather takes out too much. Pure.
 * @param words normalised
 */
export const anonymise = (words: string): string =>
  redact(words)
    .text.replace(mail, DIGITS)
    .replace(announced, `$1${DIGITS}`)
    .replace(longNumber, DIGITS)
    .replace(chained, DIGITS)
    .replace(house, `$1${DIGITS}`)
    .replace(block, DIGITS)
    .replace(flat, DIGITS)
    .replace(introduced, `$1${NAME}`)
    .replace(alleged, `$1${NAME}`)
    .replace(surnamed, `$1某`)
    .replace(addressed, NAME);

/** What a model that was trained on entailment is asked for each choice; `{}` is the choice's title. */
export const hypothesis = '这句话的意思是{}。';
