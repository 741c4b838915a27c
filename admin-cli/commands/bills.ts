import { routes } from '../../src/admin-api/contract.js';
import { command } from '../command.js';
import type { Context } from '../context.js';
import { flag, monthOf, required } from '../settings.js';

/** Shows how far the push is until it is over. */
const watch = async (month: string, over: Promise<boolean>, { api, out, pause }: Context): Promise<void> => {
  while (!(await Promise.race([over, pause().then(() => false)]))) {
    const seen = await api.call(routes.campaignShow, { params: { key: `bills:${month}` } }).catch(() => undefined);
    if (!seen) continue;
    const { pending, sending, ...settled } = seen.counts;
    const done = Object.values(settled).reduce((sum, count) => sum + count, 0);
    out.progress(`${month} 账单推送：${done} / ${done + pending + sending}，已发 ${seen.counts.sent}`);
  }
};

export const push = command({
  name: 'bills push',
  summary: '推送一个月的账单给订阅的客户；已发过的不会再发',
  options: {
    month: required('账单月份', 'YYYY-MM', monthOf),
    dryRun: flag('只看会发给多少人，不发送'),
  },
  example: 'admin-cli bills push --month 2026-10 --dry-run',
  async run({ month, dryRun }, context) {
    const { api, out } = context;
    const work = api.call(routes.billsPush, { body: { month, dryRun } }, true);
    const over = work.then(
      () => true,
      () => true,
    );
    if (!dryRun) await watch(month, over, context);
    const run = await work;
    out.progressEnd();
    const { sent, skipped, failed, unknown, audience } = run;
    out.result(
      run,
      dryRun
        ? `${month} 账单会发给 ${audience ?? 0} 户，这次没有发送`
        : `${month} 账单：发出 ${sent}，跳过 ${skipped}，失败 ${failed}，结果不明 ${unknown}`,
    );
  },
});
