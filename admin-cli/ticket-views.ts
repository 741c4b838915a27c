import type { OutOf, routes } from '../src/admin-api/contract.js';
import { card, columns, packed, table, wrap } from './output.js';
import { dayTime, shortTime } from './times.js';
import {
  mediaKinds,
  mediaStates,
  shutWays,
  speakers,
  ticketEvents,
  ticketKinds,
  ticketStates,
  wayNames,
} from './words.js';

export type Ticket = OutOf<typeof routes.ticketShow>;
type Row = OutOf<typeof routes.ticketList>['items'][number];
type Line = Ticket['lines'][number];

/** What of a ticket calls for a look, in the fewest words. */
const marksOf = ({ late, urged, reopened, news, state }: Row | Ticket): string[] => [
  ...(late ? ['超时'] : []),
  ...(urged?.pressing ? [`催${urged.days}`] : []),
  ...(reopened > 0 && (state === 'open' || state === 'taken') ? ['重开'] : []),
  ...(news ? ['新'] : []),
];

/** A column's cell: wrapped to its width, which makes the table fit 100 columns. */
const cell = (text: string, width: number): string => wrap(text, width);

/** The beginning of a text that takes at most so many columns. */
const begin = (text: string, width: number): string => {
  const chars = [...text.replace(/\s+/g, ' ')];
  if (columns(chars.join('')) <= width) return chars.join('');
  while (columns(chars.join('')) > width - 2) chars.pop();
  return `${chars.join('')}…`;
};

const dueCell = ({ dueAt, answeredAt }: Row): string => `${dayTime(dueAt)}${answeredAt ? '\n已答' : ''}`;

const reachCell = ({ reach, state }: Row): string => {
  if (state === 'closed') return '';
  if (reach.way !== 'kf' || !reach.until)
    return { template: '模板', sms: '短信', queued: '等来信', gone: '已删除', kf: '' }[reach.way];
  return `${reach.left} 条\n到${Number(dayTime(reach.until).slice(3, 5))}日${dayTime(reach.until).slice(6)}`;
};

const WHAT = 32;

const lastOf = ({ last }: Row): string => {
  if (!last) return '';
  const who = last.by ?? speakers[last.from];
  const what = last.event ? `${ticketEvents[last.event]} ${last.text}` : last.text;
  return `\n${begin(`└ ${dayTime(last.at)} ${who}：${what.trim()}`, WHAT)}`;
};

const nearOf = ({ near }: Row): string => {
  if (near.length === 0) return '';
  const shown = near.slice(0, 2).map((number) => `…${number.slice(-3)}`);
  return `\n${begin(`同地点：${shown.join(' ')}${near.length > 2 ? ` 等 ${near.length} 张` : ''}`, WHAT)}`;
};

/** The list, to be taken in at a glance in 100 columns: what presses, until when, whose it is, how it may be answered, the newest word. */
export const ticketTable = (items: readonly Row[]): string =>
  table(
    ['单号', '状态', '期限', '处理人', '可直接回', '内容和最新动态'],
    items.map((ticket) => [
      ticket.number,
      [ticketStates[ticket.state], packed(marksOf(ticket), 8)].filter(Boolean).join('\n'),
      dueCell(ticket),
      cell(ticket.clerk ?? '', 8),
      reachCell(ticket),
      `${begin(`${ticket.kind === 'callback' ? `〔${ticketKinds.callback}〕` : ''}${ticket.summary}`, WHAT)}${lastOf(ticket)}${nearOf(ticket)}`,
    ]),
    { ruled: true },
  );

/** How the resident is reached now, in a line. */
export const reachLine = ({ reach }: Pick<Ticket, 'reach'>): string =>
  reach.way === 'kf' && reach.until
    ? `可直接回复：还剩 ${reach.left} 条，到 ${dayTime(reach.until)}`
    : `对话窗口已关：${shutWays[reach.way === 'kf' ? 'queued' : reach.way]}`;

const placeOf = ({ label, latitude, longitude }: NonNullable<Ticket['place']>): string =>
  latitude === undefined || longitude === undefined ? label : `${label}（${latitude}, ${longitude}）`;

const eventOf = ({ event, to, media, place }: Line): string =>
  [
    event ? `${ticketEvents[event]}${to ? ` ${to}` : ''}` : '',
    media?.length ? `附件 ${media.join('、')}` : '',
    place ? `地点 ${placeOf(place)}` : '',
  ]
    .filter(Boolean)
    .join('，');

const lineOf = (line: Line): string => {
  const { at, from, by, text, toResident, sent } = line;
  const way = sent ? `〔${wayNames[sent.way]}〕` : '';
  const inside = toResident || from === 'resident' || line.event ? '' : '（内部）';
  const words = [eventOf(line), text].filter(Boolean).join('：');
  return `${dayTime(at)} ${by ?? speakers[from]}${inside} ${words}${way}`;
};

const kilobytes = (bytes: number): string => `${Math.max(1, Math.round(bytes / 1024))} KB`;

const mediaOf = ({ id, kind, state, size, transcript }: Ticket['media'][number]): string =>
  `${mediaKinds[kind]} ${id}（${mediaStates[state]}${size ? `，${kilobytes(size)}` : ''}）${transcript ? ` 听到：${transcript}` : ''}`;

const dueLine = ({ dueAt, late, overdueAt, answeredAt }: Ticket): string => {
  const how = late ? '（已超时，还没答复）' : overdueAt ? '（超时后已答复）' : answeredAt ? '（已答复）' : '';
  return `${shortTime(dueAt)}${how}`;
};

const verdictLine = ({ verdict }: Ticket): string | undefined =>
  verdict && `${shortTime(verdict.at)} 客户说${verdict.solved ? '解决了' : '没解决'}`;

/** One ticket: what presses, how to answer, who and where, what was said. */
export const ticketCard = (ticket: Ticket): string =>
  card([
    ['单号', `${ticket.number}（${ticketKinds[ticket.kind]}）`],
    ['状态', [ticketStates[ticket.state], ...marksOf(ticket)].join('　')],
    ['处理人', ticket.clerk],
    ['答复期限', dueLine(ticket)],
    ['能否直接回', ticket.state === 'closed' ? undefined : reachLine(ticket)],
    [
      '催办',
      ticket.urged &&
        `${ticket.urged.days} 天催过，最近 ${shortTime(ticket.urged.at)}${ticket.answeredAt && !ticket.urged.pressing ? '，之后已答复' : ''}`,
    ],
    ['回访', verdictLine(ticket)],
    ['登记时间', shortTime(ticket.openedAt)],
    ['上一张', ticket.follows],
    ['内容', ticket.text],
    ['地点', ticket.place && placeOf(ticket.place)],
    ['联系人', ticket.contact && `${ticket.contact.holder} ${ticket.contact.mobile}`],
    ['户号地址', [ticket.account, ticket.district, ticket.contact?.address].filter(Boolean).join('　')],
    ['附件', ticket.media.map(mediaOf).join('\n')],
    ['经过', ticket.lines.map(lineOf).join('\n')],
  ]);
