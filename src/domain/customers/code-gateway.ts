import { setTimeout as pause } from 'node:timers/promises';
import { realNow } from '../../kernel/clock.js';
import { reasonOf } from '../../kernel/errors.js';
import type { Log } from '../../kernel/log.js';
import type { Addressee } from './addressee.js';
import { CODE_VALID_SECONDS } from './binding-code.js';
import type { CodeUse } from './door.js';

/** The words of the message that carries a code. */
export type CodeWords = (code: string, minutes: number, use?: CodeUse) => string;

export type SendSms = (message: {
  mobile: string;
  text: string;
  cause: string;
  /** For a demo's message drawer only; a real gateway has no use for it. */
  code: string;
}) => Promise<'sent' | 'failed'>;

/** Longest that nothing is waited for, real milliseconds: an answer has to come in five seconds. */
const PACE_MS_MOST = 2000;

/**
 * Hands codes to the gateway. Where there is nobody to send to it ends as the last real send of this process ended, after as long: neither
 * the outcome nor the time tells such a number from one that is there.
 */
export const codeGateway = ({ sendSms, codeWords, log }: { sendSms: SendSms; codeWords: CodeWords; log: Log }) => {
  let last = { sent: true, ms: 0 };

  const really = async (mobile: string, code: string, cause: string, use?: CodeUse): Promise<boolean> => {
    try {
      return (await sendSms({ mobile, text: codeWords(code, CODE_VALID_SECONDS / 60, use), cause, code })) === 'sent';
    } catch (error) {
      log.error({ reason: reasonOf(error) }, 'sms gateway threw');
      return false;
    }
  };

  /** @returns whether the message counts as sent */
  return async ({ mobile }: Addressee, code: string, cause: string, use?: CodeUse): Promise<boolean> => {
    if (mobile === undefined) {
      if (last.ms > 0) await pause(last.ms);
      return last.sent;
    }
    const started = realNow();
    const sent = await really(mobile, code, cause, use);
    last = { sent, ms: Math.min(realNow() - started, PACE_MS_MOST) };
    return sent;
  };
};
