import { realNow } from '../../../kernel/clock.js';
import { MAX_DOCUMENT_BYTES } from '../bson-values.js';
import { FORMAT } from '../environment.js';
import { MAX_MESSAGE_BYTES } from '../wire.js';
import { type Commands, type Handler, listOf, sessionOf } from './request.js';

/** The version of MongoDB whose behaviour this server follows, and its wire version. */
const VERSION = [7, 0, 0, 0];
const WIRE_VERSION = 21;

/** A standalone server: no set name, no topology version, no compression. */
const hello: Handler = ({ connection }) => ({
  helloOk: true,
  ismaster: true,
  isWritablePrimary: true,
  maxBsonObjectSize: MAX_DOCUMENT_BYTES,
  maxMessageSizeBytes: MAX_MESSAGE_BYTES,
  maxWriteBatchSize: 100_000,
  localTime: new Date(realNow()),
  logicalSessionTimeoutMinutes: 30,
  connectionId: connection,
  minWireVersion: 0,
  maxWireVersion: WIRE_VERSION,
  readOnly: false,
  ok: 1,
});

const done: Handler = () => ({ ok: 1 });

const endSessions: Handler = ({ name, body }, { cursors }) => {
  for (const lsid of listOf(body, name, name)) {
    const session = sessionOf(lsid);
    if (session) cursors.killIn(session);
  }
  return { ok: 1 };
};

const buildInfo: Handler = () => ({
  version: VERSION.slice(0, 3).join('.'),
  versionArray: VERSION,
  gitVersion: 'embedded',
  modules: ['embedded'],
  storageFormat: FORMAT,
  maxBsonObjectSize: MAX_DOCUMENT_BYTES,
  ok: 1,
});

/** Commands about the server and sessions. A session is what its cursors end with, and nothing more. */
export const greetings: Commands = {
  hello: { run: hello },
  isMaster: { run: hello },
  ismaster: { run: hello },
  ping: { fields: [], run: done },
  buildInfo: { fields: [], run: buildInfo },
  buildinfo: { fields: [], run: buildInfo },
  endSessions: { fields: [], run: endSessions },
  refreshSessions: { fields: [], run: done },
  killSessions: { fields: [], run: endSessions },
};
