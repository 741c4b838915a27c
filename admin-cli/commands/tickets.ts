import { routes } from '../../src/admin-api/contract.js';
import { command } from '../command.js';
import { saveFiles } from '../save-files.js';
import { flag, oneOf, optional, required, textLike, wordsOf } from '../settings.js';
import { reachLine, ticketCard, ticketTable } from '../ticket-views.js';
import { shortTime } from '../times.js';
import { ticketStates, wayNames } from '../words.js';
import { moreBelow, paging } from './paging.js';

const ticketNumber = required(
  '工单号，如 TS20261121042',
  '单号',
  textLike(/^[A-Z]{2}\d{11,14}$/, '工单号像 TS20261121042 这样'),
);
const words = (what: string) => required(`${what}，最多 600 字`, '文字', wordsOf(600));

export const list = command({
  name: 'tickets list',
  summary: '工单列表：超时、催办、重开的在最前，办完的在最后，其余先到期的在前',
  options: {
    state: optional('只看一种状态', '状态', oneOf(ticketStates)),
    clerk: optional('只看一个人的', '用户名', textLike(/^[A-Za-z0-9:_.-]{1,64}$/, '请写用户名')),
    mine: flag('只看我的'),
    overdue: flag('只看超时还没答复的'),
    urged: flag('只看客户催过、还没答复的'),
    district: optional('只看一个片区的', '片区', wordsOf(32)),
    ...paging,
  },
  example: 'admin-cli tickets list --state open',
  async run({ state, clerk, mine, overdue, urged, district, limit, after }, { api, out, server, signIns }) {
    const whose = mine ? signIns.of(server)?.user : clerk;
    const query = {
      limit,
      ...(state ? { state } : {}),
      ...(whose ? { clerk: whose } : {}),
      ...(overdue ? { late: 'true' as const } : {}),
      ...(urged ? { urged: 'true' as const } : {}),
      ...(district ? { district } : {}),
      ...(after ? { after } : {}),
    };
    const page = await api.call(routes.ticketList, { query });
    out.result(page, page.items.length > 0 ? ticketTable(page.items) + moreBelow(page.next) : '没有这样的工单');
  },
});

export const show = command({
  name: 'tickets show',
  summary: '看一张工单',
  args: { number: ticketNumber },
  options: {
    full: flag('联系方式不打码（会留下记录）'),
    open: optional('把照片和语音存到这个目录', '目录', wordsOf(1000)),
  },
  example: 'admin-cli tickets show TS20261121042 --full',
  async run({ number, full, open }, context) {
    const ticket = await context.api.call(routes.ticketShow, {
      params: { number },
      query: full ? { full: 'true' as const } : {},
    });
    if (open === undefined) context.out.result(ticket, ticketCard(ticket));
    else {
      const stored = ticket.media.filter(({ state }) => state === 'stored').map(({ id }) => id);
      const { files } = await saveFiles(open, stored, {
        nameOf: (id) => `${number}-${id}`,
        read: (id) => context.api.call(routes.ticketMedia, { params: { number, id } }),
        out: context.out,
      });
      const below = files.length > 0 ? `附件已存：\n${files.join('\n')}` : '没有可存的附件';
      context.out.result({ ...ticket, files }, `${ticketCard(ticket)}\n${below}`);
    }
  },
});

export const take = command({
  name: 'tickets take',
  summary: '接一张工单',
  args: { number: ticketNumber },
  example: 'admin-cli tickets take TS20261121042',
  async run({ number }, { api, out }) {
    const ticket = await api.call(routes.ticketTake, { params: { number } });
    out.result(ticket, `已接单 ${number}，请在 ${shortTime(ticket.dueAt)} 前答复\n${reachLine(ticket)}`);
  },
});

export const release = command({
  name: 'tickets release',
  summary: '退回一张工单，别的同事可以接（超级管理员也可以退别人的）',
  args: { number: ticketNumber },
  example: 'admin-cli tickets release TS20261121042',
  async run({ number }, { api, out }) {
    out.result(await api.call(routes.ticketRelease, { params: { number } }), `${number} 已退回待处理`);
  },
});

export const transfer = command({
  name: 'tickets transfer',
  summary: '把工单转给一位同事（超级管理员也可以转别人的）',
  args: { number: ticketNumber },
  options: { to: required('接手的同事', '用户名', textLike(/^[a-z0-9][a-z0-9._-]{1,31}$/, '请写用户名')) },
  example: 'admin-cli tickets transfer TS20261121042 --to liuyang',
  async run({ number, to }, { api, out }) {
    const ticket = await api.call(routes.ticketTransfer, { params: { number }, body: { clerk: to } });
    out.result(ticket, `${number} 已转给 ${to}`);
  },
});

export const reply = command({
  name: 'tickets reply',
  summary: '答复工单，内容发到客户的微信',
  args: { number: ticketNumber },
  options: { text: words('答复内容') },
  example: 'admin-cli tickets reply TS20261121042 --text "今天下午换好"',
  async run({ number, text }, { api, out }) {
    const replied = await api.call(routes.ticketReply, { params: { number }, body: { text } });
    const { sent, left } = replied;
    out.result(
      replied,
      sent === 'queued' || sent === 'unknown' || sent === 'gone'
        ? `已记下（${wayNames[sent]}）`
        : `已发出（${wayNames[sent]}），本次对话还能发 ${left} 条`,
    );
  },
});

export const note = command({
  name: 'tickets note',
  summary: '写一条内部备注，客户看不到',
  args: { number: ticketNumber },
  options: { text: words('备注') },
  example: 'admin-cli tickets note TS20261121042 --text "已联系维修班"',
  async run({ number, text }, { api, out }) {
    const ticket = await api.call(routes.ticketNote, { params: { number }, body: { text } });
    out.result(ticket, '已备注');
  },
});

export const resolve = command({
  name: 'tickets resolve',
  summary: '标为已解决，可以同时答复客户；投诉人会被问一次“解决了吗”',
  args: { number: ticketNumber },
  options: { text: optional('给客户的答复，最多 600 字', '文字', wordsOf(600)) },
  example: 'admin-cli tickets resolve TS20261121042 --text "水表已换好"',
  async run({ number, text }, { api, out }) {
    const ticket = await api.call(routes.ticketResolve, { params: { number }, body: text ? { text } : {} });
    out.result(
      ticket,
      `${number} 已解决${ticket.kind === 'complaint' && ticket.reach.way !== 'gone' ? '，已问客户解决了没有' : ''}`,
    );
  },
});

export const close = command({
  name: 'tickets close',
  summary: '关闭工单；投诉人没被问过“解决了吗”的，会问一次',
  args: { number: ticketNumber },
  options: { quiet: flag('不问客户（重复的、误发的工单）') },
  example: 'admin-cli tickets close TS20261121042',
  async run({ number, quiet }, { api, out }) {
    const ticket = await api.call(routes.ticketClose, { params: { number }, body: { quiet } });
    out.result(ticket, `${number} 已关闭`);
  },
});
