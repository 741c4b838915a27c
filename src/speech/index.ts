import type { Log } from '../kernel/log.js';
import { createAmrDecoder } from './amr-decoder.js';
import { createHuggingFaceRecogniser } from './hugging-face.js';
import { hearInOrder, type InOrderOptions, type Speech } from './in-order.js';
import type { Recogniser } from './recogniser.js';
import { createTencentRecogniser } from './tencent.js';
import { wavOf } from './wav.js';

export { type AskOutcome, type Recognised, SHARES, type Speech } from './in-order.js';
export type { Heard, Recogniser, RecogniserName, Recording, Voice } from './recogniser.js';

/** One recogniser as it is configured. */
export type RecogniserConfig =
  | { name: 'tencent'; secretId: string; secretKey: string; endpoint: string; engine?: string }
  | { name: 'hugging_face'; token?: string; endpoint: string };

const made = (config: RecogniserConfig, log: Log): Recogniser => {
  if (config.name === 'tencent') return createTencentRecogniser({ ...config, log });
  const decoder = createAmrDecoder();
  decoder.warm();
  return createHuggingFaceRecogniser({ ...config, decoder, log });
};

/** Samples a second of narrow-band AMR. */
const AMR_RATE = 8000;

/** Makes WAV files of AMR recordings, in a worker that starts with the first; undefined for what cannot be decoded. */
export const createWavMaker = (): ((amr: Buffer) => Promise<Buffer | undefined>) => {
  const decoder = createAmrDecoder();
  return async (amr) => {
    const decoded = await decoder.decode(amr);
    return decoded.kind === 'sound' ? wavOf(decoded.samples, AMR_RATE) : undefined;
  };
};

/** The configured recognisers in their order; with none every voice is answered with the truth. @throws Refused bad_configuration */
export const createSpeech = (
  configs: readonly RecogniserConfig[],
  { log, ...options }: InOrderOptions & { log: Log },
): Speech =>
  hearInOrder(
    configs.map((config) => made(config, log)),
    options,
  );
