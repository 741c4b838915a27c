import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import type WXBizMsgCrypt from 'wechat-crypto';
import { messageCipher, signatureOf } from '../../src/wechat/aes.js';
import { otherKey, secrets } from './fixtures.js';

const Crypt = createRequire(import.meta.url)('wechat-crypto') as typeof WXBizMsgCrypt;
const cipher = messageCipher(secrets.aesKey, secrets.appId);
const theirs = new Crypt(secrets.token, secrets.aesKey, secrets.appId);

describe('message encryption', () => {
  it('signs as the official example does', () => {
    expect(signatureOf('AAAAA', '1714037059', '486452656')).toBe('899cf89e464efb63f54ddac96b0a0a235f53aa78');
    expect(signatureOf('b', 'a', 'c')).toBe(signatureOf('c', 'b', 'a'));
  });

  it('opens what wechat-crypto seals and the other way round, at every length of padding', () => {
    for (let length = 0; length <= 64; length += 1) {
      const message = '水'.repeat(length >> 2) + 'x'.repeat(length & 3);
      expect(cipher.open(theirs.encrypt(message))).toBe(message);
      expect(theirs.decrypt(cipher.seal(message))).toEqual({ message, id: secrets.appId });
    }
  });

  it('opens nothing that is not its own', () => {
    const box = Buffer.from(cipher.seal('<xml></xml>'), 'base64');
    expect(cipher.open(new Crypt('t', secrets.aesKey, 'wx_another').encrypt('<xml></xml>'))).toBeUndefined();
    expect(cipher.open(new Crypt('t', otherKey, secrets.appId).encrypt('<xml></xml>'))).toBeUndefined();
    for (const broken of [
      '',
      'AAAA',
      box.subarray(0, 16).toString('base64'),
      box.subarray(0, -16).toString('base64'),
      box.subarray(1).toString('base64'),
    ])
      expect(cipher.open(broken)).toBeUndefined();
    let opened = 0;
    for (let byte = 0; byte < box.length; byte += 1) {
      const bent = Buffer.from(box);
      bent[byte] = (bent[byte] ?? 0) ^ 0x55;
      const words = cipher.open(bent.toString('base64'));
      if (words !== undefined) opened += 1;
    }
    // CBC: a bend in the 16 random bytes only bends random bytes; all others are seen or stay inside the message
    expect(opened).toBeLessThanOrEqual(32);
  });

  it('refuses a key that is none', () => {
    expect(() => messageCipher('short', 'wx')).toThrow('bad_configuration');
  });
});
