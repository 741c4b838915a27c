import { routes } from '../../src/admin-api/contract.js';
import { command } from '../command.js';
import { table } from '../output.js';
import { flag, oneOf, optional, required, textLike, wordsOf } from '../settings.js';
import { roleNames } from '../words.js';

const user = required(
  '2-32 位小写字母、数字、点、横线',
  '用户名',
  textLike(/^[a-z0-9][a-z0-9._-]{1,31}$/, '要用 2-32 位小写字母、数字、点、横线'),
);

export const put = command({
  name: 'accounts put',
  summary: '添加员工账号，或改它的密码、角色和片区（原有登录随即失效，本人登录后要先改密码）',
  args: { user },
  options: {
    role: required('角色', '角色', oneOf(roleNames)),
    district: optional('片区员工负责的片区，只看得到、办得了这个片区的工单', '片区', wordsOf(32)),
    passwordStdin: flag('从标准输入读密码（至少 8 位）'),
  },
  example: 'admin-cli accounts put liuyang --role district --district 城东区 --password-stdin < password.txt',
  async run({ user, role, district, passwordStdin }, { api, out, password }) {
    const account = await api.call(routes.putAccount, {
      params: { user },
      body: { role, ...(district ? { district } : {}), password: await password(passwordStdin) },
    });
    const what = [roleNames[account.role], account.district].filter(Boolean).join('，');
    const rest = account.disabled ? '，现在是停用的' : '';
    out.result(account, `账号已保存：${account.user}（${what}）${rest}`);
  },
});

const stateOf = ({ disabled, mustChange }: { disabled: boolean; mustChange?: true | undefined }): string => {
  if (disabled) return '停用';
  return mustChange ? '待改密码' : '正常';
};

export const list = command({
  name: 'accounts list',
  summary: '员工账号',
  example: 'admin-cli accounts list',
  async run(_input, { api, out }) {
    const accounts = await api.call(routes.accountList, {});
    const rows = accounts.items.map((account) => [
      account.user,
      roleNames[account.role],
      account.district ?? '',
      stateOf(account),
    ]);
    out.result(accounts, table(['用户名', '角色', '片区', '状态'], rows));
  },
});

export const disable = command({
  name: 'accounts disable',
  summary: '停用员工账号（登录随即失效）',
  args: { user },
  example: 'admin-cli accounts disable liuyang',
  async run({ user }, { api, out }) {
    out.result(await api.call(routes.accountDisable, { params: { user } }), `账号已停用：${user}`);
  },
});

export const enable = command({
  name: 'accounts enable',
  summary: '恢复停用的员工账号',
  args: { user },
  example: 'admin-cli accounts enable liuyang',
  async run({ user }, { api, out }) {
    out.result(await api.call(routes.accountEnable, { params: { user } }), `账号已恢复：${user}`);
  },
});
