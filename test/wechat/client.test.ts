import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { randomIds } from '../../src/kernel/ids.js';
import { silentLog } from '../../src/kernel/log.js';
import { WechatClient } from '../../src/wechat/client.js';
import { kfText } from '../../src/wechat/outbound.js';
import { seal } from './edge.js';
import { memoryTokens } from './memory-stores.js';
import { type Platform, startPlatform } from './platform.js';

let platform: Platform;
const platformWith = async (answer?: Parameters<typeof startPlatform>[0]): Promise<Platform> => {
  platform = await startPlatform(answer);
  return platform;
};
afterEach(async () => platform.close());

const ok = { json: { errcode: 0, errmsg: 'ok' } } as const;
const refuse = (errcode: number) => ({ json: { errcode, errmsg: `no rid: 1` } });
const template = {
  openid: 'o1',
  templateId: 'T',
  fields: { thing1: '幸福路1号', amount2: '¥59.75' },
  clientMsgId: 'bill:1',
};

describe('the access token', () => {
  it('is fetched once for all who ask at once', async () => {
    const { client, paths, calls } = await platformWith();
    const api = client();
    await Promise.all(Array.from({ length: 20 }, () => api.sendCustom('o1', kfText('好'))));
    expect(paths().filter((path) => path === 'stable_token')).toHaveLength(1);
    expect(calls[0]?.json).toEqual({ grant_type: 'client_credential', appid: 'wx1', secret: 's3cret' });
    expect(new Set(calls.slice(1).map(({ token }) => token))).toEqual(new Set(['T1']));
  });

  it('is shared by all processes that share the store', async () => {
    const { client, paths } = await platformWith();
    const tokens = memoryTokens();
    await Promise.all(
      [client(tokens), client(tokens), client(tokens)].map((api) => api.sendCustom('o1', kfText('好'))),
    );
    await client(tokens).sendCustom('o1', kfText('好'));
    expect(paths().filter((path) => path === 'stable_token')).toHaveLength(1);
  });

  it('is not readable in the store', async () => {
    const { client } = await platformWith();
    const tokens = memoryTokens();
    await client(tokens).check();
    expect(JSON.stringify(await tokens.read('wx1'))).not.toContain('T1');
  });

  it('follows the business clock', async () => {
    const { client, clock, paths } = await platformWith();
    const api = client();
    await api.check();
    clock.advance(7_000);
    await api.check();
    expect(paths()).toEqual(['stable_token']);
    clock.advance(100);
    await api.check();
    expect(paths()).toEqual(['stable_token', 'stable_token']);
  });

  it.each([
    40001, 40014, 42001,
  ])('refused with %i is fetched again once, and the call made once more', async (errcode) => {
    let refusals = 1;
    const { client, paths, calls } = await platformWith(({ path }) =>
      path.endsWith('custom/send') && refusals-- > 0 ? refuse(errcode) : ok,
    );
    expect(await client().sendCustom('o1', kfText('好'))).toEqual({ kind: 'sent' });
    expect(paths()).toEqual(['stable_token', 'message/custom/send', 'stable_token', 'message/custom/send']);
    expect(calls.map(({ token }) => token)).toEqual([null, 'T1', null, 'T2']);
  });

  it('refused again and again ends', async () => {
    const { client, paths } = await platformWith(({ path }) => (path.endsWith('custom/send') ? refuse(40001) : ok));
    expect(await client().sendCustom('o1', kfText('好'))).toEqual({ kind: 'unreachable', maybe: false });
    expect(paths()).toHaveLength(4);
  });

  it('the methods of wechat-api itself live by it too', async () => {
    let refusals = 1;
    const { client, paths } = await platformWith(({ path }) =>
      path.endsWith('menu/create') && refusals-- > 0 ? refuse(40001) : ok,
    );
    await client().publishMenu({ button: [] });
    expect(paths()).toEqual(['stable_token', 'menu/create', 'stable_token', 'menu/create']);
  });

  it('that cannot be had leaves every call undone, and says so', async () => {
    const { client } = await platformWith(() => refuse(40125));
    expect(await client().sendCustom('o1', kfText('好'))).toEqual({ kind: 'unreachable', maybe: false });
    await expect(client().check()).rejects.toMatchObject({ code: 'platform_refused' });
    await expect(client().publishMenu({})).rejects.toMatchObject({ code: 'platform_refused' });
  });

  it('is had without the store when the store is down', async () => {
    const { client } = await platformWith();
    const down = async (): Promise<never> => {
      throw new Error('down');
    };
    const api = client({ read: down, lease: down, write: down, drop: down });
    expect(await api.sendCustom('o1', kfText('好'))).toEqual({ kind: 'sent' });
  });
});

describe('customer-service messages', () => {
  it('are sent as WeChat reads them', async () => {
    const { client, calls } = await platformWith();
    await client().sendCustom('o1', kfText('您好'));
    expect(calls[1]).toMatchObject({
      path: '/cgi-bin/message/custom/send',
      json: { touser: 'o1', msgtype: 'text', text: { content: '您好' } },
    });
  });

  it.each([
    [45015, { kind: 'closed', code: 45015 }],
    [45047, { kind: 'closed', code: 45047 }],
    [43004, { kind: 'refused', code: 43004 }],
    [45002, { kind: 'refused', code: 45002 }],
    [-1, { kind: 'unreachable', maybe: false }],
  ])('%i', async (errcode, outcome) => {
    const { client } = await platformWith(({ path }) => (path.endsWith('custom/send') ? refuse(errcode) : ok));
    expect(await client().sendCustom('o1', kfText('好'))).toEqual(outcome);
  });

  it('a busy platform is asked again, twice at most', async () => {
    let busy = 2;
    const { client, paths } = await platformWith(({ path }) =>
      path.endsWith('custom/send') && busy-- > 0 ? refuse(-1) : ok,
    );
    expect(await client().sendCustom('o1', kfText('好'))).toEqual({ kind: 'sent' });
    expect(paths()).toHaveLength(4);
  });

  it.each([
    ['hangs', 'hang' as const],
    ['breaks off', 'reset' as const],
    ['answers 500', { raw: 'oops', status: 500 }],
    ['answers no JSON', { raw: '<html>' }],
  ])('a platform that %s may have sent it', async (_name, answer) => {
    const { client } = await platformWith(({ path }) => (path.endsWith('custom/send') ? answer : ok));
    expect(await client(memoryTokens(), { timeoutMs: 100 }).sendCustom('o1', kfText('好'))).toEqual({
      kind: 'unreachable',
      maybe: true,
    });
  });

  it('a platform that is not there has not', async () => {
    const { client } = await platformWith();
    const gone = createServer();
    await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve));
    const { port } = gone.address() as AddressInfo;
    await new Promise((resolve) => gone.close(resolve));
    const tokens = memoryTokens();
    await client(tokens).check();
    const api = new WechatClient({
      appId: 'wx1',
      appSecret: 's',
      apiOrigin: `http://127.0.0.1:${port}`,
      tokens,
      seal,
      clock: platform.clock,
      ids: randomIds,
      log: silentLog,
      pauses: [],
    });
    expect(await api.sendCustom('o1', kfText('好'))).toEqual({ kind: 'unreachable', maybe: false });
  });

  it('a platform that closes kept connections is written to again', async () => {
    const { client } = await platformWith();
    const api = client();
    for (let i = 0; i < 5; i += 1) {
      expect(await api.sendCustom('o1', kfText('好'))).toEqual({ kind: 'sent' });
    }
  });
});

describe('template messages', () => {
  it('carry their fields, their id, and keep the platform’s', async () => {
    const { client, calls } = await platformWith(({ path }) =>
      path.endsWith('template/send') ? { raw: '{"errcode":0,"errmsg":"ok","msgid":3717005636572528642}' } : ok,
    );
    expect(await client().sendTemplate(template)).toEqual({ kind: 'sent', msgId: '3717005636572528642' });
    expect(calls[1]?.json).toEqual({
      touser: 'o1',
      template_id: 'T',
      client_msg_id: 'bill:1',
      data: { thing1: { value: '幸福路1号' }, amount2: { value: '¥59.75' } },
    });
  });

  it.each([
    [43004, { kind: 'refused', code: 43004, gone: true, quota: false }],
    [45009, { kind: 'refused', code: 45009, gone: false, quota: true }],
    [47003, { kind: 'refused', code: 47003, gone: false, quota: false }],
    [40037, { kind: 'refused', code: 40037, gone: false, quota: false }],
    [-1, { kind: 'unreachable', maybe: false }],
    [45011, { kind: 'unreachable', maybe: false }],
  ])('%i', async (errcode, outcome) => {
    const { client } = await platformWith(({ path }) => (path.endsWith('template/send') ? refuse(errcode) : ok));
    expect(await client().sendTemplate(template)).toEqual(outcome);
  });

  it('a sporadic 40037 is tried once more', async () => {
    let refusals = 1;
    const { client } = await platformWith(({ path }) =>
      path.endsWith('template/send') && refusals-- > 0 ? refuse(40037) : ok,
    );
    expect(await client().sendTemplate(template)).toMatchObject({ kind: 'sent' });
  });
});

describe('media', () => {
  const amr = Buffer.from('#!AMR\n\x04\x00\x00\x00');

  it('come as bytes', async () => {
    const { client, calls } = await platformWith(({ path }) =>
      path.endsWith('media/get') ? { raw: amr, type: 'audio/amr' } : ok,
    );
    expect(await client().getMedia('M/1+')).toEqual({ bytes: amr, type: 'audio/amr' });
    expect(calls[1]?.search.get('media_id')).toBe('M/1+');
  });

  it('an error under the type of a file is an error', async () => {
    const { client } = await platformWith(({ path }) =>
      path.endsWith('media/get') ? { raw: '{"errcode":40007,"errmsg":"invalid media_id"}', type: 'image/jpeg' } : ok,
    );
    await expect(client().getMedia('M')).rejects.toMatchObject({ code: 'platform_refused' });
  });

  it('a platform that hangs is given up when the caller says so', async () => {
    const { client } = await platformWith(({ path }) => (path.endsWith('media/get') ? 'hang' : ok));
    await expect(
      client(memoryTokens(), { timeoutMs: 60_000 }).getMedia('M', AbortSignal.timeout(50)),
    ).rejects.toMatchObject({
      code: 'platform_unreachable',
    });
  });

  it('go up as a form', async () => {
    const { client, calls } = await platformWith(({ path }) =>
      path.endsWith('media/upload') ? { json: { type: 'image', media_id: 'UP1' } } : ok,
    );
    expect(await client().uploadBytes({ bytes: amr, kind: 'voice', name: '答复.amr', type: 'audio/amr' })).toBe('UP1');
    const [, upload] = calls;
    const boundary = /boundary=(.+)$/.exec(upload?.type ?? '')?.[1] ?? '?';
    expect(upload?.body.toString('latin1').split(`--${boundary}`)).toHaveLength(3);
    expect(upload?.body.includes(amr)).toBe(true);
    expect(upload?.search.get('type')).toBe('voice');
  });
});

describe('configuration', () => {
  it('templates in use are listed', async () => {
    const { client } = await platformWith(({ path }) =>
      path.endsWith('get_all_private_template')
        ? { json: { template_list: [{ template_id: 'A', title: '账单' }] } }
        : ok,
    );
    expect(await client().listTemplates()).toEqual([{ id: 'A', title: '账单' }]);
  });

  it('plain http goes to loopback only', async () => {
    await platformWith();
    const make = (apiOrigin: string) => () =>
      new WechatClient({
        appId: 'a',
        appSecret: 's',
        apiOrigin,
        tokens: memoryTokens(),
        seal,
        clock: platform.clock,
        ids: randomIds,
        log: silentLog,
      });
    expect(make('http://api.weixin.qq.com')).toThrow('bad_configuration');
    expect(make('nonsense')).toThrow('bad_configuration');
    expect(make('https://api.weixin.qq.com')).not.toThrow();
  });
});
