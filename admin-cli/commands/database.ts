import type { StoreStats } from '../../src/database/maintenance/index.js';
import { command } from '../command.js';
import { card, packed, table } from '../output.js';
import { required } from '../settings.js';
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

export const backup = command({
  name: 'database backup',
  summary: '备份内置数据库，服务不用停：备份是某一刻的完整副本，带校验和',
  options: { to: required('备份放到哪里：还没有的目录，或空目录', '目录', path), dataDir },
  example: 'admin-cli database backup --to /backup/water-2026-11-22',
  async run(input, context) {
    context.out.progress('正在备份，服务可以照常使用');
    const made = await onThisMachine(({ backUp }) => backUp(placeOf(input.dataDir, context), input.to));
    context.out.progressEnd();
    const documents = Object.values(made.collections).reduce((sum, count) => sum + count, 0);
    context.out.result(
      made,
      [
        `已备份到 ${made.folder}`,
        `${shortTime(made.takenAt)}，${Object.keys(made.collections).length} 个集合，${documents} 个文档，${bytesInWords(made.bytes)}`,
        '加密密钥（SEAL_KEYS、BLIND_INDEX_KEY）不在备份里，请另外保存：没有它们，备份里的个人信息打不开',
      ].join('\n'),
    );
    return undefined;
  },
});
