import { z } from 'zod';
import type { HttpAnswer } from './transport.js';

/** What the platform answers every call with; a missing errcode is 0. */
const verdict = z.looseObject({ errcode: z.number().int().default(0), errmsg: z.string().default('') });
export type Verdict = z.infer<typeof verdict>;

/** The platform's 64-bit numbers do not fit a JavaScript number: they are read as strings. */
const LONG_IDS = /("(?:msgid|msg_id|msg_data_id)"\s*:\s*)(\d+)/gi;

/** A JSON answer of the platform; undefined when it is none. */
export const readAnswer = ({ body }: Pick<HttpAnswer, 'body'>): Verdict | undefined => {
  try {
    const read = verdict.safeParse(JSON.parse(body.toString().replace(LONG_IDS, '$1"$2"')));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
};

/**
 * What an error code means for us.
 * @see wechat's global return codes and the pages of each call
 */
export const codes = {
  busy: -1,
  /** busy, or called too often in a minute: it was not taken, and may be tried again after a while */
  notTaken: new Set([-1, 45011]),
  /** the token, not the call, was refused */
  token: new Set([40001, 40014, 42001]),
  /** no customer-service message may be sent now: time over, count spent, or not following */
  closed: new Set([45015, 45047]),
  /** this openid is not to be written to any more */
  gone: new Set([40003, 43004, 43019, 46004, 48002, 50005]),
  /** the day's quota is spent */
  quota: new Set([45009]),
  /** reported now and then for templates that exist */
  sporadic: new Set([40037]),
  /** configuration: nothing of ours will help before it is changed */
  configuration: new Set([40013, 40125, 40164, 40243, 41001, 41002, 41004]),
} as const;
