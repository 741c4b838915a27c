import { type OutOf, routes } from '../../src/admin-api/contract.js';
import { command } from '../command.js';
import { misuse } from '../failure.js';
import { BODY_MAX, type NoticeFile, readNoticeFile, TITLE_MAX } from '../notice-file.js';
import { countOf, many, oneOf, optional, wordsOf } from '../settings.js';
import { readInstant, shortTime } from '../times.js';
import { noticeKinds, readArea } from '../words.js';
import { noticeId, showNotice } from './notices.js';

/** An instant, or null for none: it takes the time away. */
const instantOrNone = (text: string): string | null =>
  ['none', '无'].includes(text.trim()) ? null : readInstant(text);

const content = {
  title: optional(`标题，最多 ${TITLE_MAX} 字`, '标题', wordsOf(TITLE_MAX)),
  body: optional(`正文，最多 ${BODY_MAX} 字`, '正文', wordsOf(BODY_MAX)),
  area: many(
    '范围：名称，或 名称@纬度,经度,半径米；前面可以加 片区/；名称可以带门牌或楼号，如 滨河路1-99号单号、翠湖小区1-6栋',
    '范围',
    readArea,
  ),
  from: optional('开始时间，北京时间或带时区', '时间', instantOrNone),
  to: optional('结束时间；恢复时间未定写 none', '时间', instantOrNone),
  expires: optional('到这个时间下线，不再给客户看；不要了写 none', '时间', instantOrNone),
  file: optional('从文件读：--- 之间写 kind、area、from、to、expires，下面 # 标题、正文', '文件', readNoticeFile),
};

interface Content {
  title?: string | undefined;
  body?: string | undefined;
  area?: readonly ReturnType<typeof readArea>[] | undefined;
  from?: string | null | undefined;
  to?: string | null | undefined;
  expires?: string | null | undefined;
  file?: NoticeFile | undefined;
}

/** The fields that were given; what is written out goes before what the file says. */
const given = ({ title, body, area, from, to, expires, file = {} }: Content) => {
  const { kind: _kind, ...filed } = file;
  const fields = {
    ...filed,
    ...(title ? { title } : {}),
    ...(body ? { body } : {}),
    ...(area ? { areas: [...area] } : {}),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(expires === undefined ? {} : { expiresAt: expires }),
  };
  if (fields.from && fields.to && Date.parse(fields.from) >= Date.parse(fields.to))
    misuse('结束时间（--to）要晚于开始时间（--from）');
  return fields;
};

/** Without the times that were said to be none: a new notice has none to take away. */
const present = <T extends object>(fields: T) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)) as {
    [K in keyof T]: Exclude<T[K], null>;
  };

export const create = command({
  name: 'notices create',
  summary: '起草一条公告；发布用 notices publish',
  options: {
    kind: optional('类型，文件里写了可以不写', '类型', oneOf(noticeKinds)),
    ...content,
  },
  example:
    'admin-cli notices create --kind emergency --title "芳草园抢修停水" --body "主管漏水，正在抢修" --area "芳草园@31.23,121.47,500" --from "2026-11-21 14:00" --to "2026-11-21 20:00"',
  async run({ kind = undefined, ...fields }, { api, out }) {
    const {
      title = misuse('缺少标题：用 --title，或在 --file 里写 # 标题'),
      body = misuse('缺少正文：用 --body 或 --file'),
      ...rest
    } = present(given(fields));
    const what = kind ?? fields.file?.kind ?? misuse('缺少 --kind（planned、emergency、quality、pressure 或 news）');
    const notice = await api.call(routes.noticeCreate, { body: { kind: what, title, body, ...rest } });
    out.result(notice, `已起草，编号 ${notice.id}。发布：admin-cli notices publish ${notice.id}`);
  },
});

type Edited = OutOf<typeof routes.noticeEdit>;

/** What an edit means for those who were answered from the notice. */
const toBeTold = ({ readers }: Edited): string =>
  readers.waiting > 0
    ? `问过这条公告的 ${readers.waiting} 位客户会收到更正（夜里 22 点到 7 点不打扰，急的除外）\n`
    : '';

export const edit = command({
  name: 'notices edit',
  summary: '改一条公告，只改写出来的部分；时间、范围、正文的更正会告诉问过的客户',
  args: { id: noticeId },
  options: {
    kind: optional('类型', '类型', oneOf(noticeKinds)),
    ...content,
    version: optional('看到的版本；别人改过就不改', '版本', countOf(1_000_000)),
  },
  example: 'admin-cli notices edit 6740a1f2c3d4e5f607182930 --to "2026-11-21 22:00"',
  async run({ id, kind, version, ...fields }, { api, out }) {
    const filed = fields.file?.kind;
    const change = { ...given(fields), ...(filed ? { kind: filed } : {}), ...(kind ? { kind } : {}) };
    if (Object.keys(change).length === 0) misuse('没有写要改什么');
    const notice = await api.call(routes.noticeEdit, {
      params: { id },
      body: { ...change, ...(version ? { version } : {}) },
    });
    const stale = (change.from ?? change.to) && !change.body ? '正文没有改，里面写的时间请核对\n' : '';
    out.result(notice, `已改好，现在是第 ${notice.version} 版\n${toBeTold(notice)}${stale}${showNotice(notice)}`);
  },
});

export const publish = command({
  name: 'notices publish',
  summary: '发布一条公告，客户马上能查到；或者定时发布',
  args: { id: noticeId },
  options: { at: optional('到这个时间自动发布', '时间', readInstant) },
  example: 'admin-cli notices publish 6740a1f2c3d4e5f607182930 --at "2026-11-22 07:00"',
  async run({ id, at }, { api, out }) {
    const notice = await api.call(routes.noticePublish, { params: { id }, body: at ? { at } : {} });
    out.result(
      notice,
      notice.publishAt ? `已定时：${notice.title}，${shortTime(notice.publishAt)} 自动发布` : `已发布：${notice.title}`,
    );
  },
});

export const withdraw = command({
  name: 'notices withdraw',
  summary: '撤回一条公告；问过的客户会收到通知',
  args: { id: noticeId },
  example: 'admin-cli notices withdraw 6740a1f2c3d4e5f607182930',
  async run({ id }, { api, out }) {
    const notice = await api.call(routes.noticeWithdraw, { params: { id } });
    out.result(notice, `${`已撤回：${notice.title}\n${toBeTold(notice)}`.trimEnd()}`);
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
