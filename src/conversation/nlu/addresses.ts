import { numeralClass, readNumeral } from './numerals.js';

/**
 * How an area stands to an address, both in words: it holds the address; it holds a part of what the address may mean; it names the same
 * street or estate and leaves this address out; it names something else.
 */
export type Cover = 'in' | 'part' | 'out' | 'elsewhere';

type Unit = 'number' | 'building' | 'phase';

interface Range {
  unit: Unit;
  from: number;
  to: number;
}

/** An area as a notice names it: `滨河路1-99号单号`, `翠湖小区1-6栋`, `解放路全段`. */
interface Extent {
  district?: string;
  /** The street or estate, without what people leave out. */
  name: string;
  ranges: readonly Range[];
  parity?: 'odd' | 'even';
  /** A stretch that no address tells: from one crossing to another, some of the houses. */
  vague: boolean;
}

const SHORTEST = 2;
const units: Readonly<Record<string, Unit>> = {
  号楼: 'building',
  号院: 'number',
  号: 'number',
  栋: 'building',
  幢: 'building',
  座: 'building',
  '#': 'building',
  期: 'phase',
};
const unit = '号楼|号院|号|栋|幢|座|#|期';
const joiner = '[-~至到]';
const estate = /(?:小区|社区)$/;
const street = /(?:路|街|道|巷|弄|胡同)$/;
const inChineseNumerals = new RegExp(
  `(?<![\\d${numeralClass.slice(1, -1)}])(${numeralClass}{1,3})(?=(?:[-~至到、,]|${numeralClass}|\\d)*(?:${unit}))`,
  'g',
);

const normal = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s()[\]【】]+/g, '')
    .replace(/[–—―－～]/g, '-')
    .replace(inChineseNumerals, (words) => String(readNumeral(words) ?? words));

/** A district before a name; an estate, a park and the like end alike and are none. */
const districtLead = /^([\u4e00-\u9fa5]{1,6}?(?:(?<![小社园新厂校院景发库片街])区|县))(?=.{2})/;

const stem = (name: string): string => {
  const short = name.replace(estate, '');
  return short.length >= SHORTEST ? short : name;
};

const part = new RegExp(`(\\d+)(?:(?:${unit})?${joiner}(\\d+))?(${unit})?(以[上后]|以[下前])?`, 'g');

/** The ranges of houses and buildings in what follows a name; of a list, a unit holds for what stands before it. */
const rangesIn = (tail: string, usual: Unit): Range[] => {
  const ranges: Range[] = [];
  let held: Unit = usual;
  for (const [, first = '', last, word, open] of [...tail.matchAll(part)].reverse()) {
    held = word ? (units[word] ?? held) : held;
    const [a, b] = [Number(first), Number(last ?? first)];
    const [from, to] = [Math.min(a, b), Math.max(a, b)];
    const above = open === '以上' || open === '以后';
    ranges.unshift({ unit: held, from: open && !above ? 0 : from, to: above ? Number.POSITIVE_INFINITY : to });
  }
  return ranges;
};

const odd = /单号|单数|奇数|奇号/;
const even = /双号|双数|偶数|偶号/;
const whole = /^(?:的)?(?:全段|全线|全路段|沿线|沿街|全部|整个|一带|附近|周边|片区|全区|全小区)*$/;

/** What a notice's area says. */
const readExtent = (area: string): Extent => {
  const text = normal(area);
  const district = districtLead.exec(text)?.[1];
  const rest = district ? text.slice(district.length) : text;
  const cut =
    /\d|单号|单数|奇|双号|双数|偶|全段|全线|全路段|全部|沿线|沿街|一带|附近|周边|部分|以[东西南北]/.exec(rest)?.index ??
    rest.length;
  const crossing = /^(.{2,}?(?:路|街|道))(.+(?:至|到|-|以[东西南北]).*)$/.exec(rest);
  const end = crossing && crossing[1]!.length < cut ? crossing[1]!.length : cut;
  const named = end >= SHORTEST ? rest.slice(0, end) : rest;
  const tail = rest.slice(named.length);
  const ranges = rangesIn(tail, street.test(named) ? 'number' : 'building');
  const [isOdd, isEven] = [odd.test(tail), even.test(tail)];
  return {
    ...(district ? { district } : {}),
    name: stem(named),
    ranges,
    ...(isOdd === isEven ? {} : { parity: isOdd ? ('odd' as const) : ('even' as const) }),
    vague: /部分|以[东西南北]/.test(tail) || (ranges.length === 0 && !isOdd && !isEven && !whole.test(tail)),
  };
};

/** What makes another name of it: 解放路二巷 is not 解放路, 滨河路 is not 滨河小区. */
const otherName = new RegExp(
  `^(?:[东西南北中前后]|${numeralClass}|\\d)*(?:路|街|巷|弄|胡同|大道|花园|新村|公寓|家园|山庄|大厦|广场|新城|名城)`,
);

/** A district or a township holds what it is named before. */
const wide = /[区县镇乡]$|街道$/;
/** The mere word is nobody's name. */
const generic = /^(?:小区|社区)$/;

/** What stands in the address behind the name; undefined: it does not stand there. */
const behind = (text: string, name: string): string | undefined => {
  if (name.length < SHORTEST || generic.test(name)) return undefined;
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const rest = text.slice(at + name.length);
    const cutsNumber = (/^\d/.test(name) && /\d$/.test(text.slice(0, at))) || (/\d$/.test(name) && /^\d/.test(rest));
    if (!cutsNumber && (wide.test(name) || !otherName.test(rest))) return rest;
  }
  return undefined;
};

/** The house, the building and the phase that follow a name. */
const doorsIn = (rest: string): Partial<Record<Unit, number>> => {
  const found: Partial<Record<Unit, number>> = {};
  for (const [, digits, word = ''] of rest.matchAll(new RegExp(`(\\d+)(${unit})`, 'g'))) {
    const kind = units[word];
    if (kind) found[kind] ??= Number(digits);
  }
  return found;
};

const fits = (ranges: readonly Range[], value: number): boolean =>
  ranges.some(({ from, to }) => value >= from && value <= to);

const ofUnit = (extent: Extent, kind: Unit): readonly Range[] => extent.ranges.filter((range) => range.unit === kind);

/** Each unit that the extent speaks of, against the door; a door that does not say is a part of it. */
const coverOf = (extent: Extent, rest: string): Cover => {
  const doors = doorsIn(rest);
  const verdicts = (['phase', 'building', 'number'] as const).flatMap((kind): Cover[] => {
    const ranges = ofUnit(extent, kind);
    if (ranges.length === 0) return [];
    // In an estate people say the number of a building for its door.
    const alone = kind === 'building' && ofUnit(extent, 'number').length === 0;
    const value = doors[kind] ?? (alone ? doors.number : undefined);
    if (value === undefined) return ['part'];
    return [fits(ranges, value) ? 'in' : 'out'];
  });
  if (extent.parity) {
    const value = doors.number ?? doors.building;
    verdicts.push(value === undefined ? 'part' : (value % 2 === 1) === (extent.parity === 'odd') ? 'in' : 'out');
  }
  if (verdicts.includes('out')) return 'out';
  return extent.vague || verdicts.includes('part') ? 'part' : 'in';
};

/**
 * Whether the area of a notice, by its name, holds an address or the name of a place. Numbers of houses count one by one and by side,
 * buildings and phases likewise; a stretch between two crossings is a part of its street.
 */
export const covers = (area: string, address: string): Cover => {
  const extent = readExtent(area);
  const text = normal(address);
  const district = districtLead.exec(text)?.[1];
  if (extent.district && district && extent.district !== district) return 'elsewhere';
  if (extent.district !== undefined && [text, `${text}区`].includes(extent.district)) return 'part';
  const rest = behind(text, extent.name);
  if (rest !== undefined) return coverOf(extent, rest);
  // The bare beginning of a name, as people say it.
  const said = stem(district ? text.slice(district.length) : text);
  if (said.length < SHORTEST || !extent.name.startsWith(said)) return 'elsewhere';
  return otherName.test(extent.name.slice(said.length)) ? 'elsewhere' : coverOf(extent, '');
};

/** Whether an area names houses or buildings one by one, so that what is merely near is not meant. */
export const isExact = (area: string): boolean => {
  const { ranges, parity, vague } = readExtent(area);
  return vague || parity !== undefined || ranges.length > 0;
};

const doorAfter = new RegExp(`^(?:小区|社区)?的?((?:(?:\\d+|${numeralClass}{1,3})(?:${unit}))+)`);

/** A place said in words, with the number of the house or the building that follows it there. */
export const withDoor = (words: string, place: string): string => {
  const at = words.indexOf(place);
  const door = at < 0 ? undefined : doorAfter.exec(words.slice(at + place.length).replace(/\s+/g, ''))?.[1];
  return door ? `${place}${door}` : place;
};
