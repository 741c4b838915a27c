import { routes } from '../../src/admin-api/contract.js';
import { command } from '../command.js';
import { table } from '../output.js';
import { countOf, optional } from '../settings.js';
import { shortTime } from '../times.js';
import { moreBelow, paging } from './paging.js';

const results = { done: '完成', refused: '被拒' } as const;

export const list = command({
  name: 'activity list',
  summary: '操作记录，新的在前',
  options: { limit: paging.limit, after: optional('从这个序号往前看', '序号', countOf(999_999_999)) },
  example: 'admin-cli activity list --limit 50',
  async run({ limit, after }, { api, out }) {
    const page = await api.call(routes.activityList, { query: { limit, ...(after ? { after } : {}) } });
    const rows = page.items.map(({ seq, at, who, what, which, result, detail }) => [
      String(seq),
      shortTime(at),
      who,
      what,
      which,
      results[result],
      Object.entries(detail ?? {})
        .map(([key, value]) => `${key}=${value}`)
        .join(' '),
    ]);
    out.result(page, table(['序号', '时间', '谁', '做什么', '对象', '结果', '细节'], rows) + moreBelow(page.next));
  },
});

export const verify = command({
  name: 'activity verify',
  summary: '检查操作记录有没有被改动',
  example: 'admin-cli activity verify',
  async run(_input, { api, out }) {
    const chain = await api.call(routes.activityVerify, {}, true);
    out.result(
      chain,
      chain.whole ? `完整，共 ${chain.count ?? 0} 条` : `从第 ${chain.brokenAt ?? '?'} 条起被改动或缺失`,
    );
    return chain.whole ? undefined : 'failed';
  },
});
