import { InferenceClient } from '@huggingface/inference';
import { z } from 'zod';
import { reasonOf } from '../kernel/errors.js';

/** A redirect would carry a resident's words to an address that nobody configured. */
const direct: typeof fetch = (input, init) => fetch(input, { ...init, redirect: 'error' });

const statusSchema = z.object({ httpResponse: z.object({ status: z.number() }) });

/** Why a request failed, without what was sent or answered: a parser's message quotes both. */
export const whyOf = (error: unknown): string => {
  const status = statusSchema.safeParse(error).data?.httpResponse.status;
  if (status !== undefined) return `HTTP ${status}`;
  const unreached = error instanceof TypeError || error instanceof DOMException;
  return unreached ? reasonOf(error) : 'the answer is none';
};

export interface ClientOptions {
  /** The very address that is posted to (a chat's without `/v1/chat/completions`): naming it keeps the client from asking the hub first. */
  endpoint: string;
  token?: string;
}

/** The client, and what each request is given: the client repeats a 503 at once and for ever, unless told otherwise, and has no time limit. */
export const clientOf = ({ endpoint, token }: ClientOptions) => ({
  client: new InferenceClient(token, { endpointUrl: endpoint }),
  per: (signal: AbortSignal) => ({ retry_on_error: false, signal, fetch: direct }),
});
