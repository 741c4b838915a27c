import { readFileSync } from 'node:fs';
import { type OutOf, routes } from '../../src/admin-api/contract.js';
import { command } from '../command.js';
import { misuse } from '../failure.js';
import { card, table } from '../output.js';
import { countOf, many, oneOf, optional, required, textLike, wordsOf } from '../settings.js';
import { readInstant, shortTime } from '../times.js';
import { noticeKinds, noticeStates, readArea } from '../words.js';
import { moreBelow, paging } from './paging.js';

type Notice = OutOf<typeof routes.noticeShow>;

const TITLE = 64;
const BODY = 5000;
const noticeId = required(
  '公告编号，见 notices list',
  '编号',
  textLike(/^[A-Za-z0-9:_.-]{1,64}$/, '请照抄列表里的编号'),
);

const areasOf = (areas: Notice['areas']): string =>
  areas.map(({ name, radiusM }) => (radiusM ? `${name}（${radiusM} 米内）` : name)).join('、');

const shown = (notice: Notice): string =>
  card([
    ['编号', notice.id],
    ['类型', noticeKinds[notice.kind]],
    ['状态', noticeStates[notice.state]],
    ['标题', notice.title],
    ['正文', notice.body],
    ['范围', areasOf(notice.areas)],
    ['开始', shortTime(notice.from)],
    ['结束', shortTime(notice.to)],
    ['进展', notice.timeline.map(({ at, text }) => `${shortTime(at)} ${text}`).join('\n')],
    ['起草', `${notice.createdBy} ${shortTime(notice.createdAt)}`],
    ['发布', shortTime(notice.publishedAt)],
    ['看过', `${notice.views} 次`],
    ['版本', String(notice.version)],
  ]);

/**
 * The first line `# …` is the title, the rest the body.
 * @throws Failure usage
 */
export const readNoticeFile = (file: string): { title?: string; body?: string } => {
  let text = '';
  try {
    text = readFileSync(file, 'utf8')
      .replace(/^\ufeff/, '')
      .replace(/\r\n?/g, '\n');
  } catch {
    return misuse(`读不了文件 ${file}`);
  }
  const [, title = '', rest] = /^\s*#[ \t]+(.+)\n?([\s\S]*)$/.exec(text) ?? [];
  const body = (rest ?? text).trim();
  return {
    ...(title ? { title: wordsOf(TITLE)(title) } : {}),
    ...(body ? { body: wordsOf(BODY)(body) } : {}),
  };
};

const content = {
  title: optional(`标题，最多 ${TITLE} 字`, '标题', wordsOf(TITLE)),
  body: optional(`正文，最多 ${BODY} 字`, '正文', wordsOf(BODY)),
  area: many('范围：名称，或 名称@纬度,经度,半径米', '范围', readArea),
  from: optional('开始时间，北京时间或带时区', '时间', readInstant),
  to: optional('结束时间', '时间', readInstant),
  file: optional('从文件读标题（# 开头的第一行）和正文', '文件', readNoticeFile),
};

interface Content {
  title?: string | undefined;
  body?: string | undefined;
  area?: readonly ReturnType<typeof readArea>[] | undefined;
  from?: string | undefined;
  to?: string | undefined;
  file?: { title?: string; body?: string } | undefined;
}

/** The fields that were given; what is written out goes before what the file says. */
const given = ({ title, body, area, from, to, file }: Content) => {
  if (from && to && Date.parse(from) >= Date.parse(to)) misuse('结束时间（--to）要晚于开始时间（--from）');
  const words = { title: title ?? file?.title, body: body ?? file?.body };
  return {
    ...(words.title ? { title: words.title } : {}),
    ...(words.body ? { body: words.body } : {}),
    ...(area ? { areas: [...area] } : {}),
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
  };
};

export const list = command({
  name: 'notices list',
  summary: '公告列表，新的在前',
  options: {
    kind: optional('只看一类', '类型', oneOf(noticeKinds)),
    state: optional('只看一种状态', '状态', oneOf(noticeStates)),
    ...paging,
  },
  example: 'admin-cli notices list --kind emergency --state published',
  async run({ kind, state, limit, after }, { api, out }) {
    const query = { limit, ...(kind ? { kind } : {}), ...(state ? { state } : {}), ...(after ? { after } : {}) };
    const page = await api.call(routes.noticeList, { query });
    const rows = page.items.map((notice) => [
      notice.id,
      noticeKinds[notice.kind],
      noticeStates[notice.state],
      notice.title,
      notice.areas.map(({ name }) => name).join('、'),
      shortTime(notice.from),
      shortTime(notice.to),
    ]);
    out.result(page, table(['编号', '类型', '状态', '标题', '范围', '开始', '结束'], rows) + moreBelow(page.next));
  },
});

export const show = command({
  name: 'notices show',
  summary: '看一条公告',
  args: { id: noticeId },
  example: 'admin-cli notices show 6740a1f2c3d4e5f607182930',
  async run({ id }, { api, out }) {
    const notice = await api.call(routes.noticeShow, { params: { id } });
    out.result(notice, shown(notice));
  },
});

export const create = command({
  name: 'notices create',
  summary: '起草一条公告；发布用 notices publish',
  options: { kind: required('planned、emergency、quality、pressure 或 news', '类型', oneOf(noticeKinds)), ...content },
  example:
    'admin-cli notices create --kind emergency --title "芳草园抢修停水" --body "主管漏水，正在抢修" --area "芳草园@31.23,121.47,500" --from "2026-11-21 14:00" --to "2026-11-21 20:00"',
  async run({ kind, ...fields }, { api, out }) {
    const {
      title = misuse('缺少标题：用 --title，或在 --file 的第一行写 # 标题'),
      body = misuse('缺少正文：用 --body 或 --file'),
      ...rest
    } = given(fields);
    const notice = await api.call(routes.noticeCreate, { body: { kind, title, body, ...rest } });
    out.result(notice, `已起草，编号 ${notice.id}。发布：admin-cli notices publish ${notice.id}`);
  },
});

export const edit = command({
  name: 'notices edit',
  summary: '改一条公告，只改写出来的部分',
  args: { id: noticeId },
  options: {
    kind: optional('类型', '类型', oneOf(noticeKinds)),
    ...content,
    version: optional('看到的版本；别人改过就不改', '版本', countOf(1_000_000)),
  },
  example: 'admin-cli notices edit 6740a1f2c3d4e5f607182930 --to "2026-11-21 22:00"',
  async run({ id, kind, version, ...fields }, { api, out }) {
    const change = { ...given(fields), ...(kind ? { kind } : {}) };
    if (Object.keys(change).length === 0) misuse('没有写要改什么');
    const notice = await api.call(routes.noticeEdit, {
      params: { id },
      body: { ...change, ...(version ? { version } : {}) },
    });
    out.result(notice, `已改好，现在是第 ${notice.version} 版\n${shown(notice)}`);
  },
});

export const publish = command({
  name: 'notices publish',
  summary: '发布一条公告，客户马上能查到',
  args: { id: noticeId },
  example: 'admin-cli notices publish 6740a1f2c3d4e5f607182930',
  async run({ id }, { api, out }) {
    const notice = await api.call(routes.noticePublish, { params: { id } });
    out.result(notice, `已发布：${notice.title}`);
  },
});

export const withdraw = command({
  name: 'notices withdraw',
  summary: '撤回一条公告',
  args: { id: noticeId },
  example: 'admin-cli notices withdraw 6740a1f2c3d4e5f607182930',
  async run({ id }, { api, out }) {
    const notice = await api.call(routes.noticeWithdraw, { params: { id } });
    out.result(notice, `已撤回：${notice.title}`);
  },
});

export const remove = command({
  name: 'notices delete',
  summary: '删除一条草稿',
  args: { id: noticeId },
  example: 'admin-cli notices delete 6740a1f2c3d4e5f607182930',
  async run({ id }, { api, out }) {
    await api.call(routes.noticeDelete, { params: { id } });
    out.result({ id, deleted: true }, `已删除草稿 ${id}`);
  },
});

export const report = command({
  name: 'notices report',
  summary: '给停水公告加一条现场进展',
  args: { id: noticeId },
  options: { text: required('进展，最多 600 字', '文字', wordsOf(600)) },
  example: 'admin-cli notices report 6740a1f2c3d4e5f607182930 --text "漏点找到，正在焊接"',
  async run({ id, text }, { api, out }) {
    const notice = await api.call(routes.noticeReport, { params: { id }, body: { text } });
    out.result(notice, `已加进展：${text}`);
  },
});
