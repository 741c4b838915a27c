import { conceptsOf } from './lexicon.js';

/** What stands for a thing that was cut out: its name in brackets that nobody types. */
const mark = (name: string): string => `〔${name}〕`;

const SURNAME =
  '(?:欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|夏侯|[赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜戚谢邹喻苏潘葛范彭郎鲁韦马苗凤花方俞任袁柳鲍史唐薛雷贺倪汤滕殷罗毕郝邬安常乐于傅齐康伍余元顾孟黄穆萧尹姚邵汪祁毛禹狄米贝臧成戴宋庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万柯管卢莫房裘缪解应宗丁宣邓郁杭洪包左石崔吉龚程邢裴陆荣翁荀甄曲芮储靳焦牧谷车侯班宁仇栾甘厉武符刘景詹龙叶黎乔闻翟谭贡姬申冉桑桂牛边燕尚温庄晏柴瞿阎连容古易廖耿匡欧沃蔚巩聂晁敖冷辛阚饶曾沙丰游权岳佟肖覃涂单])';
const HAN = '[\\u4e00-\\u9fff]';
/** Where a name may end. */
const END = '(?=$|[^\\u4e00-\\u9fff]|的|家|住|是|户|电话|手机|想|要|我|在|这)';
const NAME = `${SURNAME}${HAN}{1,2}?${END}`;
const PERSON =
  '先生|女士|小姐|师傅|阿姨|大爷|大妈|大娘|大叔|叔叔|伯伯|奶奶|爷爷|老师|主任|经理|科长|所长|站长|大姐|大哥';
const ROLE =
  '(?:户主|户名|业主|机主|开户人|姓名|名字|本人|联系人|收件人|房东|租客)(?:姓名|名字)?(?:[是叫为:：]|改[成为]|换成|写的是?)?\\s*';
const INTRODUCED = '(?:我叫|名叫|叫做|我姓|我的名字[是叫])\\s*';
const NO_NAME = '(?![你他她它人谁了过不的啥个来去这那]|什么|师傅|物业)';
const NUMERAL = '[二三四五六七八九十百零〇]';
const HOUSE = `(?:号楼|号院|栋(?!楼)|幢|座|单元|弄)`;
const INSIDE = `(?:[\\s-]*(?:\\d+|${NUMERAL}{1,4})(?:号楼|单元|栋|幢|楼|层|室|号|房|户)?)*`;

const date = /^20\d{2}[ -]?(?:0?[1-9]|1[0-2])[ -]?\d{1,2}$/;
/** Numbers that everybody calls. */
const service = /^(?:12345|12315|12319|9[56]\d{3}|100\d{2}|400\d{7})$/;

/** What a long number is, by its length and its first digits; what is nobody's stays. */
const numberMarked = (run: string): string => {
  const digits = run.replace(/\D/g, '');
  if (service.test(digits) || (/[ -]/.test(run) && date.test(run))) return run;
  if (/^(?:86)?1[3-9]\d{9}$/.test(digits)) return mark('手机号');
  if ([15, 17, 18].includes(digits.length)) return mark('身份证号');
  if (digits.length >= 16) return mark('银行卡号');
  if (/^0\d{9,11}$/.test(digits)) return mark('电话');
  return mark(digits.length === 8 ? '户号' : '数字');
};

const spokenMarked = (run: string): string =>
  mark({ 11: '手机号', 18: '身份证号', 8: '户号' }[[...run].length] ?? '数字');

/** In this order: what is certain by its own shape, then names, which lean on the marks before them. */
const cuts: readonly (readonly [RegExp, string | ((found: string) => string)])[] = [
  [/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, mark('邮箱')],
  [/(?<![a-z\d])(?:ts|sq)\d{11,14}(?!\d)/gi, mark('单号')],
  [/(?<=(?:密码|口令|验证码)[^\da-z〔〕]{0,4})[\da-z]{4,}/gi, mark('密码')],
  [/(?<=(?:微信|qq|扣扣)号?码?[是为:：]?\s*)[a-z\d][\w-]{4,}/gi, mark('账号')],
  [/(?<![\da-z])\d{17}x(?![\da-z])/gi, mark('身份证号')],
  [/(?<![\d.])\d{1,3}-\d{1,3}-\d{2,4}(?![\d-])/g, mark('门牌')],
  [/(?<!\d)\+?\d(?:[ -]?\d){4,}(?![\d.])/g, numberMarked],
  [/\d{5,}/g, numberMarked],
  [/(?<=(?:尾号|尾数|末四位|后四位)[是为:：]?\s*)\d{4}(?!\d)/g, mark('四位')],
  [/[零〇一二三四五六七八九幺两]{5,}/g, spokenMarked],
  [new RegExp(`(?:\\d+|${NUMERAL}{1,4}|[a-z])${HOUSE}${INSIDE}`, 'gi'), mark('门牌')],
  [/(?<!\d)\d{2,4}(?:室|房间|户(?!号))/g, mark('门牌')],
  [/(?<=[路街巷道村里])(?:\d+|[一二三四五六七八九十百零〇]+)号(?:附\d+号)?/g, mark('门牌')],
  [new RegExp(`${SURNAME}(?=${PERSON})`, 'g'), mark('姓')],
  [new RegExp(`(?<=${INTRODUCED})${NO_NAME}${HAN}(?:${HAN}{1,3}?${END}|${HAN}{1,2})`, 'g'), mark('姓名')],
  [new RegExp(`(?<=${ROLE})${NAME}`, 'g'), mark('姓名')],
  [new RegExp(`(?<=我是)${NAME}`, 'g'), mark('姓名')],
  [new RegExp(`${SURNAME}${HAN}{1,2}(?=[\\s,，:：]*〔(?:手机号|身份证号|银行卡号|户号|电话)〕)`, 'g'), mark('姓名')],
  [
    new RegExp(
      `(?<=〔(?:手机号|身份证号|银行卡号|户号|电话)〕[\\s,，:：]*)${SURNAME}${HAN}{1,2}(?=$|[^\\u4e00-\\u9fff])`,
      'g',
    ),
    mark('姓名'),
  ],
];

const bareName = new RegExp(`^${SURNAME}${HAN}{1,2}$`);

/**
 * Words without what tells who wrote them: numbers of phones, papers, cards, customers and tickets, passwords, names where they are
 * introduced, house numbers, accounts elsewhere. Rather too much is cut than too little. Twice is the same as once.
 */
export const impersonal = (words: string): string => {
  const plain = words.normalize('NFKC').trim();
  if (bareName.test(plain) && conceptsOf(plain).length === 0) return mark('姓名');
  return cuts.reduce(
    (text, [pattern, by]) => (typeof by === 'string' ? text.replace(pattern, by) : text.replace(pattern, by)),
    plain,
  );
};

const leftovers = [
  /(?<!\d)(?!(?:19|20)\d{2}(?!\d))(?!(?:12345|12315|12319|9[56]\d{3}|100\d{2}|400\d{7})(?!\d))\d{4,}/,
  /(?=[a-z]*\d)(?=\d*[a-z])[a-z\d]{6,}/i,
  new RegExp(`(?:我叫|我姓|名叫|户主叫|户主是|姓名是|名字是)(?![我谁本不什你他她])${HAN}`),
  /@/,
];

/** Whether words from which all that is known was cut may still tell of a person: somebody should look before they are shared. */
export const seemsPersonal = (words: string): boolean =>
  impersonal(words) !== words.normalize('NFKC').trim() || leftovers.some((pattern) => pattern.test(words));

/** The words as an example: what stands for a thing that was cut out is said in plain words. */
export const asExample = (words: string): string => words.replace(/[〔〕]/g, '');
