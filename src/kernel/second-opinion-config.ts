import { z } from 'zod';
import { refuse } from './errors.js';
import { remoteUrl } from './speech-config.js';

const filled = z.string().trim().min(1);

export const secondOpinionTasks = ['zero-shot', 'chat', 'embeddings'] as const;

/** The variables of the second opinion on unclear sentences. */
export const secondOpinionVariables = {
  /** How a model is asked about a sentence that stays unclear: zero-shot, chat or embeddings; unset and without the two below = nobody is asked. */
  HF_NLU_TASK: z.enum(secondOpinionTasks).optional(),
  /** The model on Hugging Face that is asked; a chat model's name is sent to an endpoint of one's own too. */
  HF_NLU_MODEL: filled.regex(/^[\w.-]+\/[\w.-]+(:[\w-]+)?$/, 'must be owner/model').optional(),
  /** The address that sentences are posted to; unset = the router of Hugging Face with HF_NLU_MODEL. */
  HF_NLU_ENDPOINT: remoteUrl.optional(),
  /** Questions a business day, for all processes together. */
  HF_NLU_DAILY: z.coerce.number().int().min(0).default(2000),
} as const;

/** The model that is asked about unclear sentences. */
export interface SecondOpinionConfig {
  readonly task: (typeof secondOpinionTasks)[number];
  /** A chat's is without `/v1/chat/completions`. */
  readonly endpoint: string;
  readonly model: string;
  readonly token?: string;
  /** Questions a business day. */
  readonly daily: number;
}

type Environment = z.infer<z.ZodObject<typeof secondOpinionVariables>> & { HF_TOKEN?: string | undefined };

const ROUTER = 'https://router.huggingface.co';
/** Where each task is, for a host that serves as Hugging Face's router does. */
const addressOf = (origin: string, task: SecondOpinionConfig['task'], model: string): string => {
  if (task === 'chat') return origin;
  const at = `${origin}/hf-inference/models/${model}`;
  return task === 'embeddings' ? `${at}/pipeline/feature-extraction` : at;
};

/** A server of one's own has one model, and asks no name. */
const UNNAMED = 'default';

/** @throws Refused bad_configuration when the model's address or its token is missing */
export const configuredSecondOpinion = (env: Environment): SecondOpinionConfig | undefined => {
  const { HF_NLU_TASK: asked, HF_NLU_MODEL: model, HF_NLU_ENDPOINT: endpoint, HF_TOKEN: token } = env;
  if (!asked && !model && !endpoint) return undefined;
  if (!model && !endpoint) return refuse('bad_configuration', 'HF_NLU_TASK needs HF_NLU_MODEL or HF_NLU_ENDPOINT');
  if (!endpoint && !token) return refuse('bad_configuration', 'HF_NLU_MODEL needs HF_TOKEN, or HF_NLU_ENDPOINT');
  const task = asked ?? 'zero-shot';
  return {
    task,
    endpoint: endpoint ?? addressOf(ROUTER, task, model ?? ''),
    model: model ?? UNNAMED,
    ...(token ? { token } : {}),
    daily: env.HF_NLU_DAILY,
  };
};

/** The sandbox's, when a task is named: it plays a model, and is none. @param origin the sandbox's */
export const demoSecondOpinion = (env: Environment, token: string, origin: string): SecondOpinionConfig | undefined => {
  const { HF_NLU_TASK: task } = env;
  if (!task) return undefined;
  const model = 'sandbox/words';
  return { task, endpoint: addressOf(origin, task, model), model, token, daily: env.HF_NLU_DAILY };
};
