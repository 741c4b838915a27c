import type { IncomingMessage } from 'node:http';
import { refuse } from '../kernel/errors.js';
import { BODY_LIMIT } from './contract.js';

const readBytes = async (request: IncomingMessage): Promise<Buffer> => {
  if (Number(request.headers['content-length'] ?? 0) > BODY_LIMIT) return refuse('too_large');
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_LIMIT) return refuse('too_large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

/**
 * A request's JSON, or an empty object when it has no body.
 * @throws Refused bad_input | too_large
 */
export const readJson = async (request: IncomingMessage): Promise<unknown> => {
  const bytes = await readBytes(request);
  if (bytes.length === 0) return {};
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? ''))
    return refuse('bad_input', 'content-type must be application/json', { field: 'body' });
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return refuse('bad_input', 'the body is not JSON in UTF-8', { field: 'body' });
  }
};
