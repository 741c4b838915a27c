import type { DoctorReport, StatusReport } from '../src/admin-api/contract.js';
import { shortTime } from './times.js';
import { campaignStates, recipientStates } from './words.js';

type Check = DoctorReport['checks'][number];
type Data = NonNullable<Check['data']>;

export const checkNames: Readonly<Record<string, string>> = {
  configuration: '配置',
  database: '数据库',
  disk: '磁盘',
  keys: '加密密钥',
  platform: '微信平台',
  templates: '模板消息',
  clock: '时钟',
  sms: '短信',
  speech: '语音识别',
  'second opinion': '语义帮手',
  jobs: '定时任务',
  messages: '消息',
  tickets: '工单',
  push: '账单推送',
};

export const recogniserNames: Readonly<Record<string, string>> = { tencent: '腾讯云', hugging_face: 'Hugging Face' };

const recogniserOf = ({ recogniser = '' }: Data): string => recogniserNames[String(recogniser)] ?? String(recogniser);
const gigabytes = ({ megabytes = 0 }: Data): string => `${(Number(megabytes) / 1024).toFixed(1)} GB`;
const errcode = ({ errcode: code }: Data): string => (code ? `（错误码 ${code}）` : '');

/** What WeChat's refusals mean for whoever has to mend them. @see WeChat's global return codes */
const refusals: Readonly<Record<string, string>> = {
  40001: 'AppSecret 不对，核对 WECHAT_APP_SECRET 后重启服务',
  40125: 'AppSecret 不对，核对 WECHAT_APP_SECRET 后重启服务',
  40013: 'AppID 不对，核对 WECHAT_APP_ID 后重启服务',
  40164: '把服务的出口 IP 加进公众号后台的 IP 白名单',
  40243: 'AppSecret 被冻结，到公众号后台解冻',
  45009: '今天的接口调用次数用完了，明天恢复，或到公众号后台清零',
};

const deafness = ({ reason = '' }: Data): string => {
  const why = String(reason);
  if (why === 'timeout') return '没有回应';
  if (/ECONN|ENOTFOUND|EAI_AGAIN|fetch failed/.test(why)) return '连不上';
  if (/^AuthFailure|^HTTP 40[13]$/.test(why)) return `密钥不对（${why}）`;
  return /^HTTP (429|503)$|^RequestLimit/.test(why) ? `太忙（${why}）` : why;
};

/** What is wrong with a part of the service. */
const ailments: Readonly<Record<string, string>> = {
  database: '没有回应',
  jobs: '没有按时运行',
  speech: '都不能用',
};
export const ailment = ({ name, detail }: StatusReport['parts'][number]): string => ailments[name] ?? detail;

type Words = readonly [found: string, toDo?: string];

/** Each finding of the doctor: what was found, and what to do about it. */
const findings: Readonly<Record<string, (data: Data) => Words>> = {
  configured: ({ mode }) => [mode === 'demo' ? '演示模式，都配好了' : '都配好了'],
  not_set: ({ names }) => [`没有配置：${names}`, '按 README 的配置表补上，然后重启服务；不用这些功能可以不管'],
  database_well: ({ ms }) => [`能读能写，${ms} 毫秒`],
  database_down: ({ reason }) => [
    `没有回应：${reason}`,
    '看数据库进程是否在运行，核对 MONGODB_URI（内置数据库看 DATA_DIR）',
  ],
  database_takes_no_writes: ({ reason }) => [`能读不能写：${reason}`, '看磁盘是否满了，数据库是否只读'],
  keys_well: () => ['已加密的内容打得开'],
  keys_lost: ({ ids }) => [`SEAL_KEYS 缺少或改动了：${ids}`, '把旧密钥加回 SEAL_KEYS，放在当前密钥后面，然后重启服务'],
  index_key_changed: () => ['BLIND_INDEX_KEY 和写数据时的不一样', '换回原来的值，然后重启服务；否则按手机号查不到客户'],
  disk_well: (data) => [`剩 ${gigabytes(data)}`],
  disk_unused: () => ['这个进程不用 DATA_DIR'],
  disk_full: (data) => [`${data.folder} 只剩 ${gigabytes(data)}`, '清理磁盘或扩容；写满后服务会停'],
  disk_gone: ({ folder }) => [`${folder} 读不了`, '核对 DATA_DIR 和它的权限'],
  platform_well: ({ origin }) => [`连得上，${origin}`],
  platform_refused: (data) => [
    `拒绝了我们${errcode(data)}`,
    refusals[String(data.errcode)] ?? '核对 WECHAT_APP_ID、WECHAT_APP_SECRET 和 IP 白名单',
  ],
  platform_unreachable: ({ origin }) => [`连不上 ${origin}`, '检查服务器到微信的网络、代理和防火墙'],
  templates_well: ({ count }) => [`${count} 个，都在账号里`],
  templates_unknown: ({ names }) => [
    `账号里没有：${names}`,
    '到公众号后台抄下模板 ID，改 WECHAT_TEMPLATES，然后重启服务',
  ],
  clock_well: ({ seconds }) => [`和微信相差 ${Math.abs(Number(seconds))} 秒`],
  clock_demo: ({ now }) => [`演示时钟，${shortTime(String(now))}`],
  clock_off: ({ seconds }) => [
    `比微信${Number(seconds) > 0 ? '快' : '慢'} ${Math.abs(Number(seconds))} 秒`,
    '打开服务器的 NTP 对时；差太多时微信的消息会被当成过期的',
  ],
  clock_unknown: () => ['问不到微信的时间', '先解决微信平台的问题'],
  speech_well: (data) => [`${recogniserOf(data)} 可用${data.engine ? `，引擎 ${data.engine}` : ''}`],
  speech_down: (data) => [`${recogniserOf(data)} 不可用：${deafness(data)}`, '核对它的密钥、地址和额度'],
  opinion_well: () => ['模型有回应'],
  opinion_down: (data) => [
    deafness(data),
    '核对 HF_NLU_ENDPOINT 或 HF_NLU_MODEL、HF_TOKEN 和额度；没有它，听不明白的话就直接问客户',
  ],
  jobs_well: ({ count }) => [`${count} 个，都按时`],
  jobs_late: ({ names, late, count }) => [
    `没有按时运行：${late === count ? `${count} 个都是` : names}`,
    '看有没有运行 worker 角色的进程，再看它的日志',
  ],
  not_checked: ({ reason }) => [`没有查成：${reason}`, '先解决上面的问题，再查一次'],
};

const marks = { ok: '✓', warning: '!', failed: '✗' } as const;
const INDENT = '    ';

/** A finding as a line, and below it what to do. */
export const checkLines = ({ name, result, code, detail, data = {}, remedy }: Check): string => {
  const [found, toDo] = findings[code]?.(data) ?? [detail, remedy];
  const line = `${marks[result]} ${checkNames[name] ?? name}：${found}`;
  return result === 'ok' || !toDo ? line : `${line}\n${INDENT}怎么办：${toDo}`;
};

const outcomes: Readonly<Record<string, string>> = {
  passive: '当场答复',
  late: '先请稍候',
  kf: '随后补发',
  queued: '等客户下次来',
  nothing: '无需答复',
  failed: '没答成',
  late_failed: '补发失败',
  refused: '补发被拒',
  unknown: '补发结果不明',
  turned_away: '挡回的非微信请求',
};
const states: Readonly<Record<string, string>> = {
  working: '办理',
  passive: '待确认',
  sending: '补发',
  noting: '致歉',
};
const classes: Readonly<Record<string, string>> = {
  ok: '成功',
  busy: '平台忙',
  token: '令牌失效',
  quota: '超额度',
  closed: '窗口已关',
  gone: '客户已走',
  configuration: '配置不对',
  refused: '被拒',
  unreachable: '连不上',
};
const heard: Readonly<Record<string, string>> = {
  words: '听清',
  nothing: '没声音',
  too_long: '太长',
  failed: '失败',
  late: '超时',
};
const campaigns: Readonly<Record<string, string>> = campaignStates;

/** Counts in words, what is 0 left out. */
const tally = (counts: Readonly<Record<string, number>>, names: Readonly<Record<string, string>>): string =>
  [...Object.keys(names), ...Object.keys(counts).filter((key) => !names[key])]
    .filter((key) => (counts[key] ?? 0) > 0)
    .map((key) => `${names[key] ?? key} ${counts[key]}`)
    .join('，');

const total = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((a, b) => a + b, 0);

const jobLine = (jobs: NonNullable<StatusReport['jobs']>): string => {
  const failing = jobs.filter(({ failures }) => failures > 0);
  const last = jobs
    .flatMap(({ reached }) => reached ?? [])
    .sort()
    .at(-1);
  const sick = failing.map(({ job, failures }) => `${job} 失败 ${failures} 次`);
  return [`${jobs.length} 个`, last ? `最近一次 ${shortTime(last)}` : '还没有运行过', ...sick].join('，');
};

/** The rows of the state that are numbers: a name and its words. */
export const statusRows = (report: StatusReport): [string, string][] => {
  const { messages, platformCalls, tickets, desk, push, speech, jobs, startedAt } = report;
  const rows: [string, string][] = [];
  if (messages) {
    const { last24Hours, inWork, unfinished, counted } = messages;
    const waiting = total(unfinished);
    rows.push(['近 24 小时消息', `${last24Hours} 条`]);
    rows.push([
      '消息队列',
      `正在处理 ${inWork}，没办完 ${waiting}${waiting > 0 ? `（${tally(unfinished, states)}）` : ''}`,
    ]);
    rows.push(['答复', tally(counted, outcomes) || '还没有']);
  }
  if (platformCalls) rows.push(['微信接口', tally(platformCalls, classes) || '还没有']);
  for (const { name, resting, counted } of speech ?? [])
    rows.push([
      `语音·${recogniserNames[name] ?? name}`,
      `${tally(counted, heard) || '还没有'}${resting ? '（失败太多，暂停使用）' : ''}`,
    ]);
  if (tickets) {
    const { open, taken, overdue, next } = tickets;
    const first = next ? `；最急的 ${next.number}，${shortTime(next.dueAt)} 前答复` : '';
    rows.push(['工单', `待处理 ${open}，处理中 ${taken}，超时 ${overdue}${first}`]);
  }
  if (desk) {
    const { waiting, held, longest } = desk;
    rows.push(['人工', `在等 ${waiting}${longest ? `（最早 ${shortTime(longest)}）` : ''}，接待中 ${held}`]);
  }
  if (push !== undefined)
    rows.push([
      '账单推送',
      push
        ? `${push.month}：${tally(push.counts, recipientStates) || '没有人订阅'}（${campaigns[push.state] ?? push.state}）`
        : '还没有',
    ]);
  if (jobs) rows.push(['定时任务', jobLine(jobs)]);
  if (messages) rows.push(['说明', `答复、微信接口、语音是这个进程从 ${shortTime(startedAt)} 起的数`]);
  return rows;
};
