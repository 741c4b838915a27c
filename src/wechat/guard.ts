import type { IncomingMessage } from 'node:http';
import { sameSecret } from '../kernel/crypto.js';
import { type MessageCipher, messageCipher, signatureOf } from './aes.js';
import { readXml, type XmlElement } from './xml.js';

/** What the platform and we share; message mode is always safe (AES). */
export interface GuardSecrets {
  appId: string;
  token: string;
  /** EncodingAESKey, 43 characters */
  aesKey: string;
  /** The key before the last rotation; opens, and seals the reply to what it opened. */
  previousAesKey?: string;
  /** `gh_…`: when known, messages to any other account are refused. */
  originalId?: string;
}

export type Query = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Why a callback is turned away; the code goes to the log and the metrics, the status to the caller. */
export type Refusal = { kind: 'refused'; status: 400 | 401 | 405 | 408 | 413; why: string };
export type Admitted = { kind: 'admitted'; root: XmlElement; xml: string; cipher: MessageCipher };
export type Verified = { kind: 'verified'; echo: string };

export const GUARD_LIMITS = {
  /** bytes */
  body: 65_536,
  /** seconds either way */
  skew: 300,
} as const;

const refused = (status: Refusal['status'], why: string): Refusal => ({ kind: 'refused', status, why });
const PLAIN = /^[\x21-\x7e]{1,128}$/;
const ECHO = /^[\w+/=-]{1,512}$/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

interface Signed {
  timestamp: string;
  nonce: string;
}

/** Rules 1 to 3, the same for the address check and for messages. */
const signed = (query: Query, token: string, nowSeconds: number): Signed | Refusal => {
  // 1. each parameter stands once and is printable: an array or an object is no string to sign
  const { signature, timestamp, nonce } = query;
  if (typeof signature !== 'string' || typeof timestamp !== 'string' || typeof nonce !== 'string')
    return refused(401, 'signature parameters missing or repeated');
  if (!PLAIN.test(nonce) || !/^\d{1,12}$/.test(timestamp)) return refused(401, 'signature parameters malformed');
  // 2. the signature, over the very strings that were sent, in constant time
  if (!sameSecret(signature, signatureOf(token, timestamp, nonce))) return refused(401, 'signature wrong');
  // 3. freshness: the triple signs no body, so an old one must not live on
  if (Math.abs(nowSeconds - Number(timestamp)) > GUARD_LIMITS.skew) return refused(401, 'stale');
  return { timestamp, nonce };
};

/**
 * The box of a body, cut out without reading the rest: nothing unsigned is parsed. In compatible mode clear fields, a resident's own
 * words among them, stand before it; the last one is the platform's, and the signature judges it.
 */
const boxIn = (body: string): string | undefined => {
  const open = body.lastIndexOf('<Encrypt>');
  const close = body.indexOf('</Encrypt>', open);
  if (open < 0 || close < 0) return undefined;
  const inner = body.slice(open + '<Encrypt>'.length, close).trim();
  const box = inner.startsWith('<![CDATA[') && inner.endsWith(']]>') ? inner.slice(9, -3) : inner;
  return BASE64.test(box) ? box : undefined;
};

export interface Guard {
  /** The address check of the console (GET). */
  verifyAddress(query: Query, now: Date): Verified | Refusal;
  /** A message or an event (POST); pure, the body already read. */
  verify(query: Query, body: string, now: Date): Admitted | Refusal;
}

/** The numbered rules that every callback passes before one word of it is believed. */
export const createGuard = (secrets: GuardSecrets): Guard => {
  const { appId, token, aesKey, previousAesKey, originalId } = secrets;
  const ciphers = [aesKey, ...(previousAesKey ? [previousAesKey] : [])].map((key) => messageCipher(key, appId));

  const opened = (box: string): { xml: string; cipher: MessageCipher } | undefined => {
    for (const cipher of ciphers) {
      const xml = cipher.open(box);
      if (xml !== undefined) return { xml, cipher };
    }
    return undefined;
  };

  return {
    verifyAddress: (query, now) => {
      const who = signed(query, token, now.getTime() / 1000);
      if ('kind' in who) return who;
      // the echo is plain even in safe mode, and is reflected: base64 and digits only
      const { echostr } = query;
      if (typeof echostr !== 'string' || !ECHO.test(echostr)) return refused(400, 'echo malformed');
      return { kind: 'verified', echo: echostr };
    },

    verify: (query, body, now) => {
      const who = signed(query, token, now.getTime() / 1000);
      if ('kind' in who) return who;
      // 4. safe mode is not negotiable: a plain body under a true signature could say anything
      const { encrypt_type: mode, msg_signature: boxSignature } = query;
      if (mode !== 'aes' || typeof boxSignature !== 'string') return refused(401, 'not in safe mode');
      // 5. a body of the size that messages have
      if (Buffer.byteLength(body) > GUARD_LIMITS.body) return refused(413, 'too large');
      // 6. a box, and nothing else is looked at
      const box = boxIn(body);
      if (box === undefined) return refused(400, 'no encrypted message');
      // 7. the box is signed by who knows the token
      if (!sameSecret(boxSignature, signatureOf(token, who.timestamp, who.nonce, box)))
        return refused(401, 'message signature wrong');
      // 8. sealed with the current key or the one before, for our AppId
      const inside = opened(box);
      if (!inside) return refused(401, 'not sealed for this account');
      // 9. read once
      const read = readXml(inside.xml);
      if (read.kind === 'malformed') return refused(400, `malformed: ${read.why}`);
      // 10. addressed to us
      if (originalId !== undefined && read.root.ToUserName !== originalId) return refused(401, 'for another account');
      return { kind: 'admitted', root: read.root, ...inside };
    },
  };
};

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Reads a body of at most 64 KB within `timeoutMs` of real time; `gone` when the caller hung up. */
export const readBody = (
  request: IncomingMessage,
  timeoutMs: number,
): Promise<{ kind: 'body'; body: string } | { kind: 'gone' } | Refusal> =>
  new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = (result: { kind: 'body'; body: string } | { kind: 'gone' } | Refusal): void => {
      clearTimeout(timer);
      request.off('data', take);
      // what still comes is let run out unread
      request.resume();
      resolve(result);
    };
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      if (size > GUARD_LIMITS.body) finish(refused(413, 'too large'));
      else chunks.push(chunk);
    };
    const timer = setTimeout(() => finish(refused(408, 'body too slow')), timeoutMs);
    if (Number(request.headers['content-length'] ?? 0) > GUARD_LIMITS.body) return finish(refused(413, 'too large'));
    request.on('data', take);
    request.once('end', () => {
      try {
        finish({ kind: 'body', body: utf8.decode(Buffer.concat(chunks)) });
      } catch {
        finish(refused(400, 'not UTF-8'));
      }
    });
    request.once('error', () => finish({ kind: 'gone' }));
    request.once('close', () => finish({ kind: 'gone' }));
  });
