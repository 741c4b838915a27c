import { routes } from '../../src/admin-api/contract.js';
import { command } from '../command.js';
import { Failure } from '../failure.js';
import { flag, required, wordsOf } from '../settings.js';
import { shortTime } from '../times.js';
import { roleNames } from '../words.js';

export const login = command({
  name: 'login',
  summary: '登录',
  options: {
    user: required('用户名', '用户名', wordsOf(64)),
    passwordStdin: flag('从标准输入读密码'),
  },
  example: 'admin-cli login --user liuyang --password-stdin < password.txt',
  async run({ user, passwordStdin }, { api, out, server, signIns, password }) {
    const session = await api.call(routes.signIn, { body: { user, password: await password(passwordStdin) } });
    const { role, expiresAt } = session;
    signIns.keep(server, session);
    out.result(
      { user: session.user, role, server, expiresAt },
      `已登录：${session.user}（${roleNames[role]}），到 ${shortTime(expiresAt)} 为止`,
    );
  },
});

export const logout = command({
  name: 'logout',
  summary: '退出登录',
  example: 'admin-cli logout',
  async run(_input, { api, out, server, signIns }) {
    if (signIns.of(server))
      await api.call(routes.signOut, {}).catch((error: unknown) => {
        // A session that is over already is what was asked for.
        if (!(error instanceof Failure) || error.kind !== 'unauthenticated') throw error;
      });
    signIns.forget(server);
    out.result({ signedOut: true }, '已退出登录');
  },
});

export const whoami = command({
  name: 'whoami',
  summary: '看看登录的是谁',
  example: 'admin-cli whoami',
  async run(_input, { api, out }) {
    const me = await api.call(routes.me, {});
    out.result(me, `${me.user}（${roleNames[me.role]}）`);
  },
});
