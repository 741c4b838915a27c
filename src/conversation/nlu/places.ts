const lead =
  /^(?:请问|麻烦|帮我|帮忙|给我|查一下|查查|查下|查|看看|看一下|问一下|问下|想问|你们|咱们|咱|我们家|我们|我家|我住|我在|俺们|俺|我|住在|住|在|的|是|那个|那|这边|这|今天|今晚|今早|明天|明早|明晚|后天|昨天|现在|为什么|为啥|怎么|咋|又|又是|下周|这周|本周|周[一二三四五六日天]|星期[一二三四五六日天]|\d+[日号]|\d+月|有没有|是不是|听说|到底|整个|全|就|还|地点|地址|位置|路口|去|到|和|跟|[,。、?! ])+/;
const shapes =
  /[\u4e00-\u9fa5]{2,10}?(?:小区|社区|花园|家园|新村|公寓|新城|苑|湾|府|邨|村|大道|广场|路|街|巷|弄|里|园|城|镇|大厦|学校|医院)(?:[\d一二三四五六七八九十]+(?:号|栋|幢|弄|期)?)?/g;
const notPlaces =
  /^(?:自来水|用水|城|营业|网点|一路|半路|马路|公园里|家里|哪里|这里|那里|屋里|手里|心里|小区|社区|村里|学校|医院|全城|农村|城里|水路|管路|线路|短路|电路|楼里|夜里|城市|市里|县里|院里)/;

/** The place a sentence names: a known one first, else by its shape (小区, 路…号, 村). */
export const readArea = (text: string, known: readonly string[]): string | undefined => {
  const named = known.filter((name) => text.includes(name)).sort((a, b) => b.length - a.length)[0];
  if (named) return named;
  for (const clause of text.split(/[,。?!;、 ]/)) {
    for (const found of clause.matchAll(shapes)) {
      const place = found[0].replace(lead, '');
      if (place.length >= 3 && !notPlaces.test(place)) return place;
    }
  }
  return undefined;
};
