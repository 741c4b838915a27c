import { routes } from '../../src/admin-api/contract.js';
import { command } from '../command.js';
import { card, clean } from '../output.js';
import { ailment, checkLines, checkNames, statusRows } from '../service-words.js';
import { shortTime } from '../times.js';

export const status = command({
  name: 'status',
  summary: '服务现在怎么样：消息、队列、错误、工单、推送、语音、定时任务',
  example: 'admin-cli status',
  async run(_input, { api, out }) {
    const report = await api.call(routes.status, {});
    const sick = report.parts.filter(({ ok }) => !ok);
    const words = card([
      ['状态', report.status === 'ok' ? '正常' : '有问题'],
      ...sick.map((part) => [`✗ ${checkNames[part.name] ?? part.name}`, ailment(part)] as const),
      ['版本', `${report.version}，${report.mode === 'demo' ? '演示' : '正式'}，${report.roles.join('、')}`],
      ['进程', `${report.pid}，${shortTime(report.startedAt)} 启动`],
      ['业务时间', shortTime(report.now)],
      ...statusRows(report),
    ]);
    out.result(report, sick.length === 0 ? words : `${words}\n运行 admin-cli doctor 看怎么办`);
    return report.status === 'ok' ? undefined : 'failed';
  },
});

export const doctor = command({
  name: 'doctor',
  summary: '逐项检查配置、数据库、磁盘、密钥、微信、模板、时钟、语音、定时任务，有问题说怎么办',
  example: 'admin-cli doctor',
  async run(_input, { api, out }) {
    const report = await api.call(routes.doctor, {}, true);
    const failed = report.checks.filter(({ result }) => result === 'failed').length;
    const ending = report.ok ? '没有问题' : `有 ${failed} 个问题`;
    out.result(report, clean([...report.checks.map(checkLines), '', ending].join('\n')));
    return report.ok ? undefined : 'failed';
  },
});
