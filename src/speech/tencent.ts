import http from 'node:http';
import tencent from 'tencentcloud-sdk-nodejs-asr';
import { z } from 'zod';
import { reasonOf, refuse } from '../kernel/errors.js';
import type { Log } from '../kernel/log.js';
import { amrSeconds } from './amr.js';
import type { Recognise } from './recogniser.js';

export interface TencentOptions {
  secretId: string;
  secretKey: string;
  /** `https://asr.tencentcloudapi.com`; plain http only to loopback */
  endpoint: string;
  /** `16k_zh` unless told otherwise; chat voices are narrow-band, and the engine takes them */
  engine?: string;
  /** seconds, whole; a person waits for the answer */
  timeoutSeconds?: number;
  log: Log;
}

/** What sentence recognition takes. @see https://cloud.tencent.com/document/api/441/17370 */
const LIMIT = { seconds: 60, base64: 3 * 1024 * 1024 } as const;
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);
const TRAILING_MARKS = /[\s\p{P}]+$/u;

/** @throws Refused bad_configuration */
const addressOf = (endpoint: string): { endpoint: string; protocol: string } => {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : refuse('bad_configuration', 'the speech endpoint is no URL');
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && LOOPBACK.has(url.hostname)))
    refuse('bad_configuration', 'the speech endpoint is reached by https only');
  return { endpoint: url.host, protocol: `${url.protocol}//` };
};

const resultSchema = z.object({ Result: z.string().default('') });

/** Tencent Cloud's sentence recognition. @throws Refused bad_configuration */
export const createTencentRecogniser = (options: TencentOptions): Recognise => {
  const { secretId, secretKey, engine = '16k_zh', timeoutSeconds = 4, log } = options;
  const { endpoint, protocol } = addressOf(options.endpoint);
  // an agent of our own to loopback, so that no proxy of the environment stands between
  const agent = protocol === 'http://' ? { agent: new http.Agent({ keepAlive: true }) } : {};
  const client = new tencent.asr.v20190614.Client({
    credential: { secretId, secretKey },
    profile: { httpProfile: { endpoint, protocol, reqTimeout: timeoutSeconds, ...agent } },
  });

  return async ({ bytes, format }, signal) => {
    const data = bytes.toString('base64');
    const seconds = format.startsWith('amr') ? amrSeconds(bytes) : undefined;
    if ((seconds ?? 0) > LIMIT.seconds || data.length > LIMIT.base64)
      return { kind: 'too long', limitSeconds: LIMIT.seconds };
    // nothing to pay for: an empty file, or a header without a frame
    if (bytes.length === 0 || seconds === 0) return { kind: 'nothing' };
    const request = { EngSerViceType: engine, SourceType: 1, VoiceFormat: format, Data: data, DataLen: bytes.length };
    try {
      // the general door: the named method's types know no signal
      const answer = resultSchema.safeParse(await client.request('SentenceRecognition', request, { signal }));
      const Result = answer.data?.Result ?? '';
      const text = Result.trim().replace(TRAILING_MARKS, '');
      return text === '' ? { kind: 'nothing' } : { kind: 'words', text };
    } catch (error) {
      log.warn({ reason: reasonOf(error), fault: (error as { code?: unknown }).code }, 'a voice was not recognised');
      return { kind: 'unavailable' };
    }
  };
};

/** No recogniser is configured: every voice is answered with the truth. */
export const noRecogniser: Recognise = async () => ({ kind: 'unavailable' });
