import type { Outlet } from '../src/domain/outlets/index.js';
import { metresBetween, type Point } from '../src/kernel/geo.js';

export interface Estate extends Point {
  name: string;
  district: string;
}

const east = '城东区';
const west = '城西区';
const river = '临江区';

/** Estates of the demo city, more than 900 m from each other. */
export const estates = [
  { name: '芳草园', district: east, latitude: 30.601, longitude: 114.326 },
  { name: '翠湖小区', district: east, latitude: 30.588, longitude: 114.342 },
  { name: '金桂苑', district: east, latitude: 30.579, longitude: 114.325 },
  { name: '东湖花园', district: east, latitude: 30.6085, longitude: 114.338 },
  { name: '翡翠城', district: west, latitude: 30.602, longitude: 114.268 },
  { name: '桃源里', district: west, latitude: 30.59, longitude: 114.259 },
  { name: '西苑小区', district: west, latitude: 30.58, longitude: 114.275 },
  { name: '锦绣华庭', district: west, latitude: 30.611, longitude: 114.28 },
  { name: '育才小区', district: west, latitude: 30.5935, longitude: 114.283 },
  { name: '临江花园', district: river, latitude: 30.559, longitude: 114.293 },
  { name: '江景苑', district: river, latitude: 30.552, longitude: 114.308 },
  { name: '滨河新村', district: river, latitude: 30.564, longitude: 114.321 },
  { name: '望江楼小区', district: river, latitude: 30.548, longitude: 114.281 },
  { name: '幸福里', district: river, latitude: 30.568, longitude: 114.278 },
] as const satisfies readonly Estate[];

export type EstateName = (typeof estates)[number]['name'];

/** @throws Error for a name that the list lacks, which its type forbids */
export const estateOf = (name: EstateName): Estate => {
  const estate = estates.find((one) => one.name === name);
  if (!estate) throw new Error('an estate of the demo is missing');
  return estate;
};

export const streets: Readonly<Record<string, readonly string[]>> = {
  [east]: ['东湖路', '芳草街', '建设大道'],
  [west]: ['翡翠路', '西苑路', '人民路'],
  [river]: ['滨河路', '望江路', '解放街'],
};

/** Every name of a place that residents may say: estates, districts, streets. */
export const demoAreas: readonly string[] = [
  ...estates.map(({ name }) => name),
  ...Object.keys(streets),
  ...Object.values(streets).flat(),
];

const weekAndSaturday = '周一至周五 8:30–17:30，周六 9:00–16:00';

const doors: readonly Omit<Outlet, 'serves'>[] = [
  { name: '城东营业厅', address: '城东区东湖路88号', hours: weekAndSaturday, latitude: 30.5925, longitude: 114.3335 },
  { name: '城西营业厅', address: '城西区人民路15号', hours: weekAndSaturday, latitude: 30.596, longitude: 114.274 },
  { name: '临江营业厅', address: '临江区滨河路6号', hours: weekAndSaturday, latitude: 30.557, longitude: 114.302 },
  {
    name: '市民中心自来水窗口',
    address: '城东区建设大道1号',
    hours: '周一至周五 9:00–17:00',
    latitude: 30.5905,
    longitude: 114.306,
  },
  {
    name: '桃源里便民服务点',
    address: '城西区桃源里社区中心',
    hours: '周一至周六 9:00–12:00，14:00–17:00',
    latitude: 30.5902,
    longitude: 114.2594,
  },
];

const nearestDoor = (estate: Estate): string | undefined =>
  [...doors].sort((a, b) => metresBetween(estate, a) - metresBetween(estate, b))[0]?.name;

/** The outlets of the demo city; each serves the estates that it is the nearest to. */
export const outlets: readonly Outlet[] = doors.map((door) => ({
  ...door,
  serves: estates.filter((estate) => nearestDoor(estate) === door.name).map(({ name }) => name),
}));
