import { type Clock, realNow } from '../../kernel/clock.js';
import type { Seal } from '../../kernel/crypto.js';
import { addDays, dayOf, instant } from '../../kernel/dates.js';
import type { Ids } from '../../kernel/ids.js';
import type { Log } from '../../kernel/log.js';
import { type Addressee, addresseeOf } from './addressee.js';
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
import { type CodeWords, codeGateway, type SendSms } from './code-gateway.js';
import { type CodeKey, type CodesStore, codeId } from './codes-store.js';
import type { CodeSending, CodeUse, Home, OwnCodeSending } from './door.js';
import type { ResidentStore } from './resident-store.js';
import type { CustomerStore } from './store.js';

export interface SendCodeDeps {
  codes: CodesStore;
  customers: CustomerStore;
  residents: ResidentStore;
  clock: Clock;
  ids: Ids;
  seal: Seal;
  sendSms: SendSms;
  codeWords: CodeWords;
  frozenUntil: (openid: string) => Promise<Date | undefined>;
  boundHome: (openid: string, account: string) => Promise<Home | undefined>;
  log: Log;
}

/** Numbers that a resident may try and not bind, a Beijing day, until the openid is frozen for the rest of it. */
const NUMBERS_A_DAY = 5;
/** What no six digits are the hash of. */
const NO_CODE = 'none';

/** Six digits that only the holder of the index key can make from the nonce. */
const codeFrom = (seal: Seal, nonce: string): string =>
  String(BigInt(`0x${seal.index(nonce, 'binding code')}`) % 1_000_000n).padStart(6, '0');

/** The keyed hash under which a code is kept: bound to its resident and account. */
export const hashOfCode = (seal: Seal, key: CodeKey, code: string): string =>
  seal.index(`${codeId(key)}/${code}`, 'binding code hash');

/** Where the numbers that a resident tries are counted, and as what: the same number again is no further guess. */
export const numberTried = (seal: Seal, { openid, account }: CodeKey, now: Date): { of: string; guess: string } => ({
  of: `${dayOf(now)}/numbers:${openid}`,
  guess: seal.index(account, 'number tried'),
});

interface Send extends CodeKey {
  cause: string;
}

/** What speaks against a send. */
type Against<No> = (send: Send, now: Date) => Promise<No | undefined>;

/** How a send ended that nothing spoke against beforehand. */
type Sent = Exclude<CodeSending, { kind: 'already bound' }>;

/**
 * A number that nobody has is treated like any other to the last step, where nothing is sent and no code is right. Claims the send in the
 * state, counts it, hands it to the gateway and settles the state. A crash in between leaves the claim: the same cause then goes on with the
 * same code under the same id, which the gateway sends once.
 */
export const codeSender = (deps: SendCodeDeps) => {
  const { codes, customers, clock, ids, seal } = deps;
  const gateway = codeGateway(deps);
  /** One send at a time for a resident and account in this process, so that the second of two sees how the first ended. */
  const running = new Map<string, Promise<unknown>>();

  const claimedSend = async (send: Send, to: Addressee, nonce: string): Promise<Sent> => {
    const { openid, account, cause } = send;
    const now = clock.now();
    const today = dayOf(now);
    const midnight = instant(addDays(today, 1));
    const counters = [`openid:${openid}`, `account:${account}`, `mobile:${to.counted}`].map((of) => `${today}/${of}`);
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
    if (!(await gateway(to, code, cause, send.use))) {
      await codes.uncount(counters, cause);
      await settle(sendDropped);
      return { kind: 'not sent' };
    }
    const hash = hashOfCode(seal, send, to.mobile === undefined ? NO_CODE : code);
    await settle((state) => sendDone(state, { cause, hash, now: clock.now() }));
    return { kind: 'sent', mobile: to.shown, validSeconds: CODE_VALID_SECONDS };
  };

  const send = async <No>(input: Send, against: Against<No>): Promise<Sent | No> => {
    const until = await deps.frozenUntil(input.openid);
    if (until) return { kind: 'frozen', until };
    const now = clock.now();
    const no = await against(input, now);
    if (no) return no;
    const to = addresseeOf(seal, input.account, await customers.one(input.account));
    const nonce = ids.token(16);
    const start = await codes.change(
      input,
      (state) => overAt(state, now),
      (state) => startSend(state, { cause: input.cause, nonce, now, realMs: realNow() }),
    );
    if (start.kind === 'sent before') return { kind: 'sent', mobile: to.shown, validSeconds: CODE_VALID_SECONDS };
    if (start.kind === 'too soon') return { kind: 'too soon', mobile: to.shown, waitSeconds: start.waitSeconds };
    return claimedSend(input, to, start.nonce);
  };

  return async <No>(input: Send, against: Against<No>): Promise<Sent | No> => {
    const key = codeId(input);
    const go = () => send(input, against);
    const turn = (running.get(key) ?? Promise.resolve()).then(go, go);
    running.set(key, turn);
    try {
      return await turn;
    } finally {
      if (running.get(key) === turn) running.delete(key);
    }
  };
};

type CodeSender = ReturnType<typeof codeSender>;

/** To bind: to the mobile of any number, so the numbers that are tried are counted. */
export const sendBindingCode = ({ codes, residents, seal, boundHome }: SendCodeDeps, send: CodeSender) => {
  /** Whether one more number may be tried today. When not, the openid is frozen. */
  const mayTry = async (input: Send, now: Date, midnight: Date): Promise<boolean> => {
    const { of, guess } = numberTried(seal, input, now);
    if (await codes.countAll([of], guess, NUMBERS_A_DAY, midnight)) return true;
    await residents.freeze(input.openid, midnight);
    return false;
  };
  return (input: Omit<Send, 'use'>): Promise<CodeSending> =>
    send<CodeSending>(input, async ({ openid, account }, now) => {
      const home = await boundHome(openid, account);
      if (home) return { kind: 'already bound', home };
      const midnight = instant(addDays(dayOf(now), 1));
      return (await mayTry(input, now, midnight)) ? undefined : { kind: 'frozen', until: midnight };
    });
};

const OWN_DATA: CodeUse = 'own data';

/** For what concerns the resident's own data: to the mobile of a home that she has bound by proof. */
export const sendOwnCode =
  ({ boundHome }: SendCodeDeps, send: CodeSender) =>
  (input: Omit<Send, 'use'>): Promise<OwnCodeSending> =>
    send<OwnCodeSending>({ ...input, use: OWN_DATA }, async ({ openid, account }) => {
      const home = await boundHome(openid, account);
      return home && !home.guest ? undefined : { kind: 'not bound' };
    });
