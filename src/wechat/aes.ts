import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { refuse } from '../kernel/errors.js';

/**
 * WeChat's message encryption: AES-256-CBC with the IV taken from the key, PKCS#7 padding to 32 bytes, and inside it
 * 16 random bytes, a big-endian length, the message and the AppId.
 * @see https://developers.weixin.qq.com/doc/oplatform/developers/dev/push/encryption.html
 */
export interface MessageCipher {
  /** Undefined for anything that this key did not seal for this AppId, or that is not whole UTF-8. */
  open(box: string): string | undefined;
  seal(message: string): string;
}

const BLOCK = 32;
const HEAD = 20;
const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

const unpadded = (plain: Buffer): Buffer | undefined => {
  const pad = plain[plain.length - 1] ?? 0;
  if (pad < 1 || pad > BLOCK || pad > plain.length) return undefined;
  return plain.subarray(-pad).every((byte) => byte === pad) ? plain.subarray(0, -pad) : undefined;
};

const padded = (plain: Buffer): Buffer => {
  const pad = BLOCK - (plain.length % BLOCK);
  return Buffer.concat([plain, Buffer.alloc(pad, pad)]);
};

/** @param encodingAesKey the 43 characters of the console @throws Refused bad_configuration */
export const messageCipher = (encodingAesKey: string, appId: string): MessageCipher => {
  const key = Buffer.from(`${encodingAesKey}=`, 'base64');
  if (encodingAesKey.length !== 43 || key.length !== 32)
    refuse('bad_configuration', 'the AES key is not 43 characters');
  const iv = key.subarray(0, 16);
  const id = Buffer.from(appId);

  const decrypted = (box: string): Buffer | undefined => {
    const bytes = Buffer.from(box, 'base64');
    if (bytes.length === 0 || bytes.length % 16 !== 0) return undefined;
    const decipher = createDecipheriv('aes-256-cbc', key, iv).setAutoPadding(false);
    return unpadded(Buffer.concat([decipher.update(bytes), decipher.final()]));
  };

  return {
    open: (box) => {
      const plain = decrypted(box);
      if (!plain || plain.length < HEAD) return undefined;
      const end = HEAD + plain.readUInt32BE(16);
      if (end > plain.length || !plain.subarray(end).equals(id)) return undefined;
      try {
        return strictUtf8.decode(plain.subarray(HEAD, end));
      } catch {
        return undefined;
      }
    },
    seal: (message) => {
      const words = Buffer.from(message);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(words.length);
      const cipher = createCipheriv('aes-256-cbc', key, iv).setAutoPadding(false);
      const plain = padded(Buffer.concat([randomBytes(16), length, words, id]));
      return Buffer.concat([cipher.update(plain), cipher.final()]).toString('base64');
    },
  };
};

/** SHA-1 over the sorted parts: WeChat's signature of addresses, boxes and replies. */
export const signatureOf = (...parts: readonly string[]): string =>
  createHash('sha1')
    .update([...parts].sort().join(''))
    .digest('hex');
