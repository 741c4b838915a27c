import createWechat, { type Cryptor, type ReplyContext } from 'co-wechat';
import type { Clock } from '../kernel/clock.js';
import { type MessageCipher, signatureOf } from './aes.js';
import type { GuardSecrets } from './guard.js';

export interface PassiveText {
  /** openid */
  to: string;
  /** our `gh_…` */
  from: string;
  content: string;
  /** The key that opened the message seals its reply. */
  cipher: MessageCipher;
}

/** Writes and seals one passive text. @returns the body; never called for an empty answer, whose body is empty */
export type WritePassive = (reply: PassiveText) => Promise<string>;

const cdata = (words: string): string => words.replaceAll(']]>', ']]]]><![CDATA[>');
/** XML 1.0 has no place for these, not even in CDATA. */
const legal = (words: string): string => words.replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '');
const seconds = (at: Date): number => Math.floor(at.getTime() / 1000);

/**
 * co-wechat as a writer: it is handed an envelope of our own making, two names and nothing else, so that no byte from outside reaches its
 * parser, and it writes, signs and seals the reply. Its clock counts milliseconds where WeChat reads seconds: the cryptor that we bring with
 * each request puts that right before the seal and before the signature.
 */
export const createPassiveWriter = (
  { appId, token, aesKey }: Pick<GuardSecrets, 'appId' | 'token' | 'aesKey'>,
  clock: Clock,
): WritePassive => {
  const contents = new WeakMap<ReplyContext, string>();
  const write = createWechat({ token, appid: appId, encodingAESKey: aesKey }).middleware(
    (_message, ctx) => contents.get(ctx) ?? '',
  );
  return async ({ to, from, content, cipher }) => {
    const now = seconds(clock.now());
    const cryptor: Cryptor = {
      getSignature: (_milliseconds, nonce, box) => signatureOf(token, String(now), String(nonce), box),
      encrypt: (xml) => cipher.seal(xml.replace(/<CreateTime>\d+</, `<CreateTime>${now}<`)),
      decrypt: () => ({ message: '', id: '' }),
    };
    const ctx: ReplyContext = {
      method: 'POST',
      // no msg_signature: our envelope is plain, and is signed as a plain one
      query: {
        timestamp: String(now),
        nonce: appId,
        signature: signatureOf(token, String(now), appId),
        encrypt_type: 'aes',
      },
      request: {
        body: `<xml><ToUserName><![CDATA[${from}]]></ToUserName><FromUserName><![CDATA[${to}]]></FromUserName></xml>`,
      },
      wx_cryptor: cryptor,
    };
    contents.set(ctx, cdata(legal(content)));
    await write(ctx, async () => undefined);
    if (typeof ctx.body !== 'string' || ctx.status !== undefined) throw new Error('co-wechat wrote no reply');
    return ctx.body.replace(/<TimeStamp>\d+</, `<TimeStamp>${now}<`);
  };
};
