const lead =
  /^(?:请问|麻烦|帮我|帮忙|给我|查一下|查查|查下|查|看看|看一下|问一下|问下|想问|你们|咱们|咱|我们家|我们|我家|我住|我在|我|俺们|俺|住在|住|在|的|是|那个|那边|那|这个|这边|这|刚才|刚刚|看到|看见|路过|经过|发现|位于|关于|邻居说|就是|应该|可能|好像|今天|今晚|今早|今日|听日|明天|明早|明晚|后天|昨天|昨晚|现在|为什么|为啥|怎么|咋|又是|又|下周|这周|本周|周[一二三四五六日天]|星期[一二三四五六日天]|[\d一二三四五六七八九十]+[日号月点]|有没有|是不是|会不会|听说|到底|整个|全部|全|就|还|地点|地址|位置|路口|去|到|和|跟|离|从|靠近|小伙子|师傅|同志|小同志|你好|您好|喂|嗯|停水|漏水|投诉|反映|举报|维修|哪些|[,。、?! ])+/;
const suffix =
  '小区|社区|花园|家园|新村|公寓|新城|名城|名邸|名都|名苑|公馆|华庭|雅居|豪庭|山庄|别墅|家属院|家属区|宿舍区?|大院|老区|厂区|新区|开发区|工业园|产业园|科技园|安置房|苑|湾|府|邸|邨|村|庄|屯|寨|坪|胡同|大道|步行街|商业街|广场|市场|商场|超市|酒店|宾馆|路|街|巷|弄|里|园|城|镇|乡|大厦|大楼|学校|中学|小学|幼儿园|大学|医院|派出所|火车站|车站|地铁站|公交站|终点站|粮站|桥头|桥|门口|后门|东门|西门|南门|北门';
const numeral = '[\\d一二三四五六七八九十]';
const shape = new RegExp(
  `[\\u4e00-\\u9fa5a-z\\d]{1,12}?(?:${suffix})(?:(?:${suffix})|公交(?:终点|总|车)?站|${numeral}+(?:号楼|号院|号|栋|幢|弄|期|座|单元)|[东西南北]?[区路街苑门里园]|[一二三四]期|附近|旁边|交叉口|路口)*`,
  'g',
);
/** Shaped like a place and none, or no place in particular. */
const notPlaces =
  /^(?:.*(?:能|会|好|快|怎么|咋|没|不|我|再|来|帮)弄|.*(?:自来水|用水|营业厅|公众号|供水|排水|下水|上水|来水|没水|停水|水管|水路|管路|线路|短路|电路|网络|套路|思路|马路|半路|一路|走路|修路|铁路|公路|半夜里|夜里|心里|手里|家里|屋里|楼里|一里|.*户头里|.*兜里|.*口袋里|.*卡里|里路|哪里|那里|这里|院里|村里|城里|乡里|市里|县里|厂里|店里|里头|里面|公里|群里|微信里|手机里|管子里|房子里|池子里|房间里|厨房里|公园里|网上|街坊|国家|专家|管道|楼道|渠道|味道|知道|报道|街道办)|(?:隔壁|旁边|对面|附近|其他|其它|别的|哪些|哪个|哪|几个|多个|本|整个|那个|这个|同一个?|我们|你们|咱们?|老旧|老|新|全|小|大|各|每个|一个|两个|有的|所有)?(?:小区|社区|村|城|学校|医院|镇|乡|街|路|巷|弄|里|园|门口|后门|单位门口|家门口|我家门口|楼下|市场|商场|超市|酒店|宾馆|幼儿园|大楼|桥|宿舍|中学|小学|大学|农村|城市|大街|老区|新区|城区|步行街附近))$/;

const hall = '(?:的|那个|那间|那家)*(?:营业厅|营业所|营业网点|网点|服务厅|服务点|服务大厅|自来水窗口|窗口)';
/** A place by which an outlet is named: 城东营业厅, 离大庙口最近的营业厅, 政务大厅的窗口. */
const besideHall = [
  /(?:离|靠近|挨着)([\u4e00-\u9fa5]{2,8}?)(?:这边|那边)?(?:最近|近)/,
  new RegExp(`([\\u4e00-\\u9fa5]{2,8}?)(?:附近|旁边|周边)?${hall}`),
];
const noHallName =
  /最近|附近|近|哪|什么|啥|几|自来水|水务|公司|你们|你哋|侬|水费|办|有|个|查|找|去|到|全|所有|一下|时间|地址|今|明|天|周|星期|节|国庆|春节|中午|下午|上午|现在|便民|我|俺|咱|请|问|线|列|看|营业|服务|柜|号|是/;

const anyHall = /营业厅|营业所|网点|服务厅|服务点|大厅|窗口/;
const going = /^(?:想|要|去|到|在|从|问)+|(?:有没有|还有|哪有|有|在)+$/g;

/** The name by which words point to an outlet. */
const readHall = (text: string): string | undefined => {
  if (!anyHall.test(text)) return undefined;
  for (const pattern of besideHall) {
    const name = pattern.exec(text)?.[1]?.replace(lead, '').replace(going, '');
    if (name && name.length >= 2 && !noHallName.test(name)) return name;
  }
  return undefined;
};

const SHORTEST = 2;

/** A district without its last word: 城东, and not 城东路. */
const saysShort = (text: string, district: string): boolean => {
  const at = text.indexOf(district.slice(0, -1));
  return at >= 0 && !/^[路街巷道桥门站小新村苑园花]/.test(text.slice(at + district.length - 1));
};

/** The place a sentence names: a known one first, else by its shape (小区, 路…号, 村). */
export const readArea = (text: string, known: readonly string[]): string | undefined => {
  const named = known.filter((name) => text.includes(name)).sort((a, b) => b.length - a.length)[0];
  if (named) return named;
  const beside = readHall(text);
  if (beside) return beside;
  const district = known.find((name) => name.length > SHORTEST && name.endsWith('区') && saysShort(text, name));
  if (district) return district;
  for (const clause of text.split(/[,。?!;:、 ]/)) {
    for (const found of clause.matchAll(shape)) {
      const place = found[0].replace(lead, '');
      if ([...place].length >= 3 && !notPlaces.test(place)) return place;
    }
  }
  return undefined;
};
