import { BSON, type Document } from 'mongodb';
import type { Chance } from '../chance.js';
import { anyCommand } from './questions.js';
import { anyDocument, anyValue } from './values.js';

/** Bytes that are sent, and what must come of them. */
export interface Frame {
  bytes: Buffer;
  /** An answer or a closed connection; or, for a message that wants none, or that is not whole, nothing. */
  answered: boolean;
}

const OP_QUERY = 2004;
const OP_MSG = 2013;
const CHECKSUM_PRESENT = 1;
const MORE_TO_COME = 2;

const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value | 0);
  return bytes;
};

const framed = (op: number, ...parts: Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts);
  return Buffer.concat([int32(16 + body.length), int32(7), int32(0), int32(op), body]);
};

/** Like the server's table, written from the definition of CRC-32C: the bits of each byte, lowest first. */
const checksum = (bytes: Uint8Array): number => {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return ~crc;
};

const fields = [
  'filter',
  'sort',
  'projection',
  'hint',
  'skip',
  'limit',
  'batchSize',
  'singleBatch',
  'let',
  'collation',
  'query',
  'fields',
  'key',
  'pipeline',
  'cursor',
  'documents',
  'ordered',
  'updates',
  'deletes',
  'remove',
  'update',
  'new',
  'upsert',
  'arrayFilters',
  'indexes',
  'index',
  'nameOnly',
  'cursors',
  'collection',
  'verbosity',
  'lsid',
  'txnNumber',
  'maxTimeMS',
  'comment',
  'readConcern',
  'nope',
  'full',
] as const;
const commandNames = [
  'find',
  'getMore',
  'killCursors',
  'count',
  'distinct',
  'aggregate',
  'insert',
  'update',
  'delete',
  'findAndModify',
  'create',
  'drop',
  'createIndexes',
  'listIndexes',
  'dropIndexes',
  'listCollections',
  'listDatabases',
  'explain',
  'hello',
  'ping',
  'buildInfo',
  'endSessions',
  'killSessions',
  'validate',
  'dbStats',
  'nope',
  '',
] as const;
const databases = ['fuzz', 'fuzz', 'fuzz', 'fuzz2', '', 'a.b', 'x'.repeat(70), 'a b', '$cmd', 'admin'] as const;
const collections = ['c', 'items', '', '$cmd', 'a.b', 'system.x', 'n'.repeat(300), '.x', 'x\u0000y'] as const;

const encode = (document: Document): Buffer => {
  try {
    return Buffer.from(BSON.serialize(document, { checkKeys: false, ignoreUndefined: true }));
  } catch {
    return Buffer.from(BSON.serialize({ ping: 1, $db: 'fuzz' }));
  }
};

/** A document in a document, and so on, made as bytes: no serialiser goes so deep. */
const deep = (levels: number): Buffer => {
  const bytes = Buffer.alloc(levels * 8 + 5);
  for (let level = 0; level <= levels; level++) {
    const at = level * 7;
    bytes.writeInt32LE(levels * 8 + 5 - level * 8, at);
    if (level < levels) bytes.write('\u0003a\u0000', at + 4, 'latin1');
  }
  return bytes;
};

const anyFields = (chance: Chance): Document =>
  Object.fromEntries(Array.from({ length: chance.below(4) }, () => [chance.oneOf(fields), anyValue(chance)]));

/** Any command with any fields of any types; sometimes one that makes sense. */
const command = (chance: Chance): Document => {
  const $db = chance.below(60) === 0 ? anyValue(chance, 1) : chance.oneOf(databases);
  if (chance.below(3) === 0)
    return { ...anyCommand(chance), ...(chance.below(4) ? {} : anyFields(chance)), $db: 'fuzz' };
  const target = chance.below(3) ? chance.oneOf(collections) : anyValue(chance, 1);
  return { [chance.oneOf(commandNames)]: target, ...anyFields(chance), ...(chance.below(40) ? { $db } : {}) };
};

const sequence = (name: string, documents: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat([Buffer.from(`${name}\0`), ...documents]);
  return Buffer.concat([Buffer.of(1), int32(body.length + 4), body]);
};

const bodyOf = (document: Uint8Array): Buffer => Buffer.concat([Buffer.of(0), document]);

const sections = (chance: Chance): Buffer[] => {
  const kind = chance.below(12);
  if (kind === 0) {
    const documents = Array.from({ length: chance.below(5) }, () => encode(anyDocument(chance)));
    const made = [bodyOf(encode({ insert: 'c', $db: 'fuzz' })), sequence('documents', documents)];
    return chance.below(4) ? made : [...made, ...made.slice(chance.below(2))];
  }
  if (kind === 1)
    return [
      bodyOf(encode({ update: 'c', $db: 'fuzz' })),
      sequence(chance.oneOf(['updates', '$db', '__proto__', '']), [encode(anyDocument(chance))]),
    ];
  if (kind === 2 && chance.below(20) === 0) return [bodyOf(deep(chance.oneOf([50, 199, 201, 1000, 10_000])))];
  return [bodyOf(encode(command(chance)))];
};

const message = (chance: Chance): Frame => {
  if (chance.below(15) === 0) {
    const query = framed(
      OP_QUERY,
      int32(0),
      Buffer.from(`${chance.oneOf(['admin', 'fuzz'])}.$cmd\0`),
      int32(0),
      int32(-1),
      encode(chance.below(2) ? { hello: 1 } : command(chance)),
    );
    return { bytes: query, answered: true };
  }
  const quiet = chance.below(25) === 0;
  const flags = (quiet ? MORE_TO_COME : 0) | (chance.below(200) === 0 ? 1 << chance.below(32) : 0);
  if (chance.below(10) > 0)
    return { bytes: framed(OP_MSG, int32(flags), ...sections(chance)), answered: (flags & MORE_TO_COME) === 0 };
  const summed = framed(OP_MSG, int32(flags | CHECKSUM_PRESENT), ...sections(chance), int32(0));
  summed.writeInt32LE(checksum(summed.subarray(0, -4)) | 0, summed.length - 4);
  return { bytes: summed, answered: (flags & MORE_TO_COME) === 0 };
};

const lengths = [0, -1, 1, 15, 16, 20, 25, 48_000_000, 48_000_001, 2 ** 31 - 1, -(2 ** 31)] as const;

/** Bytes turned, cut out, put in, and lengths that lie. */
const mutate = (bytes: Buffer, chance: Chance): Buffer => {
  const at = chance.below(bytes.length);
  switch (chance.below(7)) {
    case 0:
      bytes[at] = chance.below(256);
      return bytes;
    case 1:
      bytes[at] = (bytes[at] ?? 0) ^ (1 << chance.below(8));
      return bytes;
    case 2:
      return bytes.subarray(0, at);
    case 3:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.min(bytes.length, at + 1 + chance.below(9)))]);
    case 4:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(chance.below(bytes.length))]);
    case 5:
      bytes.writeInt32LE(chance.oneOf(lengths) | 0, chance.below(2) ? 0 : Math.min(at, Math.max(0, bytes.length - 4)));
      return bytes;
    default:
      // the length of the frame is right, what is in it is not
      for (let i = 0; i < 4; i++) bytes[Math.max(16, chance.below(bytes.length))] = chance.below(256);
      return bytes;
  }
};

/** One frame, most of them wrong somewhere. */
export const anyFrame = (chance: Chance): Frame => {
  const made = message(chance);
  if (chance.below(2) === 0) return made;
  let bytes = Buffer.from(made.bytes);
  for (let times = 1 + chance.below(3); times > 0 && bytes.length >= 4; times--)
    bytes = Buffer.from(mutate(bytes, chance));
  const whole =
    bytes.length >= 21 &&
    bytes.readInt32LE(0) === bytes.length &&
    bytes.readInt32LE(12) === OP_MSG &&
    (bytes.readInt32LE(16) & MORE_TO_COME) === 0;
  return { bytes, answered: whole };
};
