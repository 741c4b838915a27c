import { type Clock, realNow } from '../../kernel/clock.js';
import type { Seal } from '../../kernel/crypto.js';
import { addDays, dayOf, instant } from '../../kernel/dates.js';
import { reasonOf } from '../../kernel/errors.js';
import type { Ids } from '../../kernel/ids.js';
import type { Log } from '../../kernel/log.js';
import { maskMobile } from '../../kernel/mask.js';
import {
  CODE_VALID_SECONDS,
  CODES_A_DAY,
  type CodeState,
  holdsSend,
  overAt,
  sendDone,
  sendDropped,
  startSend,
} from './binding-code.js';
import type { CodeKey, CodesStore } from './codes-store.js';
import type { CodeSending, Customer, Home } from './door.js';
import type { CustomerStore, ResidentStore } from './store.js';

export type SendSms = (message: {
  mobile: string;
  text: string;
  cause: string;
  /** For a demo's message drawer only; a real gateway has no use for it. */
  code: string;
}) => Promise<'sent' | 'failed'>;

export interface SendCodeDeps {
  codes: CodesStore;
  customers: CustomerStore;
  residents: ResidentStore;
  clock: Clock;
  ids: Ids;
  seal: Seal;
  sendSms: SendSms;
  /** The words of the message. */
  codeWords: (code: string, minutes: number) => string;
  frozenUntil: (openid: string) => Promise<Date | undefined>;
  boundHome: (openid: string, account: string) => Promise<Home | undefined>;
  log: Log;
}

/** A mobile that a code can be sent to, and that can be shown masked. */
const MOBILE = /^1\d{10}$/;
/** Numbers that no code can be sent for, a Beijing day, until the openid is frozen for the rest of it. */
const UNKNOWN_A_DAY = 5;

/** Six digits that only the holder of the index key can make from the nonce. */
const codeFrom = (seal: Seal, nonce: string): string =>
  String(BigInt(`0x${seal.index(nonce, 'binding code')}`) % 1_000_000n).padStart(6, '0');

/** The keyed hash under which a code is kept: bound to its resident and account. */
export const hashOfCode = (seal: Seal, { openid, account }: CodeKey, code: string): string =>
  seal.index(`${openid}/${account}/${code}`, 'binding code hash');

interface Send extends CodeKey {
  cause: string;
}

/**
 * Claims the send in the state, counts it, hands it to the gateway and settles the state. A crash in between leaves the claim: the
 * same cause then goes on with the same code under the same id, which the gateway sends once.
 */
export const sendBindingCode = (deps: SendCodeDeps) => {
  const { codes, customers, clock, ids, seal, sendSms, codeWords, log } = deps;
  /** One send at a time for a resident and account in this process, so that the second of two sees how the first ended. */
  const running = new Map<string, Promise<unknown>>();

  const gateway = async (customer: Customer, code: string, cause: string): Promise<boolean> => {
    try {
      const text = codeWords(code, CODE_VALID_SECONDS / 60);
      return (await sendSms({ mobile: customer.mobile, text, cause, code })) === 'sent';
    } catch (error) {
      log.error({ reason: reasonOf(error) }, 'sms gateway threw');
      return false;
    }
  };

  const claimedSend = async (send: Send, customer: Customer, nonce: string): Promise<CodeSending> => {
    const { openid, account, cause } = send;
    const now = clock.now();
    const today = dayOf(now);
    const midnight = instant(addDays(today, 1));
    const counters = [`openid:${openid}`, `account:${account}`, `mobile:${seal.index(customer.mobile, 'mobile')}`].map(
      (of) => `${today}/${of}`,
    );
    const settle = (next: (state: CodeState) => CodeState): Promise<unknown> =>
      codes.change(
        send,
        (state) => overAt(state, now),
        (state) => (holdsSend(state, cause) ? { state: next(state) } : {}),
      );
    if (!(await codes.countAll(counters, cause, CODES_A_DAY, midnight))) {
      await settle(sendDropped);
      return { kind: 'too many', until: midnight };
    }
    const code = codeFrom(seal, nonce);
    if (!(await gateway(customer, code, cause))) {
      await codes.uncount(counters, cause);
      await settle(sendDropped);
      return { kind: 'not sent' };
    }
    await settle((state) => sendDone(state, { cause, hash: hashOfCode(seal, send, code), now: clock.now() }));
    return { kind: 'sent', mobile: maskMobile(customer.mobile), validSeconds: CODE_VALID_SECONDS };
  };

  /** The same number again is no further guess. */
  const unreachable = async ({ openid, account }: Send): Promise<CodeSending> => {
    const today = dayOf(clock.now());
    const midnight = instant(addDays(today, 1));
    const guess = seal.index(account, 'unknown account');
    if (await codes.countAll([`${today}/unknown:${openid}`], guess, UNKNOWN_A_DAY, midnight))
      return { kind: 'unreachable' };
    await deps.residents.freeze(openid, midnight);
    return { kind: 'frozen', until: midnight };
  };

  const send = async (input: Send): Promise<CodeSending> => {
    const until = await deps.frozenUntil(input.openid);
    if (until) return { kind: 'frozen', until };
    const home = await deps.boundHome(input.openid, input.account);
    if (home) return { kind: 'already bound', home };
    const customer = await customers.one(input.account);
    if (!customer || !MOBILE.test(customer.mobile)) return unreachable(input);
    const now = clock.now();
    const nonce = ids.token(16);
    const start = await codes.change(
      input,
      (state) => overAt(state, now),
      (state) => startSend(state, { cause: input.cause, nonce, now, realMs: realNow() }),
    );
    const mobile = maskMobile(customer.mobile);
    if (start.kind === 'sent before') return { kind: 'sent', mobile, validSeconds: CODE_VALID_SECONDS };
    if (start.kind === 'too soon') return { kind: 'too soon', mobile, waitSeconds: start.waitSeconds };
    return claimedSend(input, customer, start.nonce);
  };

  return async (input: Send): Promise<CodeSending> => {
    const key = `${input.openid}/${input.account}`;
    const turn = (running.get(key) ?? Promise.resolve()).then(
      () => send(input),
      () => send(input),
    );
    running.set(key, turn);
    try {
      return await turn;
    } finally {
      if (running.get(key) === turn) running.delete(key);
    }
  };
};
