import type { StoreStats, Tell } from '../../src/database/maintenance/index.js';
import { command } from '../command.js';
import type { Context } from '../context.js';
import { card, clean, packed, table } from '../output.js';
import { optional, required } from '../settings.js';
import { shortTime } from '../times.js';
import { bytesInWords, dataDir, onThisMachine, path, placeOf } from './database-place.js';

const statsWords = (stats: StoreStats): string => {
  const { collections } = stats;
  const head = card([
    [
      '数据库',
      `${stats.kind === 'embedded' ? `内置，文件格式 ${stats.format}` : `MongoDB ${stats.version}`}，${stats.database}`,
    ],
    ['文件', `${bytesInWords(stats.fileBytes)}，其中空闲 ${bytesInWords(stats.freeBytes)}`],
    ['集合', `${collections.length} 个，文档 ${collections.reduce((sum, { documents }) => sum + documents, 0)} 个`],
  ]);
  const rows = collections.map(({ name, documents, bytes, average, indexes }) => [
    name,
    String(documents),
    bytesInWords(bytes),
    bytesInWords(average),
    packed(
      indexes.map((index) => `${index.name} ${bytesInWords(index.bytes)}`),
      44,
      '，',
    ),
  ]);
  return `${head}\n${table(['集合', '文档', '大小', '平均', '索引'], rows)}`;
};

export const stats = command({
  name: 'database stats',
  summary: '数据库里有什么：各集合的文档数、大小、索引，文件大小和空闲',
  options: { dataDir },
  example: 'admin-cli database stats --data-dir /srv/water/data',
  async run(input, context) {
    const found = await onThisMachine(({ readStats }) => readStats(placeOf(input.dataDir, context)));
    context.out.result(found, statsWords(found));
    return undefined;
  },
});

const tally = (collections: Readonly<Record<string, number>>): string => {
  const counts = Object.values(collections);
  return `${counts.length} 个集合，${counts.reduce((sum, count) => sum + count, 0)} 个文档`;
};

const tellIn =
  ({ out }: Context, verb: string): Tell =>
  ({ collection, done, total }) =>
    out.progress(`${verb} ${done + 1} / ${total} ${collection}`);

export const backup = command({
  name: 'database backup',
  summary: '备份内置数据库，服务不用停：备份是某一刻的完整副本，带校验和',
  options: { to: required('备份放到哪里：还没有的目录，或空目录', '目录', path), dataDir },
  example: 'admin-cli database backup --to /backup/water-2026-11-22',
  async run(input, context) {
    context.out.progress('正在备份，服务可以照常使用');
    const made = await onThisMachine(({ backUp }) => backUp(placeOf(input.dataDir, context), input.to));
    context.out.progressEnd();
    context.out.result(
      made,
      [
        `已备份到 ${made.folder}`,
        `${shortTime(made.takenAt)}，${tally(made.collections)}，${bytesInWords(made.bytes)}`,
        '加密密钥（SEAL_KEYS、BLIND_INDEX_KEY）不在备份里，请另外保存：没有它们，备份里的个人信息打不开',
      ].join('\n'),
    );
    return undefined;
  },
});

export const restore = command({
  name: 'database restore',
  summary: '把备份恢复成数据库：先停下服务；从不覆盖，全部核对过才放到位',
  options: { from: required('备份的目录', '目录', path), dataDir },
  example: 'admin-cli database restore --from /backup/water-2026-11-22 --data-dir /srv/water/data',
  async run(input, context) {
    context.out.progress('正在核对备份');
    const restored = await onThisMachine((maintenance) =>
      maintenance.restore(placeOf(input.dataDir, context), input.from, tellIn(context, '核对')),
    );
    context.out.progressEnd();
    context.out.result(
      restored,
      [
        `已恢复到 ${restored.folder}`,
        `备份于 ${shortTime(restored.takenAt)}，${tally(restored.collections)}，每个集合都核对过`,
        '启动服务前，SEAL_KEYS 和 BLIND_INDEX_KEY 要和备份时的一样（演示：数据目录里的 demo-credentials.json）',
      ].join('\n'),
    );
    return undefined;
  },
});

export const check = command({
  name: 'database check',
  summary: '核对每个集合的文档、索引、计数；服务不用停。也能核对一份备份',
  options: { backup: optional('核对这份备份，而不是数据库', '目录', path), dataDir },
  example: 'admin-cli database check --backup /backup/water-2026-11-22',
  async run({ backup: folder, dataDir: given }, context) {
    const tell = tellIn(context, '核对');
    const checked = await onThisMachine(({ checkBackup, checkStore }) =>
      folder === undefined ? checkStore(placeOf(given, context), tell) : checkBackup(folder, tell),
    );
    context.out.progressEnd();
    const ending = checked.errors.length === 0 ? '没有问题' : `有 ${checked.errors.length} 个问题`;
    context.out.result(checked, clean([...checked.errors, `${tally(checked.collections)}，${ending}`].join('\n')));
    return checked.errors.length === 0 ? undefined : 'failed';
  },
});
