import { describe, expect, it } from '@jest/globals';
import { digestOf, randomIds } from '../../src/kernel/ids.js';

const many = (make: () => string): string[] => Array.from({ length: 500 }, make);

describe('randomIds', () => {
  it('makes ids of 24 hex characters, no two alike', () => {
    const made = many(() => randomIds.id());
    expect(made.every((id) => /^[0-9a-f]{24}$/.test(id))).toBe(true);
    expect(new Set(made).size).toBe(made.length);
  });

  it('makes codes of exactly n digits, zeros kept, every digit in use', () => {
    const made = many(() => randomIds.digits(6));
    expect(made.every((code) => /^\d{6}$/.test(code))).toBe(true);
    expect(made.some((code) => code.startsWith('0'))).toBe(true);
    expect(new Set(made.join('')).size).toBe(10);
    expect(randomIds.digits(0)).toBe('');
  });

  it('makes url-safe tokens of the bytes asked for', () => {
    expect(randomIds.token()).toMatch(/^[\w-]{43}$/);
    expect(randomIds.token(12)).toMatch(/^[\w-]{16}$/);
    expect(new Set(many(() => randomIds.token(8))).size).toBe(500);
  });
});

describe('digestOf', () => {
  it('is SHA-256 in hex, cut', () => {
    expect(digestOf('abc')).toBe('ba7816bf8f01cfea414140de5dae2223');
    expect(digestOf('abc', 8)).toBe('ba7816bf');
    expect(digestOf('abd')).not.toBe(digestOf('abc'));
  });
});
