import { InferenceClient } from '@huggingface/inference';
import { z } from 'zod';
import { reasonOf } from '../kernel/errors.js';
import type { Log } from '../kernel/log.js';
import { amrSeconds, isWideAmr } from './amr.js';
import type { AmrDecoder } from './amr-decoder.js';
import { readEndpoint } from './endpoint.js';
import { type Heard, heardIn, LONGEST_SECONDS, type Recogniser, type Voice } from './recogniser.js';
import { wavOf } from './wav.js';

export interface HuggingFaceOptions {
  /** Access token; an endpoint of one's own may need none. */
  token?: string;
  /**
   * The very address that recordings are posted to: an Inference Endpoint, a server of one's own, or the router's
   * `…/hf-inference/models/<model>`. Naming it keeps the client from asking huggingface.co first where the model is served.
   */
  endpoint: string;
  decoder: Pick<AmrDecoder, 'decode'>;
  log: Log;
}

const RATE = 8000;
/** Twice a minute at AMR's highest rate: nothing that is a voice is larger. */
const MOST_BYTES = 200 * 1024;
const MOST_WORDS = 4000;
/** What the service reads as it is. */
const TYPES: Readonly<Record<string, string>> = { mp3: 'audio/mpeg', wav: 'audio/wav', flac: 'audio/flac' };

const answerSchema = z.object({ text: z.string().max(MOST_WORDS) });

/** A redirect would carry a voice to an address that nobody configured. */
const direct: typeof fetch = (input, init) => fetch(input, { ...init, redirect: 'error' });

const statusOf = (error: unknown): number | undefined =>
  z.object({ httpResponse: z.object({ status: z.number() }) }).safeParse(error).data?.httpResponse.status;
const whyOf = (error: unknown): string => {
  const status = statusOf(error);
  return status === undefined ? reasonOf(error) : `HTTP ${status}`;
};

/**
 * A model on Hugging Face. Chat voices are AMR, which it does not read: they are sent as 16-bit WAV, made of the narrow-band recording, as
 * no decoder here reads the wide one. The language is left to the model,
 * since the API of this task drops parameters.
 * @throws Refused bad_configuration
 */
export const createHuggingFaceRecogniser = ({ token, decoder, log, ...options }: HuggingFaceOptions): Recogniser => {
  const endpointUrl = readEndpoint(options.endpoint).href;
  const client = new InferenceClient(token, { endpointUrl });

  /** One request: the client would repeat a 503 at once and for ever. */
  const ask = async (audio: Buffer, type: string, signal: AbortSignal): Promise<string> => {
    const data = new Blob([new Uint8Array(audio)], { type });
    const answer = await client.automaticSpeechRecognition({ data }, { retry_on_error: false, signal, fetch: direct });
    return answerSchema.parse(answer).text;
  };

  const readable = async (
    { bytes, format }: Voice,
    signal: AbortSignal,
  ): Promise<{ audio: Buffer; type: string } | Heard> => {
    const type = TYPES[format];
    if (type) return { audio: bytes, type };
    if (format !== 'amr' || isWideAmr(bytes)) return { kind: 'unavailable' };
    const decoded = await decoder.decode(bytes, signal);
    if (decoded.kind === 'unavailable') return decoded;
    if (decoded.kind === 'broken' || decoded.samples.length === 0) return { kind: 'nothing' };
    return { audio: wavOf(decoded.samples, RATE), type: 'audio/wav' };
  };

  return {
    name: 'hugging_face',
    recognise: async (voice, signal) => {
      const { bytes, format } = voice;
      const seconds = format === 'amr' ? amrSeconds(bytes) : undefined;
      if ((seconds ?? 0) > LONGEST_SECONDS || bytes.length > MOST_BYTES)
        return { kind: 'too long', limitSeconds: LONGEST_SECONDS };
      if (bytes.length === 0 || seconds === 0) return { kind: 'nothing' };
      try {
        const made = await readable(voice, signal);
        if ('kind' in made) return made;
        signal.throwIfAborted();
        return heardIn(await ask(made.audio, made.type, signal));
      } catch (error) {
        log.warn({ recogniser: 'hugging_face', reason: whyOf(error) }, 'a voice was not recognised');
        return { kind: 'unavailable' };
      }
    },
    check: async (signal) => {
      try {
        await ask(wavOf(new Float32Array(RATE), RATE), 'audio/wav', signal);
        return undefined;
      } catch (error) {
        return whyOf(error);
      }
    },
  };
};
