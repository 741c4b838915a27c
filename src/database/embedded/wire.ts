import { deserialize } from 'bson';
import { decode } from './bson-decode.js';
import { type Doc, encode, has, put } from './bson-values.js';

/** The largest message that the server takes. */
export const MAX_MESSAGE_BYTES = 48_000_000;

const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;
const HEADER = 16;
const CHECKSUM_PRESENT = 1;
const MORE_TO_COME = 2;

/** A client's message that is not MongoDB's wire protocol; the connection is closed. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}

/** A command as it came over the wire. `documents` of inserts are left as BSON bytes. */
export interface Message {
  requestId: number;
  command: Doc;
  /** Sent as the old OP_QUERY, answered as OP_REPLY: only the first greeting is. */
  legacy: boolean;
  /** The client waits for no reply. */
  silent: boolean;
}

/** Cuts a stream of bytes into whole messages. */
export class Framer {
  private bytes: Buffer = Buffer.alloc(0);
  private from = 0;
  private to = 0;

  /** Room grows with what came, not with what a length promises. */
  push(chunk: Buffer): void {
    const left = this.to - this.from;
    if (left === 0) {
      [this.bytes, this.from, this.to] = [chunk, 0, chunk.length];
      return;
    }
    if (this.to + chunk.length > this.bytes.length) {
      const grown = Buffer.allocUnsafe(2 * (left + chunk.length));
      this.bytes.copy(grown, 0, this.from, this.to);
      [this.bytes, this.from, this.to] = [grown, 0, left];
    }
    this.to += chunk.copy(this.bytes, this.to);
  }

  /** @returns undefined while no whole message is there. @throws ProtocolError when it is longer than allowed */
  next(): Buffer | undefined {
    const left = this.to - this.from;
    if (left < 4) return undefined;
    const length = this.bytes.readInt32LE(this.from);
    if (length < HEADER || length > MAX_MESSAGE_BYTES) throw new ProtocolError(`message of ${length} bytes`);
    if (left < length) return undefined;
    this.from += length;
    return this.bytes.subarray(this.from - length, this.from);
  }
}

const CASTAGNOLI = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  return crc >>> 0;
});

/** CRC-32C, as a message's checksum is made of all bytes before it. */
export const crc32c = (bytes: Uint8Array): number => {
  let crc = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) crc = CASTAGNOLI[(crc ^ bytes[i]!) & 0xff]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
};

const commandName = (body: Buffer): string => body.toString('latin1', 5, body.indexOf(0, 5));

const decodeCommand = (body: Buffer): Doc =>
  commandName(body) === 'insert'
    ? deserialize(body, { promoteValues: false, bsonRegExp: true, fieldsAsRaw: { documents: true } })
    : decode(body);

const documentAt = (bytes: Buffer, at: number): Buffer => {
  const length = at + 4 <= bytes.length ? bytes.readInt32LE(at) : -1;
  if (length < 5 || at + length > bytes.length) throw new ProtocolError('a document runs over the end of its message');
  return bytes.subarray(at, at + length);
};

const sequence = (section: Buffer): [name: string, documents: unknown[]] => {
  const end = section.indexOf(0, 4);
  if (end < 0) throw new ProtocolError('a document sequence without a name');
  const name = section.toString('utf8', 4, end);
  const documents: unknown[] = [];
  for (let at = end + 1; at < section.length; ) {
    const document = documentAt(section, at);
    at += document.length;
    documents.push(name === 'documents' ? document : decode(document));
  }
  return [name, documents];
};

const parseMsg = (message: Buffer): Message => {
  const flags = message.readUInt32LE(HEADER);
  if (flags & 0xffff & ~(CHECKSUM_PRESENT | MORE_TO_COME)) throw new ProtocolError(`unknown message flags ${flags}`);
  const end = message.length - (flags & CHECKSUM_PRESENT ? 4 : 0);
  const body = message.subarray(0, end);
  if (end < message.length && crc32c(body) !== message.readUInt32LE(end)) throw new ProtocolError('wrong checksum');
  let command: Doc | undefined;
  const sequences: [string, unknown[]][] = [];
  for (let at = HEADER + 4; at < end; ) {
    const kind = body[at++];
    if (kind === 0 && !command) {
      const document = documentAt(body, at);
      command = decodeCommand(document);
      at += document.length;
    } else if (kind === 1 && at + 4 <= end) {
      const size = body.readInt32LE(at);
      if (size < 5 || at + size > end) throw new ProtocolError('a section runs over the end of its message');
      sequences.push(sequence(body.subarray(at, at + size)));
      at += size;
    } else throw new ProtocolError(`a section of kind ${kind} is unknown or one too many`);
  }
  if (!command) throw new ProtocolError('a message without a command');
  for (const [name, documents] of sequences) {
    if (has(command, name)) throw new ProtocolError(`${name} is there twice`);
    put(command, name, documents);
  }
  return { requestId: message.readInt32LE(4), command, legacy: false, silent: (flags & MORE_TO_COME) !== 0 };
};

const parseQuery = (message: Buffer): Message => {
  const nameEnd = message.indexOf(0, HEADER + 4);
  const ns = message.toString('utf8', HEADER + 4, nameEnd);
  if (nameEnd < 0 || !ns.endsWith('.$cmd')) throw new ProtocolError('OP_QUERY is supported for commands only');
  const command = decode(documentAt(message, nameEnd + 9));
  return {
    requestId: message.readInt32LE(4),
    command: { ...command, $db: ns.slice(0, -5) },
    legacy: true,
    silent: false,
  };
};

/** @throws ProtocolError for other operations than OP_MSG and OP_QUERY; BSONError for bodies that are no BSON */
export const parseMessage = (message: Buffer): Message => {
  const operation = message.readInt32LE(12);
  if (operation === OP_MSG && message.length >= HEADER + 5) return parseMsg(message);
  if (operation === OP_QUERY && message.length >= HEADER + 12) return parseQuery(message);
  throw new ProtocolError(`operation ${operation} is not supported`);
};

let replies = 0;

/** The bytes of an answer to a message. */
export const replyTo = ({ requestId, legacy }: Message, body: Uint8Array): Buffer => {
  const extra = legacy ? 20 : 5;
  const reply = Buffer.alloc(HEADER + extra + body.length);
  replies = (replies + 1) & 0x7fffffff;
  reply.writeInt32LE(reply.length, 0);
  reply.writeInt32LE(replies, 4);
  reply.writeInt32LE(requestId, 8);
  reply.writeInt32LE(legacy ? OP_REPLY : OP_MSG, 12);
  if (legacy) {
    reply.writeInt32LE(8, 16);
    reply.writeInt32LE(1, 32);
  }
  reply.set(body, HEADER + extra);
  return reply;
};

/** Fields of a document without its frame. */
const fieldsOf = (doc: Doc): Buffer => encode(doc).subarray(4, -1);

/** BSON in pieces: documents are copied once, into the reply. */
type Pieces = readonly Uint8Array[];

const int32 = (value: number): Buffer => {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeInt32LE(value);
  return bytes;
};

const END = Buffer.of(0);

const framed = (fields: Pieces): Pieces => {
  const length = fields.reduce((sum, piece) => sum + piece.length, 5);
  return [int32(length), ...fields, END];
};

const element = (type: number, name: string, value: Pieces): Pieces => [
  Buffer.from(`${String.fromCharCode(type)}${name}\0`, 'latin1'),
  ...value,
];

const arrayOf = (docs: Pieces): Pieces => framed(docs.flatMap((doc, i) => element(3, String(i), [doc])));

const OK = fieldsOf({ ok: 1 });

/** `{ cursor: { firstBatch | nextBatch: docs, id, ns }, ok: 1 }` around documents that are BSON already. */
export const cursorReply = (name: 'firstBatch' | 'nextBatch', docs: readonly Uint8Array[], cursor: Doc): Buffer =>
  Buffer.concat(framed([...element(3, 'cursor', framed([...element(4, name, arrayOf(docs)), fieldsOf(cursor)])), OK]));

/** `{ lastErrorObject, value: doc | null, ok: 1 }` around a document that is BSON already. */
export const valueReply = (doc: Uint8Array | undefined, lastErrorObject: Doc): Buffer =>
  Buffer.concat(
    framed([fieldsOf({ lastErrorObject }), ...(doc ? element(3, 'value', [doc]) : [fieldsOf({ value: null })]), OK]),
  );
