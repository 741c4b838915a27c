import { z } from 'zod';
import { refuse } from './errors.js';

const filled = z.string().trim().min(1);
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);
/** Where what residents say goes: over https, or to this machine. */
export const remoteUrl = z
  .url({ protocol: /^https?$/, abort: true })
  .refine(
    (text) => text.startsWith('https:') || LOOPBACK.has(new URL(text).hostname),
    'must be https, or this machine',
  );

/** Engines of Tencent's sentence recognition that hear Chinese; `16k_zh_dialect` hears 23 dialects. @see https://cloud.tencent.com/document/api/1093/35646 */
export const tencentEngines = ['8k_zh', '16k_zh', '16k_zh-PY', '16k_zh_dialect', '16k_yue'] as const;
export type TencentEngine = (typeof tencentEngines)[number];

export const speechNames = ['tencent', 'hugging_face'] as const;
type SpeechName = (typeof speechNames)[number];

/** The variables of speech recognition. */
export const speechVariables = {
  /** Which recognisers are asked, in order: tencent, hugging_face, with a comma; unset = all that are configured, Tencent first. */
  SPEECH: filled
    .transform((text) => text.split(',').map((name) => name.trim()))
    .pipe(z.array(z.enum(speechNames)).min(1))
    .refine((names) => new Set(names).size === names.length, 'must not name one recogniser twice')
    .optional(),
  /** Tencent Cloud credentials for speech recognition. */
  TENCENT_SECRET_ID: filled.optional(),
  TENCENT_SECRET_KEY: filled.optional(),
  /** Where Tencent's speech recognition is. */
  TENCENT_ASR_ENDPOINT: remoteUrl.default('https://asr.tencentcloudapi.com'),
  /** What Tencent hears with: Mandarin, with Cantonese and English (-PY), dialects, Cantonese alone. */
  TENCENT_ASR_ENGINE: z.enum(tencentEngines).default('16k_zh'),
  /** Hugging Face access token; an endpoint of one's own may need none. */
  HF_TOKEN: filled.optional(),
  /** The address that recordings are posted to; unset = the router of Hugging Face with HF_ASR_MODEL. */
  HF_ENDPOINT: remoteUrl.optional(),
  /** A speech model on Hugging Face. */
  HF_ASR_MODEL: filled.regex(/^[\w.-]+\/[\w.-]+$/, 'must be owner/model').default('openai/whisper-large-v3'),
} as const;

/** A recogniser that is configured. */
export type SpeechRecogniser =
  | {
      readonly name: 'tencent';
      readonly secretId: string;
      readonly secretKey: string;
      readonly endpoint: string;
      readonly engine: TencentEngine;
    }
  | { readonly name: 'hugging_face'; readonly token?: string; readonly endpoint: string };

type Environment = z.infer<z.ZodObject<typeof speechVariables>>;

const MODELS = '/hf-inference/models/';
const ROUTER = 'https://router.huggingface.co';

/** All whose variables are set. */
export const configuredSpeech = (env: Environment): readonly SpeechRecogniser[] => [
  ...(env.TENCENT_SECRET_ID && env.TENCENT_SECRET_KEY
    ? [
        {
          name: 'tencent' as const,
          secretId: env.TENCENT_SECRET_ID,
          secretKey: env.TENCENT_SECRET_KEY,
          endpoint: env.TENCENT_ASR_ENDPOINT,
          engine: env.TENCENT_ASR_ENGINE,
        },
      ]
    : []),
  ...(env.HF_TOKEN || env.HF_ENDPOINT
    ? [
        {
          name: 'hugging_face' as const,
          ...(env.HF_TOKEN ? { token: env.HF_TOKEN } : {}),
          endpoint: env.HF_ENDPOINT ?? `${ROUTER}${MODELS}${env.HF_ASR_MODEL}`,
        },
      ]
    : []),
];

/** Both of the sandbox's. @param origin the sandbox's */
export const demoSpeech = (
  { secretId, secretKey, hfToken }: { secretId: string; secretKey: string; hfToken: string },
  origin: string,
  engine: TencentEngine,
): readonly SpeechRecogniser[] => [
  { name: 'tencent', secretId, secretKey, endpoint: origin, engine },
  { name: 'hugging_face', token: hfToken, endpoint: `${origin}${MODELS}openai/whisper-large-v3` },
];

/** Those asked for, in that order. @throws Refused bad_configuration when one of them is not configured */
export const inOrder = (
  configured: readonly SpeechRecogniser[],
  order: readonly SpeechName[] | undefined,
): readonly SpeechRecogniser[] =>
  order?.map(
    (wanted) =>
      configured.find(({ name }) => name === wanted) ??
      refuse('bad_configuration', `SPEECH names ${wanted}, whose variables are not set`),
  ) ?? configured;
