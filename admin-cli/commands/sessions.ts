import { routes } from '../../src/admin-api/contract.js';
import { command } from '../command.js';
import { table } from '../output.js';
import { optional, required, textLike, wordsOf } from '../settings.js';
import { shortTime } from '../times.js';

export const list = command({
  name: 'sessions list',
  summary: '现在有效的登录，超级管理员能看所有人的',
  options: { user: optional('只看这个用户的', '用户名', wordsOf(32)) },
  example: 'admin-cli sessions list --user liuyang',
  async run({ user }, { api, out }) {
    const sessions = await api.call(routes.sessionList, { query: user ? { user } : {} });
    const rows = sessions.items.map((session) => [
      session.id,
      session.user,
      shortTime(session.signedInAt),
      shortTime(session.lastSeenAt),
      shortTime(session.expiresAt),
    ]);
    out.result(sessions, table(['编号', '用户名', '登录于', '最近使用', '最晚到'], rows));
  },
});

export const revoke = command({
  name: 'sessions revoke',
  summary: '结束一个登录',
  args: {
    id: required('sessions list 列出的编号', '编号', textLike(/^[0-9a-f]{16}$/, '请照抄 sessions list 列出的编号')),
  },
  example: 'admin-cli sessions revoke 3f9c2a7b10d4e586',
  async run({ id }, { api, out }) {
    await api.call(routes.sessionRevoke, { params: { id } });
    out.result({ revoked: id }, '登录已结束');
  },
});
