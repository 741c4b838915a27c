import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createSeal, sameSecret, sealJson } from '../../src/kernel/crypto.js';

const key = (id: string) => ({ id, key: randomBytes(32) });
const [old, fresh] = [key('k1'), key('k2')];
const indexKey = randomBytes(32);
const seal = createSeal({ keys: [old], indexKey });
const wellFormed = fc.string({ unit: 'grapheme', maxLength: 60 });

const flipped = (box: Buffer, at: number): Buffer => {
  const copy = Buffer.from(box);
  copy[at] = copy[at]! ^ 1;
  return copy;
};

describe('a sealed text', () => {
  it('opens to what was sealed, and never twice looks alike', () => {
    fc.assert(
      fc.property(wellFormed, (plain) => {
        const [one, two] = [seal.seal(plain, 'mobile'), seal.seal(plain, 'mobile')];
        expect(seal.open(one, 'mobile')).toBe(plain);
        expect(seal.open(two, 'mobile')).toBe(plain);
        expect(one).not.toBe(two);
      }),
    );
    expect(seal.seal('13800000001', 'mobile')).not.toContain('13800000001');
  });

  it('does not open when any byte of it was altered', () => {
    const [id, text] = seal.seal('13800000001', 'mobile').split('.') as [string, string];
    const bytes = Buffer.from(text, 'base64url');
    expect(seal.open(`${id}.${bytes.toString('base64url')}`, 'mobile')).toBe('13800000001');
    for (let at = 0; at < bytes.length; at += 1)
      expect(() => seal.open(`${id}.${flipped(bytes, at).toString('base64url')}`, 'mobile')).toThrow();
  });

  it('does not open when it was cut, however short', () => {
    const box = seal.seal('x', 'mobile');
    for (let length = 0; length < box.length - 1; length += 1)
      expect(() => seal.open(box.slice(0, length), 'mobile')).toThrow();
  });

  it('opens for its purpose only', () => {
    expect(() => seal.open(seal.seal('13800000001', 'mobile'), 'holder')).toThrow();
  });

  it('is not opened by another key of the same id', () => {
    const other = createSeal({ keys: [key('k1')], indexKey });
    expect(() => other.open(seal.seal('x', 'mobile'), 'mobile')).toThrow();
  });
});

describe('key rotation', () => {
  const rotated = createSeal({ keys: [fresh, old], indexKey });

  it('seals with the first key and still opens what older ones sealed', () => {
    expect(rotated.open(seal.seal('before', 'note'), 'note')).toBe('before');
    expect(rotated.openBytes(seal.sealBytes(Buffer.from('before'), 'note'), 'note').toString()).toBe('before');
    expect(rotated.seal('after', 'note')).toMatch(/^k2\./);
  });

  it('says so when the key is gone', () => {
    expect(() => seal.open(rotated.seal('after', 'note'), 'note')).toThrow(
      expect.objectContaining({ code: 'sealed_key_missing', detail: 'key id k2' }),
    );
    expect(() => seal.openBytes(rotated.sealBytes(Buffer.from('after'), 'note'), 'note')).toThrow(
      expect.objectContaining({ code: 'sealed_key_missing' }),
    );
  });

  it('does not repeat in its error what was never sealed', () => {
    for (const plain of ['13800000001', '李建国.13800000001', '']) {
      let said = '';
      try {
        seal.open(plain, 'mobile');
      } catch (error) {
        said = String(error);
      }
      expect(said).not.toBe('');
      if (plain) expect(said).not.toContain(plain.slice(0, 3));
    }
  });

  it('needs a key', () => {
    expect(() => createSeal({ keys: [], indexKey })).toThrow(expect.objectContaining({ code: 'bad_configuration' }));
  });
});

describe('sealed bytes', () => {
  it('open to what was sealed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const plain = Buffer.from(bytes);
        expect(seal.openBytes(seal.sealBytes(plain, 'photo'), 'photo').equals(plain)).toBe(true);
      }),
    );
  });

  it('do not open altered, cut or for another purpose', () => {
    const box = seal.sealBytes(Buffer.from('photo'), 'photo');
    for (let at = 0; at < box.length; at += 1) expect(() => seal.openBytes(flipped(box, at), 'photo')).toThrow();
    for (let length = 0; length < box.length; length += 1)
      expect(() => seal.openBytes(box.subarray(0, length), 'photo')).toThrow();
    expect(() => seal.openBytes(box, 'voice')).toThrow();
  });
});

describe('the blind index', () => {
  it('is stable, whatever sealing keys there are', () => {
    const other = createSeal({ keys: [fresh], indexKey });
    expect(seal.index('13800000001', 'mobile')).toBe(other.index('13800000001', 'mobile'));
    expect(seal.index('13800000001', 'mobile')).toMatch(/^[0-9a-f]{32}$/);
  });

  it('differs by value, purpose and key', () => {
    const other = createSeal({ keys: [old], indexKey: randomBytes(32) });
    const marks = [
      seal.index('13800000001', 'mobile'),
      seal.index('13800000002', 'mobile'),
      seal.index('13800000001', 'holder'),
      seal.index('1', 'mobile1380000000'),
      other.index('13800000001', 'mobile'),
    ];
    expect(new Set(marks).size).toBe(marks.length);
  });
});

describe('sealJson', () => {
  it('keeps a value of one purpose', () => {
    const box = sealJson<{ name: string; rooms: number[] }>(seal, 'contact');
    const value = { name: '李建国', rooms: [3, 501] };
    expect(box.open(box.close(value))).toEqual(value);
    expect(() => sealJson(seal, 'draft').open(box.close(value))).toThrow();
  });
});

describe('sameSecret', () => {
  it('is true for equal strings only', () => {
    expect(sameSecret('', '')).toBe(true);
    expect(sameSecret('geheim', 'geheim')).toBe(true);
    fc.assert(fc.property(fc.string(), fc.string(), (a, b) => expect(sameSecret(a, b)).toBe(a === b)));
  });
});
