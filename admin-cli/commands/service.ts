import { routes } from '../../src/admin-api/contract.js';
import { command } from '../command.js';
import { card, table } from '../output.js';
import { shortTime } from '../times.js';
import { checkNames, checkResults } from '../words.js';

export const status = command({
  name: 'status',
  summary: '服务的状态',
  example: 'admin-cli status',
  async run(_input, { api, out }) {
    const report = await api.call(routes.status, {});
    const head = card([
      ['状态', report.status === 'ok' ? '正常' : '部分有问题'],
      ['版本', report.version],
      ['方式', report.mode === 'demo' ? '演示' : '正式'],
      ['角色', report.roles.join('、')],
      ['进程', String(report.pid)],
      ['业务时间', shortTime(report.now)],
      ['启动于', shortTime(report.startedAt)],
    ]);
    const rows = report.parts.map(({ name, ok, detail }) => [checkNames[name] ?? name, ok ? '正常' : '有问题', detail]);
    out.result(report, rows.length > 0 ? `${head}\n${table(['部分', '状态', '说明'], rows)}` : head);
    return report.status === 'ok' ? undefined : 'failed';
  },
});

export const doctor = command({
  name: 'doctor',
  summary: '检查配置、微信平台、模板消息和时钟',
  example: 'admin-cli doctor',
  async run(_input, { api, out }) {
    const report = await api.call(routes.doctor, {}, true);
    const rows = report.checks.map(({ name, result, detail, remedy }) => [
      checkNames[name] ?? name,
      checkResults[result],
      detail,
      remedy ?? '',
    ]);
    out.result(
      report,
      `${table(['检查', '结果', '说明', '怎么办'], rows)}\n${report.ok ? '都正常' : '有问题，请看上表'}`,
    );
    return report.ok ? undefined : 'failed';
  },
});
