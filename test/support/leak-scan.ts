import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Something that must be nowhere in clear. */
export interface Secret {
  /** What it is, for a failed test. */
  what: string;
  value: string;
}

/** Bytes to look through, and where they are from. */
export interface Haystack {
  from: string;
  bytes: Buffer;
}

/** Every file under the folder, those whose path begins with one of `except` left out. */
export const filesIn = (folder: string, except: readonly string[] = []): Haystack[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !except.some((name) => path.startsWith(join(folder, name))))
    .map((path) => ({ from: path.slice(folder.length + 1), bytes: readFileSync(path) }));

/** Fewer characters than this are found in random Base64 by chance. */
const SHORTEST_BASE64 = 8;
/** Fewer bytes than this are found in random bytes by chance. */
const SHORTEST = 6;

/** What of the value's Base64 does not depend on what stands around it, for each of the three places where it may begin. */
const inBase64 = (value: string): Buffer[] => {
  const bytes = Buffer.from(value);
  return [0, 1, 2]
    .map((before) => {
      const text = Buffer.concat([Buffer.alloc(before), bytes])
        .toString('base64')
        .replace(/=+$/, '');
      const end = (before + bytes.length) % 3 === 0 ? text.length : text.length - 1;
      return text.slice(Math.ceil((before * 8) / 6), end);
    })
    .filter((text) => text.length >= SHORTEST_BASE64)
    .map((text) => Buffer.from(text));
};

const forms = (value: string): Buffer[] => [
  ...[Buffer.from(value), Buffer.from(value, 'utf16le')].filter((bytes) => bytes.length >= SHORTEST),
  ...inBase64(value),
];

const isWordByte = (byte: number | undefined): boolean =>
  byte !== undefined && /[\w+/-]/.test(String.fromCharCode(byte));

/** A short run of digits is part of longer ids by chance: only one that stands alone is found. */
const standsAlone = (bytes: Buffer, needle: Buffer): boolean => {
  for (let at = bytes.indexOf(needle); at >= 0; at = bytes.indexOf(needle, at + 1))
    if (!isWordByte(bytes[at - 1]) && !isWordByte(bytes[at + needle.length])) return true;
  return false;
};

const isIn = (value: string, { bytes }: Haystack): boolean =>
  /^\d{4,9}$/.test(value) ? standsAlone(bytes, Buffer.from(value)) : forms(value).some((form) => bytes.includes(form));

/** Each secret that is found in clear: as UTF-8, as UTF-16 or in Base64, freed pages of a store included. */
export const leaks = (secrets: readonly Secret[], haystacks: readonly Haystack[]): string[] =>
  haystacks.flatMap((haystack) =>
    secrets.filter(({ value }) => isIn(value, haystack)).map(({ what }) => `${what} in ${haystack.from}`),
  );
