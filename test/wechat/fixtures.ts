import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import type WXBizMsgCrypt from 'wechat-crypto';

/** Written from WeChat's documents and with wechat-crypto, not with our own signer: a shared one would hide a shared mistake. */
const Crypt = createRequire(import.meta.url)('wechat-crypto') as typeof WXBizMsgCrypt;

export const secrets = {
  appId: 'wx5823bf96d3bd56c7',
  token: 'QDG6eK',
  aesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C',
  originalId: 'gh_water',
};
export const otherKey = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG';

export const sha1 = (...parts: string[]): string =>
  createHash('sha1')
    .update([...parts].sort().join(''))
    .digest('hex');

export const seconds = (at: Date | string): string => String(Math.floor(new Date(at).getTime() / 1000));

const cdata = (name: string, value: string): string => `<${name}><![CDATA[${value}]]></${name}>`;

export const head = (type: string, from = 'oRes01_resident_abcdef', at = '2026-11-21T09:00:00+08:00'): string =>
  `${cdata('ToUserName', secrets.originalId)}${cdata('FromUserName', from)}<CreateTime>${seconds(at)}</CreateTime>${cdata('MsgType', type)}`;

export const textXml = (content: string, id = '24900000000000001', from?: string): string =>
  `<xml>${head('text', from)}${cdata('Content', content)}<MsgId>${id}</MsgId></xml>`;

export const eventXml = (event: string, rest = '', from?: string): string =>
  `<xml>${head('event', from)}${cdata('Event', event)}${rest}</xml>`;

export interface Push {
  query: Record<string, string>;
  body: string;
}

/** One push in safe mode, as the platform makes it. */
export const push = (
  xml: string,
  {
    at = '2026-11-21T09:00:00+08:00',
    key = secrets.aesKey,
    appId = secrets.appId,
    token = secrets.token,
    nonce = '486452656',
  } = {},
): Push => {
  const timestamp = seconds(at);
  const box = new Crypt(token, key, appId).encrypt(xml);
  return {
    query: {
      signature: sha1(token, timestamp, nonce),
      timestamp,
      nonce,
      openid: 'oRes01_resident_abcdef',
      encrypt_type: 'aes',
      msg_signature: sha1(token, timestamp, nonce, box),
    },
    body: `<xml>${cdata('ToUserName', secrets.originalId)}${cdata('Encrypt', box)}</xml>`,
  };
};

const field = (xml: string, name: string): string | undefined =>
  new RegExp(`<${name}>(?:<!\\[CDATA\\[)?([\\s\\S]*?)(?:\\]\\]>)?</${name}>`).exec(xml)?.[1];

/** Opens a passive reply, its signature checked; undefined for an empty one. */
export const openReply = (body: string, key = secrets.aesKey) => {
  if (body === '') return undefined;
  const box = field(body, 'Encrypt') ?? '';
  const stamp = field(body, 'TimeStamp') ?? '';
  const signature = sha1(secrets.token, stamp, field(body, 'Nonce') ?? '', box);
  if (signature !== field(body, 'MsgSignature')) throw new Error('the reply is not signed');
  const { message, id } = new Crypt(secrets.token, key, secrets.appId).decrypt(box);
  if (id !== secrets.appId) throw new Error('the reply is sealed for another');
  return {
    xml: message,
    stamp,
    to: field(message, 'ToUserName'),
    from: field(message, 'FromUserName'),
    createTime: field(message, 'CreateTime'),
    type: field(message, 'MsgType'),
    content: /<Content><!\[CDATA\[([\s\S]*)\]\]><\/Content>/.exec(message)?.[1]?.replaceAll(']]]]><![CDATA[>', ']]>'),
  };
};
