import { type OutOf, routes } from '../../src/admin-api/contract.js';
import { command } from '../command.js';
import { card, table } from '../output.js';
import { flag, oneOf, required, textLike, wordsOf } from '../settings.js';
import { shortTime } from '../times.js';
import { binderKinds, endReasons } from '../words.js';

const account = required('8 位户号', '户号', textLike(/^\d{8}$/, '户号是 8 位数字'));
const why = required(
  `原因：${Object.entries(endReasons)
    .map(([name, words]) => `${name}（${words}）`)
    .join('、')}`,
  '原因',
  oneOf(endReasons),
);

type Customer = OutOf<typeof routes.customerShow>;

const shown = (customer: Customer): string =>
  card([
    ['户号', customer.account],
    ['户主', customer.holder],
    ['手机', customer.mobile],
    ['地址', customer.address],
    ['片区', customer.district],
    ['房屋', customer.property],
  ]);

export const show = command({
  name: 'customers show',
  summary: '看一个户号的资料（姓名、手机、地址打码）',
  args: { account },
  options: { full: flag('不打码（会留下记录）') },
  example: 'admin-cli customers show 00238817',
  async run({ account, full }, { api, out }) {
    const query = full ? { full: 'true' as const } : {};
    const customer = await api.call(routes.customerShow, { params: { account }, query });
    out.result(customer, shown(customer));
  },
});

export const bindings = command({
  name: 'customers bindings',
  summary: '哪些微信绑了这个户号，先绑的在前',
  args: { account },
  example: 'admin-cli customers bindings 00238817',
  async run({ account }, { api, out }) {
    const found = await api.call(routes.customerBindings, { params: { account } });
    const rows = found.items.map(({ id, kind, since, until, following, resident }) => [
      id,
      binderKinds[kind],
      shortTime(since),
      until ? shortTime(until) : '',
      following ? '' : '没关注',
      resident,
    ]);
    const words = table(['绑定编号', '身份', '绑定时间', '到期', '关注', '微信'], rows);
    out.result(found, rows.length > 0 ? words : '没有微信绑这个户号');
  },
});

const endedWords = (ended: number): string =>
  ended > 0 ? `停了 ${ended} 个绑定，还关注的都会收到通知` : '没有绑定要停';

export const unbind = command({
  name: 'customers unbind',
  summary: '停掉一个微信的绑定，并通知对方；户主的停了，他允许的家人、租客也一起停',
  args: { account },
  options: {
    binding: required('绑定编号，见 customers bindings', '编号', textLike(/^[0-9a-f]{12}$/, '绑定编号是 12 位')),
    why,
  },
  example: 'admin-cli customers unbind 00238817 --binding 0a1b2c3d4e5f --why objection',
  async run({ account, binding, why }, { api, out }) {
    const done = await api.call(routes.customerUnbind, { params: { account, id: binding }, body: { why } });
    out.result(done, endedWords(done.ended));
  },
});

export const endBindings = command({
  name: 'customers end-bindings',
  summary: '停掉一个户号的全部绑定，并通知对方',
  args: { account },
  options: { why },
  example: 'admin-cli customers end-bindings 00238817 --why household_change',
  async run({ account, why }, { api, out }) {
    const done = await api.call(routes.customerEndBindings, { params: { account }, body: { why } });
    out.result(done, endedWords(done.ended));
  },
});

export const transfer = command({
  name: 'customers transfer',
  summary: '过户：换户主姓名和手机，原来的绑定全部停掉并通知',
  args: { account },
  options: {
    holder: required('新户主姓名', '姓名', wordsOf(40)),
    mobile: required('新户主手机', '手机', textLike(/^1\d{10}$/, '手机是 11 位数字')),
    passwordStdin: flag('从标准输入读新的查询密码（6 位数字）；不给就没有密码，只能用短信验证码绑'),
  },
  example: 'admin-cli customers transfer 00238817 --holder 孙八 --mobile 13800000099',
  async run({ account, holder, mobile, passwordStdin }, { api, out, password }) {
    const body = { holder, mobile, ...(passwordStdin ? { password: await password(true) } : {}) };
    const changed = await api.call(routes.customerTransfer, { params: { account }, body });
    out.result(changed, `${shown(changed)}\n过户好了，${endedWords(changed.ended)}`);
  },
});

export const unfreeze = command({
  name: 'customers unfreeze',
  summary: '客户试错太多被限制，核实后解开（凭他转人工的工单）',
  options: {
    ticket: required('客户转人工的单号', '单号', textLike(/^[A-Z]{2}\d{11,14}$/, '工单号像 TS20261121042 这样')),
  },
  example: 'admin-cli customers unfreeze --ticket TS20261121042',
  async run({ ticket }, { api, out }) {
    const done = await api.call(routes.ticketUnfreeze, { params: { number: ticket } });
    out.result(done, done.lifted ? '解开了，客户可以接着办' : '这位客户没有被限制');
  },
});
