import type { OutOf, routes } from '../src/admin-api/contract.js';
import { table, wrap } from './output.js';
import { dayTime } from './times.js';
import { deskEndings, deskSpeakers, deskStates, sentThings, wayNames } from './words.js';

type List = OutOf<typeof routes.deskList>;
type Row = List['items'][number];
export type DeskTalk = OutOf<typeof routes.deskShow>;
type Line = DeskTalk['lines'][number];

/** `40 秒`, `12 分钟`, `1 小时 5 分钟` */
const span = (seconds: number): string => {
  if (seconds < 60) return `${seconds} 秒`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} 分钟` : `${Math.floor(minutes / 60)} 小时 ${minutes % 60} 分钟`;
};

/** What came instead of words, as the bot keeps it. */
const things: Readonly<Record<string, string>> = {
  image: '照片',
  photo: '照片',
  voice: '语音',
  follow: '关注',
  video: '视频',
  menu: '点了菜单',
};
const inWords = (text: string): string =>
  text.replace(/^\[(\w+)\]/, (whole, what: string) => (things[what] ? `[${things[what]}]` : whole));

const stateOf = ({ state, owed, clerk }: Row): string =>
  state === 'waiting' ? deskStates.waiting : `${clerk ?? ''}${owed ? '\n客户等答复' : ''}`;

/** The queue at a glance: who has waited how long, who is spoken to by whom, and the newest words. */
export const deskTable = ({ open, items }: List): string => {
  const waiting = items.filter(({ state }) => state === 'waiting').length;
  const head = `${open ? '现在接人工' : '现在不接人工（不在 DESK_HOURS 里）'}，在等 ${waiting} 位，接待中 ${items.length - waiting} 位`;
  if (items.length === 0) return head;
  const rows = items.map((row) => [
    row.number,
    stateOf(row),
    span(row.sinceSeconds),
    [row.account ?? '没绑户号', row.district ?? ''].filter(Boolean).join('\n'),
    row.last ? inWords(row.last.text) : '',
  ]);
  return `${head}\n${table(['会话', '谁接待', '从要人工起', '户号', '客户最近的话'], rows, { ruled: true })}`;
};

const WIDTH = 84;

const saidOf = ({ id, text, media, place, sent }: Line): string =>
  [
    media ? `[${sentThings[media.kind]}${media.kind === 'video' ? '' : ` ${id.slice(-6)}`}]` : '',
    place ? `[位置] ${place.label}（${place.latitude}, ${place.longitude}）` : '',
    inWords(text),
    sent ? `〔${wayNames[sent.way]}〕` : '',
  ]
    .filter(Boolean)
    .join(' ');

const lineOf = (line: Line): string => {
  const words = `${dayTime(line.at).slice(6)} ${line.by ?? deskSpeakers[line.from]}：${saidOf(line)}`;
  return wrap(words.replace(/\n{2,}/g, '\n'), WIDTH).replaceAll('\n', '\n      ');
};

/** One conversation: who, since when, and all that was said, what was said to the bot first. */
export const deskCard = (talk: DeskTalk): string => {
  const { number, state, clerk, account, district, askedAt, ending, ticket, lines } = talk;
  const who = [account ? `户号 ${account}` : '没绑户号', district].filter(Boolean).join('，');
  const how =
    state === 'held'
      ? `${clerk ?? ''} 接待中`
      : ending
        ? `${deskStates[state]}，${deskEndings[ending]}`
        : deskStates[state];
  const [earlier, since] = [lines.filter(({ before }) => before), lines.filter(({ before }) => !before)];
  return [
    `${number}　${how}${ticket ? `，转成工单 ${ticket}` : ''}`,
    `${who}；${dayTime(askedAt)} 要的人工`,
    ...(earlier.length > 0 ? ['── 之前和机器人说的', ...earlier.map(lineOf)] : []),
    ...(since.length > 0 ? ['── 要人工以后', ...since.map(lineOf)] : ['── 要人工以后还没有说话']),
  ].join('\n');
};
