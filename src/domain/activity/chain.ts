import { createHash } from 'node:crypto';
import type { RecordedAct } from './door.js';

/** A link of the chain: the act and the hash that binds it to all before it. */
export interface Link extends RecordedAct {
  prevHash: string;
  hash: string;
}

/** What the first link names as the one before it. */
export const GENESIS = '0'.repeat(64);

/** JSON with the keys of every object in order, so that equal values have equal text. Undefined fields are left out. */
export const canonicalJson = (value: unknown): string => {
  if (value instanceof Date) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${canonicalJson(field)}`).join(',')}}`;
};

/** SHA-256 over the act, its place, its time and the hash before it; 64 hex characters. */
export const hashOf = (act: RecordedAct, prevHash: string): string =>
  createHash('sha256')
    .update(canonicalJson({ ...act, prevHash }))
    .digest('hex');

/** The link that follows `last`. */
export const linkAfter = (last: Pick<Link, 'seq' | 'hash'> | undefined, act: Omit<RecordedAct, 'seq'>): Link => {
  const recorded = { ...act, seq: (last?.seq ?? 0) + 1 };
  const prevHash = last?.hash ?? GENESIS;
  return { ...recorded, prevHash, hash: hashOf(recorded, prevHash) };
};

/** True when `link` is whole and follows `last`. */
export const follows = (last: Pick<Link, 'seq' | 'hash'> | undefined, link: Link): boolean => {
  const { prevHash, hash, ...act } = link;
  return act.seq === (last?.seq ?? 0) + 1 && prevHash === (last?.hash ?? GENESIS) && hash === hashOf(act, prevHash);
};
