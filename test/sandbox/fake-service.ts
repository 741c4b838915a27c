import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';

interface Crypt {
  getSignature(timestamp: string, nonce: string, encrypted: string): string;
  decrypt(text: string): { message: string; id: string };
  encrypt(text: string): string;
}
/** Somebody else's implementation of WeChat's encryption, so that the sandbox is not judged by itself. */
const WXBizMsgCrypt = createRequire(import.meta.url)('wechat-crypto') as new (
  token: string,
  key: string,
  appId: string,
) => Crypt;

export const sha1 = (...parts: string[]): string => createHash('sha1').update(parts.sort().join('')).digest('hex');

/** One push as the fake service received it. */
export interface Received {
  query: URLSearchParams;
  raw: string;
  /** The message in clear, whatever the mode. */
  xml: string;
  encrypted: boolean;
  signatureOk: boolean;
}

/** What to answer: a body in clear, which is encrypted when the push was; or bytes as they are; or nothing, ever. */
export type Reply = { clear: string } | { raw: string; status?: number } | 'hang';

export interface FakeService {
  origin: string;
  received: Received[];
  door: { path: string; key: string | undefined; body: string }[];
  reply: (push: Received, nth: number) => Reply;
  doorAnswer: (path: string) => { status: number; body: string };
  close(): Promise<void>;
}

export const account = {
  appId: 'wx1234567890abcdef',
  appSecret: 'app-secret-of-the-test',
  token: 'token-of-the-test',
  encodingAesKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
  originalId: 'gh_water',
};

export const element = (xml: string, name: string): string | undefined =>
  new RegExp(`<${name}>(?:<!\\[CDATA\\[([\\s\\S]*?)\\]\\]>|([^<]*))</${name}>`)
    .exec(xml)
    ?.slice(1)
    .find((part) => part !== undefined);

export const head = (push: Received, type: string): string =>
  `<ToUserName><![CDATA[${element(push.xml, 'FromUserName')}]]></ToUserName><FromUserName><![CDATA[gh_water]]></FromUserName>` +
  `<CreateTime>1790000000</CreateTime><MsgType><![CDATA[${type}]]></MsgType>`;

export const textReply = (push: Received, content: string): Reply => ({
  clear: `<xml>${head(push, 'text')}<Content><![CDATA[${content}]]></Content></xml>`,
});

const readBody = async (request: IncomingMessage): Promise<string> => {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
};

export const startFakeService = async (): Promise<FakeService> => {
  const cryptOf = (key: string): Crypt => new WXBizMsgCrypt(account.token, key, account.appId);
  const hanging = new Set<ServerResponse>();
  const openPush = (query: URLSearchParams, raw: string): Received => {
    const [timestamp = '', nonce = ''] = [query.get('timestamp') ?? '', query.get('nonce') ?? ''];
    const box = element(raw, 'Encrypt');
    const plainOk = query.get('signature') === sha1(account.token, timestamp, nonce);
    if (query.get('encrypt_type') !== 'aes' || !box)
      return { query, raw, xml: raw, encrypted: false, signatureOk: plainOk };
    const { message, id } = cryptOf(service.aesKey).decrypt(box);
    const sealedOk = query.get('msg_signature') === sha1(account.token, timestamp, nonce, box) && id === account.appId;
    return { query, raw, xml: message, encrypted: true, signatureOk: plainOk && sealedOk };
  };
  const answer = (push: Received, reply: Reply, response: ServerResponse): void => {
    if (reply === 'hang') return void hanging.add(response);
    if ('raw' in reply) return void response.writeHead(reply.status ?? 200).end(reply.raw);
    if (!push.encrypted) return void response.end(reply.clear);
    const crypt = cryptOf(service.aesKey);
    const box = crypt.encrypt(reply.clear);
    const signature = crypt.getSignature('1790000001', 'n1', box);
    response.end(
      `<xml><Encrypt><![CDATA[${box}]]></Encrypt><MsgSignature><![CDATA[${signature}]]></MsgSignature>` +
        '<TimeStamp>1790000001</TimeStamp><Nonce><![CDATA[n1]]></Nonce></xml>',
    );
  };
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const body = await readBody(request);
    if (url.pathname.startsWith('/demo')) {
      service.door.push({ path: url.pathname, key: request.headers['x-demo-key']?.toString(), body });
      const { status, body: said } = service.doorAnswer(url.pathname);
      return response.writeHead(status, { 'content-type': 'application/json' }).end(said);
    }
    if (request.method === 'GET') return response.end(url.searchParams.get('echostr'));
    const push = openPush(url.searchParams, body);
    service.received.push(push);
    answer(push, service.reply(push, service.received.length), response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const service = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    aesKey: account.encodingAesKey,
    received: [] as Received[],
    door: [] as FakeService['door'],
    reply: (() => ({ raw: 'success' })) as FakeService['reply'],
    doorAnswer: (() => ({ status: 200, body: '{"customers":[]}' })) as FakeService['doorAnswer'],
    close: async () => {
      for (const response of hanging) response.destroy();
      server.closeAllConnections();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
  return service;
};
