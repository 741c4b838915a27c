import { routes } from '../../src/admin-api/contract.js';
import { command } from '../command.js';
import { Failure, misuse } from '../failure.js';
import { flag, required, wordsOf } from '../settings.js';
import { shortTime } from '../times.js';
import { roleNames } from '../words.js';

export const login = command({
  name: 'login',
  summary: '登录；密码在屏幕上问，或用 --password-stdin 从管道读',
  options: {
    user: required('用户名', '用户名', wordsOf(64)),
    passwordStdin: flag('从标准输入读密码'),
  },
  example: 'admin-cli login --user liuyang --password-stdin < password.txt',
  async run({ user, passwordStdin }, { api, out, server, signIns, password }) {
    const session = await api.call(routes.signIn, { body: { user, password: await password(passwordStdin) } });
    const { token: _token, ...shown } = session;
    const { role, expiresAt, mustChange } = session;
    signIns.keep(server, session);
    out.result(
      { ...shown, server },
      mustChange
        ? `已登录：${session.user}（${roleNames[role]}）。先把密码改成自己的：admin-cli password change`
        : `已登录：${session.user}（${roleNames[role]}），到 ${shortTime(expiresAt)} 为止`,
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
    const what = [roleNames[me.role], me.district].filter(Boolean).join('，');
    out.result(me, `${me.user}（${what}）`);
  },
});

export const changePassword = command({
  name: 'password change',
  summary: '改自己的密码（自己的其他登录随即失效）',
  options: { passwordStdin: flag('从标准输入读：第一行旧密码，第二行新密码（至少 8 位）') },
  example: 'admin-cli password change',
  async run({ passwordStdin }, { api, out, passwords }) {
    const names = ['现在的密码', '新密码（至少 8 位）', ...(passwordStdin ? [] : ['再输一次新密码'])];
    const [password = '', newPassword = '', again = newPassword] = await passwords(names, passwordStdin);
    if (again !== newPassword) misuse('两次输入的新密码不一样，密码没有改');
    const me = await api.call(routes.passwordChange, { body: { password, newPassword } });
    out.result(me, '密码已改');
  },
});
