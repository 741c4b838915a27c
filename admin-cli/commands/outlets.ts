import { type OutOf, routes } from '../../src/admin-api/contract.js';
import { command } from '../command.js';
import { misuse } from '../failure.js';
import { readOutletFile } from '../outlet-file.js';
import { card, table } from '../output.js';
import { flag, many, type Reader, required, wordsOf } from '../settings.js';

type Outlet = OutOf<typeof routes.outletShow>;

const states = { open: '开着', closed: '没开', unknown: '不知道' } as const;

const name = required('网点名称，见 outlets list', '名称', wordsOf(40));

/** `30.59,114.33` @throws Failure usage */
const readPoint: Reader<{ latitude: number; longitude: number }> = (text) => {
  const [, north, east] =
    /^\s*(-?\d{1,2}(?:\.\d+)?)\s*[,，]\s*(-?\d{1,3}(?:\.\d+)?)\s*$/.exec(text) ??
    misuse(`位置“${text}”不对，请写成 纬度,经度，如 30.5925,114.3335`);
  const point = { latitude: Number(north), longitude: Number(east) };
  return Math.abs(point.latitude) <= 90 && Math.abs(point.longitude) <= 180
    ? point
    : misuse(`位置“${text}”不在地图上，先写纬度，再写经度`);
};

const shown = (outlet: Outlet): string =>
  card([
    ['名称', outlet.name],
    ['地址', outlet.address],
    ['时间', outlet.hours],
    ['现在', outlet.now === 'unknown' ? '不知道（时间看不懂，或是节假日），不会对客户说开没开' : states[outlet.now]],
    ['位置', `${outlet.latitude}, ${outlet.longitude}（GCJ-02）`],
    ['就近', outlet.serves.join('、')],
  ]);

export const list = command({
  name: 'outlets list',
  summary: '营业网点列表，客户看到的就是这个顺序',
  example: 'admin-cli outlets list',
  async run(_none, { api, out }) {
    const page = await api.call(routes.outletList, {});
    const rows = page.items.map((outlet) => [outlet.name, outlet.address, outlet.hours, states[outlet.now]]);
    out.result(page, table(['名称', '地址', '时间', '现在'], rows));
  },
});

export const show = command({
  name: 'outlets show',
  summary: '看一家网点',
  args: { name },
  example: 'admin-cli outlets show 城东营业厅',
  async run({ name: which }, { api, out }) {
    const outlet = await api.call(routes.outletShow, { params: { name: which } });
    out.result(outlet, shown(outlet));
  },
});

export const put = command({
  name: 'outlets put',
  summary: '添加一家网点，或整个换掉同名的一家',
  args: { name },
  options: {
    address: required('地址', '地址', wordsOf(100)),
    hours: required('营业时间，如 "周一至周五 8:30-17:30，周六 9:00-16:00，节假日休息"', '时间', wordsOf(100)),
    at: required('位置：纬度,经度（GCJ-02，和微信、腾讯地图上看到的一样）', '位置', readPoint),
    serves: many('就近的小区或路名', '地名', wordsOf(40)),
  },
  example:
    'admin-cli outlets put 城东营业厅 --address 城东区东湖路88号 --hours "周一至周五 8:30-17:30" --at 30.5925,114.3335',
  async run({ name: which, address, hours, at, serves }, { api, out }) {
    const outlet = await api.call(routes.outletPut, {
      params: { name: which },
      body: { address, hours, ...at, serves: [...(serves ?? [])] },
    });
    out.result(outlet, `已保存\n${shown(outlet)}`);
  },
});

export const remove = command({
  name: 'outlets remove',
  summary: '去掉一家网点，不再告诉客户',
  args: { name },
  example: 'admin-cli outlets remove 城东营业厅',
  async run({ name: which }, { api, out }) {
    await api.call(routes.outletRemove, { params: { name: which } });
    out.result({ name: which, removed: true }, `已去掉 ${which}`);
  },
});

const named = (what: string, names: readonly string[]): string[] =>
  names.length > 0 ? [`${what} ${names.length} 家：${names.join('、')}`] : [];

export const importFile = command({
  name: 'outlets import',
  summary: '用文件换掉全部网点：文件里没有的会去掉；有一行不对就什么都不改',
  args: {
    file: required(
      'CSV（第一行 name,address,hours,latitude,longitude,serves）或 JSON 数组；坐标 GCJ-02',
      '文件',
      readOutletFile,
    ),
  },
  options: { dryRun: flag('只看会改什么，不改') },
  example: 'admin-cli outlets import outlets.csv --dry-run',
  async run({ file, dryRun }, { api, out }) {
    const changes = await api.call(routes.outletImport, { body: { outlets: file, dryRun } });
    const lines = [
      ...named('新增', changes.added),
      ...named('改动', changes.changed),
      ...named('去掉', changes.removed),
    ];
    const head = dryRun ? `共 ${changes.imported} 家，这次没有改` : `已导入 ${changes.imported} 家`;
    out.result(changes, [head, ...(lines.length > 0 ? lines : ['和现有的一样'])].join('\n'));
  },
});
