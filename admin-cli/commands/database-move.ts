import type { Imported, Problem, Tell } from '../../src/database/maintenance/index.js';
import { command } from '../command.js';
import { type Output, table } from '../output.js';
import { many, required } from '../settings.js';
import { bytesInWords, dataDir, onThisMachine, path, placeOf } from './database-place.js';

const collections = many('只要这个集合；不给就是全部', '集合', path);

/** Says how far a work is: collection, per cent, documents, and how many a second since the work began. */
const telling = (out: Output, verb: string): Tell => {
  const began = performance.now();
  let before = 0;
  let last = { collection: '', done: 0 };
  return ({ collection, done, total }) => {
    if (last.collection !== collection) before += last.done;
    last = { collection, done };
    const rate = Math.round((before + done) / Math.max(0.001, (performance.now() - began) / 1000));
    const percent = total === 0 ? 100 : Math.floor((100 * done) / total);
    out.progress(`${verb} ${collection} ${percent}%，${done} 个文档，每秒 ${rate} 个`);
  };
};

export const exportTo = command({
  name: 'database export',
  summary: '把数据导出成 mongoimport 能读的文件：一个集合一个 .jsonl，每行一个文档；导出前请先停服务',
  options: { to: required('导出到哪里：还没有的目录，或空目录', '目录', path), collection: collections, dataDir },
  example: 'admin-cli database export --to /backup/water-json',
  async run({ to, collection, dataDir: given }, context) {
    const { out } = context;
    const made = await onThisMachine(({ exportCollections }) =>
      exportCollections(placeOf(given, context), { to, collections: collection }, telling(out, '导出')),
    );
    out.progressEnd();
    const documents = made.collections.reduce((sum, one) => sum + one.documents, 0);
    const bytes = made.collections.reduce((sum, one) => sum + one.bytes, 0);
    out.result(
      made,
      [
        `已导出到 ${made.folder}`,
        `数据库 ${made.database}，${made.collections.length} 个集合，${documents} 个文档，${bytesInWords(bytes)}；每行都读回来核对过`,
        '导出时服务如果在运行，这就不是同一时刻的数据；搬家请先停服务',
      ].join('\n'),
    );
    return undefined;
  },
});

const problemNames: Readonly<Record<Problem['kind'], string>> = {
  broken: '不是文档',
  differs: '已有不同的文档',
  refused: '数据库拒绝',
  short: '行数不对',
};
const SHOWN = 20;

const importWords = ({ database, collections, problems, problemCount }: Imported): string => {
  const rows = collections.map(({ name, inserted, there, indexes }) => [
    name,
    ...[inserted, there, indexes].map(String),
  ]);
  const lines = problems
    .slice(0, SHOWN)
    .map(
      ({ file, line, kind, reason }) => `${file}${line ? ` 第 ${line} 行` : ''}：${problemNames[kind]}（${reason}）`,
    );
  return [
    `数据库 ${database}`,
    table(['集合', '新写入', '原来就有', '索引'], rows),
    problemCount === 0
      ? '全部导入了；再运行一次可以核对：应该都是“原来就有”'
      : `有 ${problemCount} 处没有导入，别的都导入了：`,
    ...lines,
    ...(problemCount > lines.length ? [`……还有 ${problemCount - lines.length} 处`] : []),
  ].join('\n');
};

export const importFrom = command({
  name: 'database import',
  summary: '导入 database export 导出的目录，连同索引；断了再运行一次会接着来，已有的文档从不覆盖',
  options: { from: required('导出的目录', '目录', path), collection: collections, dataDir },
  example: 'admin-cli database import --from /backup/water-json',
  async run({ from, collection, dataDir: given }, context) {
    const { out } = context;
    const imported = await onThisMachine(({ importCollections }) =>
      importCollections(placeOf(given, context), { from, collections: collection }, telling(out, '导入')),
    );
    out.progressEnd();
    out.result(imported, importWords(imported));
    return imported.problemCount > 0 ? 'failed' : undefined;
  },
});
