import { type OutOf, routes } from '../../src/admin-api/contract.js';
import { command, type Ending } from '../command.js';
import type { Context } from '../context.js';
import { card, table } from '../output.js';
import { flag, monthOf, oneOf, optional, required } from '../settings.js';
import { shortTime } from '../times.js';
import { campaignStates, recipientStates, waits, wayNames } from '../words.js';
import { moreBelow, paging } from './paging.js';

type Run = OutOf<typeof routes.billsPush>;
type Campaign = OutOf<typeof routes.campaignShow>;

const month = required('账单月份', 'YYYY-MM', monthOf);
const keyOf = (of: string): string => `bills:${of}`;
const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0);

/** Shows how far the push is until it is over. */
const watch = async (of: string, over: Promise<boolean>, { api, out, pause }: Context): Promise<void> => {
  while (!(await Promise.race([over, pause().then(() => false)]))) {
    const seen = await api.call(routes.campaignShow, { params: { key: keyOf(of) } }).catch(() => undefined);
    if (!seen) continue;
    const { pending, sending, ...settled } = seen.counts;
    const done = sum(Object.values(settled));
    out.progress(`${of} 账单推送：${done} / ${done + pending + sending}，已发 ${seen.counts.sent}`);
  }
};

const whyNot = ({ wait }: Pick<Run, 'wait'>): string =>
  wait ? `${waits[wait.for]}，${shortTime(wait.until)} 后自动接着发` : '会自动接着发';

/** What became of a run, in words; a push that awaits a second person is no success yet. */
const tell = (of: string, run: Run, { out }: Context): Ending => {
  if (run.state === 'awaiting approval') {
    out.result(run, `${of} 账单：人数多，要另一位同事批准才会发。请他运行：admin-cli bills approve --month ${of}`);
    return 'forbidden';
  }
  const { sent, skipped, failed, unknown, waiting = 0 } = run;
  const counts = `${of} 账单：发出 ${sent}，跳过 ${skipped}，失败 ${failed}，结果不明 ${unknown}`;
  out.result(run, waiting > 0 ? `${counts}，还有 ${waiting} 户没发（${whyNot(run)}）` : counts);
  return undefined;
};

export const push = command({
  name: 'bills push',
  summary: '推送一个月的账单给订阅的客户；已发过的不会再发',
  options: { month, dryRun: flag('只看会发给多少人，不发送') },
  example: 'admin-cli bills push --month 2026-10 --dry-run',
  async run({ month: of, dryRun }, context) {
    const { api, out } = context;
    const work = api.call(routes.billsPush, { body: { month: of, dryRun } }, true);
    const over = work.then(
      () => true,
      () => true,
    );
    if (!dryRun) await watch(of, over, context);
    const run = await work;
    out.progressEnd();
    if (!dryRun) return tell(of, run, context);
    out.result(run, `${of} 账单会发给 ${run.audience ?? 0} 户，这次没有发送`);
    return undefined;
  },
});

export const approve = command({
  name: 'bills approve',
  summary: '批准同事发起的大批推送，并开始发送；不能批准自己发起的',
  options: { month },
  example: 'admin-cli bills approve --month 2026-10',
  async run({ month: of }, context) {
    const work = context.api.call(routes.billsApprove, { body: { month: of } }, true);
    const over = work.then(
      () => true,
      () => true,
    );
    await watch(of, over, context);
    const run = await work;
    context.out.progressEnd();
    return tell(of, run, context);
  },
});

const stateOf = ({ state, wait }: Campaign): string =>
  wait ? `${campaignStates[state]}：${waits[wait.for]}，到 ${shortTime(wait.until)}` : campaignStates[state];

/** Those still to be sent to; of a push that awaits a second person, those that it was asked for. */
const unsent = ({ state, request, counts }: Campaign): number =>
  state === 'awaiting approval' ? (request?.audience ?? 0) : counts.pending + counts.sending;

const starter = (by: string): string => (by === 'system' ? '定时' : by);

export const campaigns = command({
  name: 'bills campaigns',
  summary: '看每次推送到了哪一步，最近的在前',
  options: { limit: paging.limit },
  example: 'admin-cli bills campaigns',
  async run({ limit }, { api, out }) {
    const list = await api.call(routes.campaignList, { query: { ...(limit === undefined ? {} : { limit }) } });
    const rows = list.items.map((each) => [
      each.month,
      stateOf(each),
      starter(each.startedBy),
      shortTime(each.startedAt),
      shortTime(each.finishedAt),
      String(each.counts.sent),
      String(each.counts.failed),
      String(each.counts.unknown),
      String(each.counts.skipped),
      String(unsent(each)),
    ]);
    const head = ['月份', '状态', '发起', '开始', '结束', '发出', '失败', '不明', '跳过', '未发'];
    out.result(list, rows.length > 0 ? table(head, rows) : '还没有推送过');
  },
});

const REASONS: readonly (readonly [RegExp, string])[] = [
  [/^not following$/, '没有关注'],
  [/^unsubscribed$/, '已退订'],
  [/^no bill$/, '这个月没有账单'],
  [/^no answer$/, '微信没有答复'],
  [/^refused 43004$/, '微信拒绝：没有关注（43004）'],
  [/^refused 0$/, '微信拒绝：同一人的另一条已被拒'],
  [/^refused (\d+)$/, '微信拒绝（$1）'],
  [/^failed: ?user block$/, '客户屏蔽了公众号'],
  [/^failed: ?system failed$/, '微信系统失败'],
];

const reasonWords = (reason = ''): string => {
  const found = REASONS.find(([pattern]) => pattern.test(reason));
  return found ? reason.replace(...found) : reason;
};

const wayWords = (way = ''): string => (way === 'kf' || way === 'template' ? wayNames[way] : '');

export const report = command({
  name: 'bills report',
  summary: '看一个月的账单送到了谁、没送到谁、为什么',
  options: {
    month,
    state: optional('列出这种结果的客户（打码）', '结果', oneOf(recipientStates)),
    ...paging,
  },
  example: 'admin-cli bills report --month 2026-10 --state failed',
  async run({ month: of, ...asked }, { api, out }) {
    const query = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
    const found = await api.call(routes.campaignReport, { params: { key: keyOf(of) }, query });
    const head = card([
      ['账单月份', found.month],
      ['状态', stateOf(found)],
      ['发起', found.request ? `${found.request.by}（${found.request.audience} 户）` : starter(found.startedBy)],
      ['批准', found.approvedBy],
      ['开始', shortTime(found.startedAt)],
      ['结束', shortTime(found.finishedAt)],
      ['速度', found.perSecond === undefined ? undefined : `每秒 ${found.perSecond} 条`],
    ]);
    const counts = found.reasons.map(({ state, way, reason, count }) => [
      recipientStates[state],
      wayWords(way),
      reasonWords(reason),
      String(count),
    ]);
    const rows = found.items.map((each) => [
      each.resident,
      each.account,
      wayWords(each.way),
      reasonWords(each.reason),
      shortTime(each.at),
    ]);
    const parts = [
      head,
      counts.length > 0 ? table(['结果', '方式', '原因', '户数'], counts) : '还没有收件人',
      rows.length > 0 ? table(['客户', '户号', '方式', '原因', '时间'], rows) : '',
    ];
    out.result(found, `${parts.filter(Boolean).join('\n')}${moreBelow(found.next)}`);
  },
});
