import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** What signs and seals callbacks: the account's own secrets, or a forger's. */
export interface Account {
  appId: string;
  token: string;
  encodingAesKey: string;
  originalId: string;
}

const sha1 = (...parts: string[]): string =>
  createHash('sha1')
    .update([...parts].sort().join(''))
    .digest('hex');

const keyOf = (account: Account): Buffer => Buffer.from(`${account.encodingAesKey}=`, 'base64');

/** WeChat's box: 16 random bytes, length, XML, AppId, padded to 32 and encrypted with AES-256-CBC. */
export const sealed = (xml: string, account: Account): string => {
  const content = Buffer.from(xml);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  const plain = Buffer.concat([randomBytes(16), length, content, Buffer.from(account.appId)]);
  const missing = 32 - (plain.length % 32);
  const key = keyOf(account);
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([cipher.update(plain), cipher.update(Buffer.alloc(missing, missing)), cipher.final()]).toString(
    'base64',
  );
};

/** The XML of a box. */
export const opened = (box: string, account: Account): string => {
  const key = keyOf(account);
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(Buffer.from(box, 'base64')), decipher.final()]);
  const plain = padded.subarray(0, padded.length - (padded.at(-1) ?? 0));
  return plain.toString('utf8', 20, 20 + plain.readUInt32BE(16));
};

/** One POST to the callback. */
export interface Callback {
  query: string;
  body: string;
}

/** The query's signature. @param at when it claims to be signed */
export const signedQuery = (account: Account, at: Date, more: Record<string, string> = {}): URLSearchParams => {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const nonce = randomBytes(6).toString('hex');
  return new URLSearchParams({ signature: sha1(account.token, timestamp, nonce), timestamp, nonce, ...more });
};

/** Signs a box as the platform does in safe mode. */
export const boxed = (box: string, account: Account, at: Date): Callback => {
  const query = signedQuery(account, at, { encrypt_type: 'aes' });
  const { timestamp = '', nonce = '' } = Object.fromEntries(query);
  query.set('msg_signature', sha1(account.token, timestamp, nonce, box));
  const body = `<xml><ToUserName><![CDATA[${account.originalId}]]></ToUserName><Encrypt><![CDATA[${box}]]></Encrypt></xml>`;
  return { query: query.toString(), body };
};

/** A callback that carries this XML, in order in every other way. */
export const carrying = (xml: string, account: Account, at: Date): Callback => boxed(sealed(xml, account), account, at);

let messages = 0;
/** A text message's XML. */
export const textXml = (openid: string, content: string, account: Account, at: Date): string => {
  messages += 1;
  const msgId = `2499${String(at.getTime())}${messages}`;
  return (
    `<xml><ToUserName><![CDATA[${account.originalId}]]></ToUserName><FromUserName><![CDATA[${openid}]]></FromUserName>` +
    `<CreateTime>${Math.floor(at.getTime() / 1000)}</CreateTime><MsgType><![CDATA[text]]></MsgType>` +
    `<Content><![CDATA[${content}]]></Content><MsgId>${msgId}</MsgId></xml>`
  );
};

/** The words of an encrypted passive reply. */
export const replied = (body: string, account: Account): string => {
  const box = /<Encrypt><!\[CDATA\[(.+?)\]\]><\/Encrypt>/.exec(body)?.[1] ?? '';
  return box === '' ? body : (/<Content><!\[CDATA\[([\s\S]*?)\]\]><\/Content>/.exec(opened(box, account))?.[1] ?? '');
};
