import { reasonOf, refuse } from '../kernel/errors.js';
import type { Log } from '../kernel/log.js';

export interface SmsOptions {
  /** Origin and path before `/sms/send`; plain http only to loopback. */
  endpoint: string;
  /** bearer key */
  key: string;
  /** real milliseconds */
  timeoutMs?: number;
  log: Log;
}

/** Sends one text message; `cause` is the gateway's idempotency id, so that a repeat is no second message. */
export type SendSms = (message: { mobile: string; text: string; cause: string }) => Promise<'sent' | 'failed'>;

const TIMEOUT_MS = 3_000;
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** @throws Refused bad_configuration */
const addressOf = (endpoint: string): string => {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : refuse('bad_configuration', 'the SMS endpoint is no URL');
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && LOOPBACK.has(url.hostname)))
    refuse('bad_configuration', 'the SMS gateway is reached by https only');
  return `${url.href.replace(/\/$/, '')}/sms/send`;
};

/** An SMS gateway that takes `POST /sms/send {mobile, text, id}`. @throws Refused bad_configuration */
export const createSms = ({ endpoint, key, timeoutMs = TIMEOUT_MS, log }: SmsOptions): SendSms => {
  const url = addressOf(endpoint);
  return async ({ mobile, text, cause }) => {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ mobile, text, id: cause }),
        signal: AbortSignal.timeout(timeoutMs),
        redirect: 'error',
      });
      await response.body?.cancel();
      if (response.ok) return 'sent';
      log.warn({ mobile, status: response.status }, 'a text message was refused');
    } catch (error) {
      log.warn({ mobile, reason: reasonOf(error) }, 'the SMS gateway could not be reached');
    }
    return 'failed';
  };
};
