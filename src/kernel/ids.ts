import { createHash, randomBytes, randomInt } from 'node:crypto';

/** Where ids and codes come from; tests may fix it. */
export interface Ids {
  /** 24 hex characters. */
  id(): string;
  /** n decimal digits, uniformly random, zeros kept. */
  digits(n: number): string;
  /** Unguessable URL-safe token of n random bytes. */
  token(bytes?: number): string;
}

export const randomIds: Ids = {
  id: () => randomBytes(12).toString('hex'),
  digits: (n) => Array.from({ length: n }, () => String(randomInt(10))).join(''),
  token: (bytes = 32) => randomBytes(bytes).toString('base64url'),
};

/** A short stable name for something longer: the first `length` hex characters of its SHA-256. */
export const digestOf = (text: string, length = 32): string =>
  createHash('sha256').update(text).digest('hex').slice(0, length);
