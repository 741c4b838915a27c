import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import { randomIds } from '../kernel/ids.js';

const BLOCK = 32;
const RANDOM = 16;
const LENGTH = 4;

/** WeChat's signature: SHA-1 over the parts in lexicographic order, as lower-case hex. */
export const signatureOf = (...parts: readonly string[]): string =>
  createHash('sha1')
    .update([...parts].sort().join(''))
    .digest('hex');

const keyOf = (encodingAesKey: string): Buffer => Buffer.from(`${encodingAesKey}=`, 'base64');

/** 43 base64 characters that make 32 bytes. */
export const isEncodingAesKey = (text: string): boolean =>
  /^[A-Za-z0-9+/]{43}$/.test(text) && keyOf(text).length === 32;

/** 16 random bytes, the length in 4 bytes, the XML and the AppId, padded to blocks of 32 and encrypted with AES-256-CBC. */
export const encrypt = (xml: string, encodingAesKey: string, appId: string): string => {
  const key = keyOf(encodingAesKey);
  const content = Buffer.from(xml);
  const length = Buffer.alloc(LENGTH);
  length.writeUInt32BE(content.length);
  const random = Buffer.from(randomIds.token(12)).subarray(0, RANDOM);
  const plain = Buffer.concat([random, length, content, Buffer.from(appId)]);
  const missing = BLOCK - (plain.length % BLOCK);
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  const padded = Buffer.concat([plain, Buffer.alloc(missing, missing)]);
  return Buffer.concat([cipher.update(padded), cipher.final()]).toString('base64');
};

/** Opens what {@link encrypt} made. @returns undefined when the box is not of this key or its layout is wrong */
export const decrypt = (box: string, encodingAesKey: string): { xml: string; appId: string } | undefined => {
  const key = keyOf(encodingAesKey);
  const sealed = Buffer.from(box, 'base64');
  if (sealed.length === 0 || sealed.length % 16 !== 0) return undefined;
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(sealed), decipher.final()]);
  const padding = padded[padded.length - 1] ?? 0;
  if (padding < 1 || padding > BLOCK || padding > padded.length - RANDOM - LENGTH) return undefined;
  const plain = padded.subarray(0, padded.length - padding);
  const end = RANDOM + LENGTH + plain.readUInt32BE(RANDOM);
  if (end > plain.length) return undefined;
  return { xml: plain.toString('utf8', RANDOM + LENGTH, end), appId: plain.toString('utf8', end) };
};
