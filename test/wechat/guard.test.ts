import { describe, expect, it } from '@jest/globals';
import { handClock } from '../../src/kernel/clock.js';
import { createGuard } from '../../src/wechat/guard.js';
import { otherKey, push, seconds, secrets, sha1, textXml } from './fixtures.js';

const clock = handClock('2026-11-21T09:00:00+08:00');
const guard = createGuard(secrets);
const good = push(textXml('你好'));
const verify = (query: object, body = good.body, on = guard) =>
  on.verify(query as Record<string, string>, body, clock.now());

describe('the guard', () => {
  it('admits what the platform sealed and signed', () => {
    expect(verify(good.query)).toMatchObject({ kind: 'admitted', root: { Content: '你好' }, xml: textXml('你好') });
  });

  const without = (...names: string[]) =>
    Object.fromEntries(Object.entries(good.query).filter(([name]) => !names.includes(name)));

  it.each<[string, object, number]>([
    ['no query at all', {}, 401],
    ['no signature', without('signature'), 401],
    ['no nonce', without('nonce'), 401],
    ['no timestamp', without('timestamp'), 401],
    ['a signature twice', { ...good.query, signature: [good.query.signature, good.query.signature] }, 401],
    ['a nonce twice', { ...good.query, nonce: ['486452656', '1'] }, 401],
    ['a message signature twice', { ...good.query, msg_signature: [good.query.msg_signature, 'x'] }, 401],
    ['a forged signature', { ...good.query, signature: 'f'.repeat(40) }, 401],
    ['a signature in capitals', { ...good.query, signature: good.query.signature?.toUpperCase() }, 401],
    ['a signature with a blank', { ...good.query, signature: `${good.query.signature} ` }, 401],
    ['a downgrade: no encryption', without('encrypt_type', 'msg_signature'), 401],
    ['a downgrade: raw', { ...good.query, encrypt_type: 'raw' }, 401],
    ['a downgrade: aes without its signature', without('msg_signature'), 401],
    ['a forged message signature', { ...good.query, msg_signature: 'f'.repeat(40) }, 401],
    [
      'a timestamp that is no number',
      { ...good.query, timestamp: '1e9', signature: sha1(secrets.token, '1e9', '486452656') },
      401,
    ],
    [
      'a nonce with control characters',
      { ...good.query, nonce: 'a\nb', signature: sha1(secrets.token, good.query.timestamp ?? '', 'a\nb') },
      401,
    ],
  ])('turns away %s', (_name, query, status) => {
    expect(verify(query)).toMatchObject({ kind: 'refused', status });
  });

  it('holds the platform to five minutes of our clock, either way', () => {
    const at = (iso: string) => verify(push(textXml('x'), { at: iso }).query, push(textXml('x'), { at: iso }).body);
    expect(at('2026-11-21T08:54:59+08:00')).toMatchObject({ status: 401, why: 'stale' });
    expect(at('2026-11-21T09:05:01+08:00')).toMatchObject({ status: 401, why: 'stale' });
    const fresh = push(textXml('x'), { at: '2026-11-21T08:55:00+08:00' });
    expect(verify(fresh.query, fresh.body)).toMatchObject({ kind: 'admitted' });
  });

  it.each<[string, string, number]>([
    ['an empty body', '', 400],
    ['JSON', '{"ToUserName":"x"}', 400],
    ['no box', '<xml><ToUserName>x</ToUserName></xml>', 400],
    ['an empty box', '<xml><Encrypt></Encrypt></xml>', 400],
    ['a box that is not base64', '<xml><Encrypt>a b</Encrypt></xml>', 400],
    ['an open box', '<xml><Encrypt>AAAA', 400],
    ['a box of another message', push(textXml('又')).body, 401],
    ['64 KB and more', `<xml>${'x'.repeat(65_536)}</xml>`, 413],
  ])('turns away %s', (_name, body, status) => {
    expect(verify(good.query, body)).toMatchObject({ kind: 'refused', status });
  });

  it('turns away what is sealed for another account, or with another key', () => {
    for (const bad of [push(textXml('x'), { appId: 'wx_another' }), push(textXml('x'), { key: otherKey })])
      expect(verify(bad.query, bad.body)).toMatchObject({ status: 401 });
    const elsewhere = push(textXml('x').replace('gh_water', 'gh_fire'));
    expect(verify(elsewhere.query, elsewhere.body)).toMatchObject({ status: 401, why: 'for another account' });
  });

  it('turns away sealed words that are no message', () => {
    for (const xml of ['', 'x', '<xml><a>1</a><a>2</a></xml>', '<!DOCTYPE x><xml></xml>']) {
      const bad = push(xml);
      expect(verify(bad.query, bad.body)).toMatchObject({ status: 400 });
    }
  });

  it('opens with the key before the rotation, and answers with it', () => {
    const rotated = createGuard({ ...secrets, aesKey: otherKey, previousAesKey: secrets.aesKey });
    const old = verify(good.query, good.body, rotated);
    expect(old).toMatchObject({ kind: 'admitted' });
    if (old.kind === 'admitted') expect(old.cipher.open(old.cipher.seal('x'))).toBe('x');
    const fresh = push(textXml('新'), { key: otherKey });
    expect(verify(fresh.query, fresh.body, rotated)).toMatchObject({ kind: 'admitted', root: { Content: '新' } });
    expect(verify(fresh.query, fresh.body)).toMatchObject({ status: 401 });
  });

  it('believes only the box in compatible mode', () => {
    const sealed = push(textXml('真'));
    const clear = `<Content><![CDATA[假 <Encrypt>AAAA</Encrypt>]]></Content>`;
    const body = sealed.body.replace('<Encrypt>', `${clear}<Encrypt>`);
    expect(verify(sealed.query, body)).toMatchObject({ kind: 'admitted', root: { Content: '真' } });
  });

  describe('the address check', () => {
    const timestamp = seconds(clock.now());
    const query = { signature: sha1(secrets.token, timestamp, 'n1'), timestamp, nonce: 'n1', echostr: '5927abc+/=-_' };

    it('echoes', () => {
      expect(guard.verifyAddress(query, clock.now())).toEqual({ kind: 'verified', echo: query.echostr });
    });

    it.each<[string, object, number]>([
      ['a forged one', { ...query, signature: 'x' }, 401],
      ['none', { ...query, echostr: undefined }, 400],
      ['one that is markup', { ...query, echostr: '<script>' }, 400],
      ['one that is too long', { ...query, echostr: 'a'.repeat(513) }, 400],
      ['two', { ...query, echostr: ['a', 'b'] }, 400],
    ])('turns away %s', (_name, bad, status) => {
      expect(guard.verifyAddress(bad as typeof query, clock.now())).toMatchObject({ kind: 'refused', status });
    });

    it('does not echo what is stale', () => {
      expect(guard.verifyAddress(query, new Date('2026-11-21T09:10:00+08:00'))).toMatchObject({ status: 401 });
    });
  });
});
