import type { Clock } from '../kernel/clock.js';
import { randomIds } from '../kernel/ids.js';
import { encrypt, signatureOf } from './envelope.js';
import type { Asked } from './passive.js';
import type { Settings } from './settings.js';
import { bare, cdata } from './xml.js';

/** One signed push, kept so that it can be repeated byte for byte. */
export interface Push extends Asked {
  msgId: string;
  query: string;
  body: string;
  /** Whether the resident is waiting: nobody is told of a failed push about an event she did not cause, or after she has left. */
  visible: boolean;
}

/** Puts the account's signature, and its seal where the mode asks for one, on what is pushed. */
export interface PushSigner {
  /** Signs a push in the account's present mode, dated by business time. @param elements what follows the common head */
  sign(push: Pick<Push, 'msgId' | 'openid' | 'msgType' | 'visible'>, elements: string): Push;
  /** The signed query of the console's check, and what the server must answer. */
  check(): { query: string; echostr: string };
}

/** @param account whose token and AppId stand in what is signed */
export const createPushSigner = (
  account: { appId: string; token: string; originalId: string },
  settings: Settings,
  clock: Clock,
): PushSigner => {
  const stamp = (): { timestamp: string; nonce: string; signature: string } => {
    const timestamp = String(Math.floor(clock.now().getTime() / 1000));
    const nonce = randomIds.digits(10);
    return { timestamp, nonce, signature: signatureOf(account.token, timestamp, nonce) };
  };
  return {
    sign: (push, elements) => {
      const { timestamp, nonce, signature } = stamp();
      const { mode, encodingAesKey } = settings;
      const to = cdata('ToUserName', account.originalId);
      const head = cdata('FromUserName', push.openid) + bare('CreateTime', timestamp) + cdata('MsgType', push.msgType);
      const clear = to + head + elements;
      const query = new URLSearchParams({ signature, timestamp, nonce, openid: push.openid });
      const signed = { ...push, mode, encodingAesKey };
      if (mode === 'plain') return { ...signed, query: query.toString(), body: bare('xml', clear) };
      const box = encrypt(bare('xml', clear), encodingAesKey, account.appId);
      query.set('encrypt_type', 'aes');
      query.set('msg_signature', signatureOf(account.token, timestamp, nonce, box));
      const body = bare('xml', (mode === 'safe' ? to : clear) + cdata('Encrypt', box));
      return { ...signed, query: query.toString(), body };
    },
    check: () => {
      const echostr = randomIds.digits(19);
      return { query: new URLSearchParams({ ...stamp(), echostr }).toString(), echostr };
    },
  };
};
