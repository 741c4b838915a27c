import { BSONError } from 'bson';
import { reasonOf } from '../../../kernel/errors.js';
import { type Doc, encode, has, isNestedOver, MAX_DEPTH } from '../bson-values.js';
import { codes, fail, MongoFailure } from '../failure.js';
import { endStretch } from '../stretch.js';
import { definitions } from './definitions.js';
import { explains } from './explain.js';
import { findAndModifies } from './find-and-modify.js';
import { greetings } from './greetings.js';
import { reads } from './reads.js';
import { type Commands, onlyFields, type Surroundings } from './request.js';
import { storage } from './storage.js';
import { writes } from './writes.js';

/** Every command that is served, by name; README.md lists them. */
export const commands: Commands = {
  ...greetings,
  ...reads,
  ...writes,
  ...findAndModifies,
  ...definitions,
  ...explains,
  ...storage,
};

/** Told of errors that are no refusals: bugs, broken and full disks. */
export type Trouble = (command: string, error: unknown) => void;

const refusal = (error: unknown, command: string, trouble: Trouble): Doc => {
  if (error instanceof MongoFailure) {
    if (error.codeName === 'OutOfDiskSpace') trouble(command, error);
    return { ok: 0, errmsg: error.message, code: error.code, codeName: error.codeName, ...error.extra };
  }
  if (error instanceof BSONError) return { ok: 0, errmsg: error.message, code: codes.BadValue, codeName: 'BadValue' };
  trouble(command, error);
  return { ok: 0, errmsg: reasonOf(error), code: codes.InternalError, codeName: 'InternalError' };
};

const noTransaction = (body: Doc): void => {
  if (has(body, 'startTransaction') || has(body, 'txnNumber') || has(body, 'autocommit'))
    fail('IllegalOperation', 'Transaction numbers are only allowed on a replica set member or mongos');
};

const run = (body: Doc, connection: number, surroundings: Surroundings) => {
  const name = Object.keys(body)[0] ?? '';
  const db = typeof body.$db === 'string' ? body.$db : fail('BadValue', 'OP_MSG requests require a $db argument');
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) return fail('CommandNotFound', `no such command: '${name}'`);
  // the characters and the length that MongoDB allows: a dot would name a collection of another database
  if (!/^[^\0/\\. "$]{1,63}$/.test(db)) fail('InvalidNamespace', `Invalid database name: '${db.slice(0, 100)}'`);
  if (isNestedOver(body, MAX_DEPTH)) fail('Overflow', `a command may be nested ${MAX_DEPTH} levels deep`);
  noTransaction(body);
  const request = { name, db, body, connection };
  onlyFields(request, command);
  return command.run(request, surroundings);
};

/** Runs one command. Never throws: refusals and failures are answers too. @returns BSON bytes of the reply */
export const execute = async (
  body: Doc,
  connection: number,
  surroundings: Surroundings,
  trouble: Trouble,
): Promise<Uint8Array> => {
  endStretch();
  try {
    const reply = await run(body, connection, surroundings);
    return reply instanceof Uint8Array || Buffer.isBuffer(reply) ? reply : encode(reply);
  } catch (error) {
    return encode(refusal(error, Object.keys(body)[0] ?? '', trouble));
  }
};
