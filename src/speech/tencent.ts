import http from 'node:http';
import tencent from 'tencentcloud-sdk-nodejs-asr';
import { z } from 'zod';
import { reasonOf } from '../kernel/errors.js';
import type { Log } from '../kernel/log.js';
import { amrSeconds } from './amr.js';
import { readEndpoint } from './endpoint.js';
import { heardIn, LONGEST_SECONDS, type Recogniser, type Recording, type Voice } from './recogniser.js';

export interface TencentOptions {
  secretId: string;
  secretKey: string;
  /** `https://asr.tencentcloudapi.com`; plain http only to loopback */
  endpoint: string;
  /** `16k_zh` unless told otherwise; it takes narrow-band chat voices too */
  engine?: string;
  /** seconds, whole; a person waits for the answer */
  timeoutSeconds?: number;
  log: Log;
}

/** What sentence recognition takes, after base64. @see https://cloud.tencent.com/document/api/441/17370 */
const MOST_BASE64 = 3 * 1024 * 1024;
const ACTION = 'SentenceRecognition';

/** An engine for telephones would throw half of a wide recording away. */
const WIDE_ENGINE = '16k_zh';

const resultSchema = z.object({ Result: z.string().default('') });
const codeOf = (error: unknown): string => String((error as { code?: unknown }).code ?? '');

/** Tencent Cloud's sentence recognition. @throws Refused bad_configuration */
export const createTencentRecogniser = (options: TencentOptions): Recogniser => {
  const { secretId, secretKey, engine = '16k_zh', timeoutSeconds = 4, log } = options;
  const { protocol, host: endpoint } = readEndpoint(options.endpoint);
  // an agent of our own to loopback, so that no proxy of the environment stands between
  const agent = protocol === 'http:' ? { agent: new http.Agent({ keepAlive: true }) } : {};
  const client = new tencent.asr.v20190614.Client({
    credential: { secretId, secretKey },
    profile: { httpProfile: { endpoint, protocol: `${protocol}//`, reqTimeout: timeoutSeconds, ...agent } },
  });
  // the general door: the named method's types know no signal
  const ask = (hearer: string, { bytes, format }: Recording, signal: AbortSignal): Promise<unknown> => {
    const data = { Data: bytes.toString('base64'), DataLen: bytes.length };
    return client.request(ACTION, { EngSerViceType: hearer, SourceType: 1, VoiceFormat: format, ...data }, { signal });
  };
  const engineFor = ({ wide }: Voice): string => (wide && engine.startsWith('8k') ? WIDE_ENGINE : engine);

  return {
    name: 'tencent',
    engine: engineFor,
    recognise: async (voice, signal) => {
      const recording = voice.wide ?? voice;
      const { bytes, format } = recording;
      const seconds = format.startsWith('amr') ? amrSeconds(bytes) : undefined;
      if ((seconds ?? 0) > LONGEST_SECONDS || Math.ceil(bytes.length / 3) * 4 > MOST_BASE64)
        return { kind: 'too long', limitSeconds: LONGEST_SECONDS };
      // nothing to pay for: an empty file, or a header without a frame
      if (bytes.length === 0 || seconds === 0) return { kind: 'nothing' };
      try {
        const answer = resultSchema.safeParse(await ask(engineFor(voice), recording, signal));
        return heardIn(answer.data?.Result ?? '');
      } catch (error) {
        log.warn(
          { recogniser: 'tencent', reason: reasonOf(error), fault: codeOf(error) },
          'a voice was not recognised',
        );
        return { kind: 'unavailable' };
      }
    },
    // without a recording: the signature is looked at first, what is refused then is the missing voice, and nothing is paid
    check: async (signal) => {
      try {
        await ask(engine, { bytes: Buffer.alloc(0), format: 'amr' }, signal);
        return undefined;
      } catch (error) {
        const code = codeOf(error);
        return /^(InvalidParameter|MissingParameter)/.test(code) ? undefined : code || reasonOf(error);
      }
    },
  };
};
