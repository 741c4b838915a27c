import { routes } from '../../src/admin-api/contract.js';
import { command } from '../command.js';
import { flag, oneOf, required, textLike } from '../settings.js';
import { roleNames } from '../words.js';

export const put = command({
  name: 'accounts put',
  summary: '添加员工账号，或改它的密码和角色（原有登录随即失效）',
  args: {
    user: required(
      '2-32 位小写字母、数字、点、横线',
      '用户名',
      textLike(/^[a-z0-9][a-z0-9._-]{1,31}$/, '要用 2-32 位小写字母、数字、点、横线'),
    ),
  },
  options: {
    role: required('角色：super_admin（超级管理员）或 support（客服）', '角色', oneOf(roleNames)),
    passwordStdin: flag('从标准输入读密码（至少 8 位）'),
  },
  example: 'admin-cli accounts put liuyang --role support --password-stdin < password.txt',
  async run({ user, role, passwordStdin }, { api, out, password }) {
    const account = await api.call(routes.putAccount, {
      params: { user },
      body: { role, password: await password(passwordStdin) },
    });
    out.result(account, `账号已保存：${account.user}（${roleNames[account.role]}）`);
  },
});
