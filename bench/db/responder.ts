import { createServer, type Socket } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { serialize } from 'bson';
import { BATCH, rowsOf } from './rows.js';

/** Where the yardstick listens: a Unix socket. */
export interface ResponderInput {
  socketPath: string;
}

const HEADER = 16;
const BODY = HEADER + 5;
const MORE_TO_COME = 2;
const OP_QUERY = 2004;
const REPLY_TO = 8;

/** @see https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/ */
const framed = (doc: object, legacy = false): Buffer => {
  const body = serialize(doc);
  const extra = legacy ? 20 : 5;
  const reply = Buffer.alloc(HEADER + extra + body.length);
  reply.writeInt32LE(reply.length, 0);
  reply.writeInt32LE(legacy ? 1 : 2013, 12);
  if (legacy) reply.writeInt32LE(1, 32);
  reply.set(body, HEADER + extra);
  return reply;
};

const greeting = {
  helloOk: true,
  ismaster: true,
  isWritablePrimary: true,
  maxBsonObjectSize: 16_777_216,
  maxMessageSizeBytes: 48_000_000,
  maxWriteBatchSize: 100_000,
  logicalSessionTimeoutMinutes: 30,
  minWireVersion: 0,
  maxWireVersion: 21,
  readOnly: false,
  ok: 1,
};

const found = (count: number): Buffer =>
  framed({ cursor: { firstBatch: rowsOf(0, count), id: 0n, ns: 'water.rows' }, ok: 1 });

const OK = framed({ ok: 1 });
const ONE = found(1);
const TEN = found(10);
const LIMIT = Buffer.from('\x10limit\0', 'latin1');

/** Replies of the size that the store's have, made once; a find is answered with as many documents as it asks for: one or ten. */
const answers: Readonly<Record<string, Buffer>> = {
  hello: framed(greeting),
  insert: framed({ n: BATCH, ok: 1 }),
  update: framed({ n: 1, nModified: 1, ok: 1 }),
  findAndModify: framed({ lastErrorObject: { n: 1, updatedExisting: true }, value: rowsOf(0, 1)[0], ok: 1 }),
};
const legacyGreeting = framed(greeting, true);

const answerTo = (message: Buffer): Buffer => {
  const name = message.toString('latin1', BODY + 5, message.indexOf(0, BODY + 5));
  if (name !== 'find') return answers[name] ?? OK;
  const limit = message.indexOf(LIMIT, BODY);
  return Math.abs(message.readInt32LE(limit + LIMIT.length)) === 10 ? TEN : ONE;
};

/** Answers every message at once from prepared bytes: nothing is decoded, looked up or written. */
const serve = (socket: Socket): void => {
  let chunks: Buffer[] = [];
  let size = 0;
  let needed = HEADER;
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    chunks.push(chunk);
    size += chunk.length;
    while (size >= needed) {
      const bytes = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
      chunks = [bytes];
      needed = bytes.readInt32LE(0);
      if (size < needed) continue;
      answer(socket, bytes.subarray(0, needed));
      chunks = [bytes.subarray(needed)];
      size -= needed;
      needed = HEADER;
    }
  });
};

const answer = (socket: Socket, message: Buffer): void => {
  const legacy = message.readInt32LE(12) === OP_QUERY;
  if (!legacy && message.readUInt32LE(HEADER) & MORE_TO_COME) return;
  const reply = Buffer.from(legacy ? legacyGreeting : answerTo(message));
  message.copy(reply, REPLY_TO, 4, 8);
  socket.write(reply);
};

createServer(serve).listen((workerData as ResponderInput).socketPath, () => parentPort?.postMessage('ready'));
