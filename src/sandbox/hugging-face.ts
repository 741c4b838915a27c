import type { Context } from 'koa';
import { sameSecret } from '../kernel/crypto.js';
import { loudness, readAmr, readWav, soundsLike } from './sound.js';

/** A recording that a resident made here. */
export interface Recording {
  amr: Buffer;
  words: string;
}

/** Where the router of Hugging Face serves its own models. */
export const MODELS_PATH = '/hf-inference/models';
const MODEL = 'openai/whisper-large-v3';
const MALFORMED =
  'Soundfile is either not in the correct format or is malformed. Ensure that the soundfile has a valid audio file extension.';
/** Recordings older than these many are not recognised any more. */
const REMEMBERED = 500;

type Answer = [status: number, body: object];

/**
 * Automatic speech recognition as Hugging Face's HTTP API has it: the file is the body, its type the Content-Type, the token a bearer's; the
 * answer is `{"text"}`, a refusal `{"error"}`. It hears the words of a recording by how it sounds, so that one made here is known again after
 * it was made into a WAV elsewhere.
 * @see https://huggingface.co/docs/inference-providers/tasks/automatic-speech-recognition
 */
export const createModelService = (token: string) => {
  const heard: { recording: Recording; loud?: readonly number[] }[] = [];

  const wordsOf = (loud: readonly number[]): string => {
    const found = heard.findLast((each) => {
      const sound = each.loud ? undefined : readAmr(each.recording.amr);
      each.loud ??= sound ? loudness(sound) : [];
      return soundsLike(loud, each.loud);
    });
    return found?.recording.words ?? '';
  };

  const recognise = (model: string, bearer: string, type: string, file: Buffer): Answer => {
    if (!sameSecret(bearer, `Bearer ${token}`)) return [401, { error: 'Invalid credentials in Authorization header' }];
    if (model !== MODEL) return [404, { error: `Model ${model} does not exist` }];
    if (!/^audio\/(x-)?wav\b/.test(type))
      return [400, { error: `Content type "${type}" not supported. Supported content types are: audio/wav` }];
    const sound = readWav(file);
    return sound ? [200, { text: wordsOf(loudness(sound)) }] : [400, { error: MALFORMED }];
  };

  return {
    remember: (recording: Recording): void => {
      heard.push({ recording });
      if (heard.length > REMEMBERED) heard.shift();
    },
    answer: (ctx: Context, file: Buffer): void => {
      const model = ctx.path.slice(MODELS_PATH.length + 1);
      const [status, body] = recognise(model, ctx.get('authorization'), ctx.get('content-type'), file);
      ctx.status = status;
      ctx.body = body;
      ctx.state.answer = body;
    },
  };
};

export type ModelService = ReturnType<typeof createModelService>;
