import { createHash, createHmac } from 'node:crypto';
import { sameSecret } from '../kernel/crypto.js';

/** A request as it came, with what Tencent Cloud's signature version 3 (TC3-HMAC-SHA256) covers. */
export interface SignedRequest {
  method: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: Buffer;
}

/** `ok`, or Tencent's code for what is wrong. */
export type Tc3Verdict =
  | 'ok'
  | 'AuthFailure.SignatureFailure'
  | 'AuthFailure.SecretIdNotFound'
  | 'AuthFailure.SignatureExpire';

const AUTHORIZATION =
  /^TC3-HMAC-SHA256 Credential=([^/\s]+)\/(\d{4}-\d{2}-\d{2})\/([\w-]+)\/tc3_request, ?SignedHeaders=([\w;-]+), ?Signature=([0-9a-f]{64})$/;
const SKEW_S = 300;

const sha256 = (data: Buffer | string): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: Buffer | string, data: string): Buffer => createHmac('sha256', key).update(data).digest();

/** A header as it is signed: trimmed, lower-cased, and the host without its port. */
const signed = (headers: SignedRequest['headers'], name: string): string => {
  const value = String(headers[name] ?? '').trim();
  return (name === 'host' ? value.replace(/:\d+$/, '') : value).toLowerCase();
};

const dateOf = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 10);

/**
 * Checks who signed the request and that the bytes are those that were signed.
 * @param nowMs real time: the signer's timestamp may differ by five minutes
 */
export const verifyTc3 = (
  request: SignedRequest,
  account: { secretId: string; secretKey: string },
  nowMs: number,
): Tc3Verdict => {
  const parts = AUTHORIZATION.exec(String(request.headers.authorization ?? ''));
  if (!parts) return 'AuthFailure.SignatureFailure';
  const [, secretId = '', date = '', service = '', names = '', signature = ''] = parts;
  if (!sameSecret(secretId, account.secretId)) return 'AuthFailure.SecretIdNotFound';
  const timestamp = Number(request.headers['x-tc-timestamp']);
  if (!Number.isSafeInteger(timestamp) || Math.abs(nowMs / 1000 - timestamp) > SKEW_S)
    return 'AuthFailure.SignatureExpire';
  const list = names.split(';');
  if (dateOf(timestamp) !== date || !list.includes('host') || !list.includes('content-type'))
    return 'AuthFailure.SignatureFailure';
  const headers = list.map((name) => `${name}:${signed(request.headers, name)}\n`).join('');
  const canonical = [request.method, '/', '', headers, names, sha256(request.body)].join('\n');
  const scope = `${date}/${service}/tc3_request`;
  const toSign = ['TC3-HMAC-SHA256', timestamp, scope, sha256(canonical)].join('\n');
  const key = hmac(hmac(hmac(`TC3${account.secretKey}`, date), service), 'tc3_request');
  return sameSecret(hmac(key, toSign).toString('hex'), signature) ? 'ok' : 'AuthFailure.SignatureFailure';
};
