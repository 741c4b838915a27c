import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { silentLog } from '../../src/kernel/log.js';
import { createSms } from '../../src/sms/index.js';

let server: Server | undefined;
const asked: {
  url?: string | undefined;
  method?: string | undefined;
  authorization?: string | undefined;
  json: unknown;
}[] = [];

const smsWith = async (status: number | 'hang') => {
  asked.length = 0;
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { url, method, headers } = request;
    asked.push({
      url,
      method,
      authorization: headers.authorization,
      json: JSON.parse(Buffer.concat(chunks).toString()),
    });
    if (status === 'hang') return;
    response.statusCode = status;
    response.end('{}');
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return createSms({ endpoint: `http://127.0.0.1:${port}/`, key: 'k1', timeoutMs: 100, log: silentLog });
};
afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
  server = undefined;
});
const message = { mobile: '13800000002', text: '验证码 123456', cause: 'm1' };

describe('text messages', () => {
  it('are sent under their cause', async () => {
    const send = await smsWith(200);
    expect(await send(message)).toBe('sent');
    expect(asked).toEqual([
      {
        url: '/sms/send',
        method: 'POST',
        authorization: 'Bearer k1',
        json: { mobile: '13800000002', text: '验证码 123456', id: 'm1' },
      },
    ]);
  });

  it.each([401, 500, 302, 'hang'] as const)('fail with %s', async (status) => {
    expect(await (await smsWith(status))(message)).toBe('failed');
  });

  it('fail when nobody is there', async () => {
    const send = await smsWith(200);
    await new Promise((resolve) => server?.close(resolve));
    server = undefined;
    expect(await send(message)).toBe('failed');
  });

  it('are not sent in the clear', () => {
    expect(() => createSms({ endpoint: 'http://sms.example', key: 'k', log: silentLog })).toThrow('bad_configuration');
  });
});
