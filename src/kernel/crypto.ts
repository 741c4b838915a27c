import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { refuse } from './errors.js';

/** Sealing of personal data at rest: AES-256-GCM under the current key; older keys still open what they sealed. */
export interface Seal {
  /** `purpose` is bound to the box (additional data): a sealed mobile cannot be passed off as a sealed name. */
  seal(plain: string, purpose: string): string;
  /** @throws Refused sealed_key_missing when the key is not configured; Error when the box was altered */
  open(box: string, purpose: string): string;
  sealBytes(plain: Buffer, purpose: string): Buffer;
  openBytes(box: Buffer, purpose: string): Buffer;
  /** Keyed, one-way and stable: lets a sealed value be looked up. 32 hex characters. */
  index(value: string, purpose: string): string;
}

export interface SealKeys {
  /** First is current. Keys are 32 bytes. */
  keys: readonly { id: string; key: Buffer }[];
  indexKey: Buffer;
}

const IV = 12;
const TAG = 16;
const keyId = /^[\w-]{1,16}$/;

export const createSeal = ({ keys, indexKey }: SealKeys): Seal => {
  const current = keys[0] ?? refuse('bad_configuration', 'no sealing key');
  const byId = new Map(keys.map(({ id, key }) => [id, key]));

  const encrypt = (plain: Buffer, key: Buffer, aad: string): Buffer => {
    const iv = randomBytes(IV);
    const cipher = createCipheriv('aes-256-gcm', key, iv);
    cipher.setAAD(Buffer.from(aad));
    return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  };
  const decrypt = (box: Buffer, key: Buffer, aad: string): Buffer => {
    if (box.length < IV + TAG) throw new Error('a sealed box is cut short');
    const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(0, IV), { authTagLength: TAG });
    decipher.setAAD(Buffer.from(aad));
    decipher.setAuthTag(box.subarray(box.length - TAG));
    return Buffer.concat([decipher.update(box.subarray(IV, box.length - TAG)), decipher.final()]);
  };
  const keyOf = (id: string): Buffer => {
    // What is no key id is no box of ours and might be the plain value itself: it is not repeated in an error.
    if (!keyId.test(id)) throw new Error('not a sealed box');
    return byId.get(id) ?? refuse('sealed_key_missing', `key id ${id}`);
  };

  return {
    seal: (plain, purpose) =>
      `${current.id}.${encrypt(Buffer.from(plain), current.key, purpose).toString('base64url')}`,
    open: (box, purpose) => {
      const dot = Math.max(0, box.indexOf('.'));
      return decrypt(Buffer.from(box.slice(dot + 1), 'base64url'), keyOf(box.slice(0, dot)), purpose).toString();
    },
    sealBytes: (plain, purpose) =>
      Buffer.concat([Buffer.from([current.id.length]), Buffer.from(current.id), encrypt(plain, current.key, purpose)]),
    openBytes: (box, purpose) => {
      const length = box[0] ?? 0;
      return decrypt(box.subarray(1 + length), keyOf(box.subarray(1, 1 + length).toString()), purpose);
    },
    index: (value, purpose) => createHmac('sha256', indexKey).update(`${purpose}\0${value}`).digest('hex').slice(0, 32),
  };
};

/** A sealer for a JSON value of one purpose; the type is the caller's promise about what it sealed. */
export const sealJson = <T>(seal: Seal, purpose: string) => ({
  close: (value: T): string => seal.seal(JSON.stringify(value), purpose),
  open: (box: string): T => JSON.parse(seal.open(box, purpose)) as T,
});

/** Constant-time comparison of two strings of any length. */
export const sameSecret = (a: string, b: string): boolean => {
  const left = createHmac('sha256', 'compare').update(a).digest();
  const right = createHmac('sha256', 'compare').update(b).digest();
  return timingSafeEqual(left, right) && a.length === b.length;
};
