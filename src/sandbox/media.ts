import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../kernel/clock.js';
import { randomIds } from '../kernel/ids.js';
import type { Journal } from './journal.js';

/** The types that media/upload knows. */
export type MediaKind = 'image' | 'voice' | 'video' | 'thumb';

/** What is known of a stored medium; `at` is business time in milliseconds. */
export interface MediaFile {
  id: string;
  kind: MediaKind;
  contentType: string;
  at: number;
}

/** The platform's temporary media. */
export interface MediaStore {
  save(kind: MediaKind, bytes: Buffer): MediaFile;
  /** Undefined when unknown or older than three days. */
  current(id: string): MediaFile | undefined;
  /** Whatever its age: a phone keeps what it has shown. */
  ever(id: string): MediaFile | undefined;
  bytes(file: MediaFile): Buffer;
}

/** Temporary media live three days. */
const LIFETIME_MS = 3 * 24 * 3_600_000;

const signatures: readonly [contentType: string, offset: number, bytes: string][] = [
  ['image/png', 0, '\x89PNG\r\n\x1a\n'],
  ['image/jpeg', 0, '\xff\xd8\xff'],
  ['image/gif', 0, 'GIF8'],
  ['audio/amr', 0, '#!AMR'],
  ['audio/mp3', 0, 'ID3'],
  ['audio/mp3', 0, '\xff\xfb'],
  ['video/mp4', 4, 'ftyp'],
];
const usual: Record<MediaKind, string> = {
  image: 'image/jpeg',
  voice: 'audio/amr',
  video: 'video/mp4',
  thumb: 'image/jpeg',
};

/** What the first bytes say the file is; undefined when they say nothing known. */
export const sniffed = (bytes: Buffer): string | undefined =>
  signatures.find(([, offset, start]) => bytes.toString('latin1', offset, offset + start.length) === start)?.[0];

/** @param folder holds one file a medium, named by its id */
export const createMediaStore = (journal: Journal, folder: string, clock: Clock): MediaStore => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const files = new Map<string, MediaFile>();
  const write = journal.topic<MediaFile>('media', (file) => {
    files.set(file.id, file);
  });
  return {
    save: (kind, bytes) => {
      const id = randomIds.token(48);
      writeFileSync(join(folder, id), bytes, { mode: 0o600 });
      const file = { id, kind, contentType: sniffed(bytes) ?? usual[kind], at: clock.now().getTime() };
      write(file);
      return file;
    },
    current: (id) => {
      const file = files.get(id);
      return file && clock.now().getTime() - file.at < LIFETIME_MS ? file : undefined;
    },
    ever: (id) => files.get(id),
    bytes: (file) => readFileSync(join(folder, file.id)),
  };
};
