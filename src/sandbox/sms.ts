import type { Clock } from '../kernel/clock.js';
import type { Journal } from './journal.js';

/** A text message as the gateway delivered it. */
export interface SmsMessage {
  at: string;
  mobile: string;
  text: string;
  /** A run of exactly six digits in the text. */
  code?: string;
}

/** A text message service that never loses a message. */
export interface SmsGateway {
  /** Delivers a message once per id. @returns whether this call delivered it */
  send(message: { mobile: string; text: string; id: string }): boolean;
  /** Oldest first. */
  list(mobile: string | undefined): SmsMessage[];
  /** @returns stops it */
  watch(listener: (message: SmsMessage) => void): () => void;
}

const SIX_DIGITS = /(?<!\d)\d{6}(?!\d)/;

/** Messages and their ids as the journal knows them. */
export const createSmsGateway = (journal: Journal, clock: Clock): SmsGateway => {
  const messages: SmsMessage[] = [];
  const ids = new Set<string>();
  const listeners = new Set<(message: SmsMessage) => void>();
  const write = journal.topic<{ id: string; message: SmsMessage }>('sms', ({ id, message }) => {
    ids.add(id);
    messages.push(message);
  });
  return {
    send: ({ mobile, text, id }) => {
      if (ids.has(id)) return false;
      const code = SIX_DIGITS.exec(text)?.[0];
      const message = { at: clock.now().toISOString(), mobile, text, ...(code ? { code } : {}) };
      write({ id, message });
      for (const listener of [...listeners]) listener(message);
      return true;
    },
    list: (mobile) => messages.filter((message) => mobile === undefined || message.mobile === mobile),
    watch: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
