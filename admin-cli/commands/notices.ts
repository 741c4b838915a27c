import { type OutOf, routes } from '../../src/admin-api/contract.js';
import { command } from '../command.js';
import { card, table } from '../output.js';
import { oneOf, optional, required, textLike, wordsOf } from '../settings.js';
import { shortTime } from '../times.js';
import { noticeActs, noticeFields, noticeKinds, noticeStates } from '../words.js';
import { moreBelow, paging } from './paging.js';

type Notice = OutOf<typeof routes.noticeShow>;
type Version = OutOf<typeof routes.noticeVersions>['items'][number];

export const noticeId = required(
  '公告编号，见 notices list',
  '编号',
  textLike(/^[A-Za-z0-9:_.-]{1,64}$/, '请照抄列表里的编号'),
);

const areasOf = (areas: Notice['areas']): string =>
  areas
    .map(({ name, district, radiusM }) => [
      district ? `${district}/${name}` : name,
      radiusM ? `（${radiusM} 米内）` : '',
    ])
    .map((parts) => parts.join(''))
    .join('、');

const stateOf = ({ state, online, publishAt }: Notice): string =>
  [noticeStates[state], ...(publishAt ? [`${shortTime(publishAt)} 自动发布`] : []), online ? '在线' : '不在线'].join(
    '，',
  );

/** A notice with all that staff may know of it. */
export const showNotice = (notice: Notice): string =>
  card([
    ['编号', notice.id],
    ['类型', noticeKinds[notice.kind]],
    ['状态', stateOf(notice)],
    ['标题', notice.title],
    ['正文', notice.body],
    ['范围', areasOf(notice.areas)],
    ['开始', shortTime(notice.from)],
    ['结束', shortTime(notice.to)],
    ['下线', shortTime(notice.expiresAt)],
    ['进展', notice.timeline.map(({ at, text }) => `${shortTime(at)} ${text}`).join('\n')],
    ['起草', `${notice.createdBy} ${shortTime(notice.createdAt)}`],
    ['发布', shortTime(notice.publishedAt)],
    ['看过', `${notice.views} 次`],
    [
      '答过',
      `${notice.readers.answered} 位客户；已告知更正 ${notice.readers.told} 位，待告知 ${notice.readers.waiting} 位`,
    ],
    ['版本', String(notice.version)],
  ]);

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
      String(notice.views),
    ]);
    out.result(
      page,
      table(['编号', '类型', '状态', '标题', '范围', '开始', '结束', '看过'], rows) + moreBelow(page.next),
    );
  },
});

export const show = command({
  name: 'notices show',
  summary: '看一条公告',
  args: { id: noticeId },
  example: 'admin-cli notices show 6740a1f2c3d4e5f607182930',
  async run({ id }, { api, out }) {
    const notice = await api.call(routes.noticeShow, { params: { id } });
    out.result(notice, showNotice(notice));
  },
});

const TIMES: ReadonlySet<string> = new Set(['from', 'to', 'expiresAt', 'publishAt']);

const changeOf = ({ field, before, after }: Version['changes'][number]): string => {
  const side = (value: string | undefined): string =>
    value === undefined ? '（空）' : TIMES.has(field) ? shortTime(value) : value;
  const name = noticeFields[field] ?? field;
  return before === undefined ? `${name}：${side(after)}` : `${name}：${side(before)} → ${side(after)}`;
};

export const versions = command({
  name: 'notices versions',
  summary: '看一条公告谁在什么时候改了什么',
  args: { id: noticeId },
  example: 'admin-cli notices versions 6740a1f2c3d4e5f607182930',
  async run({ id }, { api, out }) {
    const page = await api.call(routes.noticeVersions, { params: { id } });
    const rows = page.items.map(({ version, at, by, what, changes }) => [
      String(version),
      shortTime(at),
      by === 'system' ? '系统' : by,
      noticeActs[what],
      changes.map(changeOf).join('\n'),
    ]);
    out.result(page, table(['版本', '时间', '谁', '做了什么', '改动'], rows));
  },
});

export const report = command({
  name: 'notices report',
  summary: '给停水公告加一条现场进展',
  args: { id: noticeId },
  options: { text: required('进展，最多 500 字', '文字', wordsOf(500)) },
  example: 'admin-cli notices report 6740a1f2c3d4e5f607182930 --text "漏点找到，正在焊接"',
  async run({ id, text }, { api, out }) {
    const notice = await api.call(routes.noticeReport, { params: { id }, body: { text } });
    out.result(notice, `已加进展：${text}`);
  },
});
