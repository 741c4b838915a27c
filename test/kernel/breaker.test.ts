import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createBreaker, RESTING } from '../../src/kernel/breaker.js';

let now = 1_000_000;
beforeEach(() => {
  jest.spyOn(Date, 'now').mockImplementation(() => now);
});
afterEach(() => {
  jest.restoreAllMocks();
});

describe('a breaker', () => {
  const bad = async (): Promise<string> => 'bad';
  const good = async (): Promise<string> => 'good';
  const made = () => createBreaker<string>((result) => result === 'bad');

  it('rests longer after each trial that fails, and forgets it all when one works', async () => {
    const breaker = made();
    for (let i = 0; i < 4; i += 1) expect(await breaker.run(bad)).toBe('bad');
    expect([breaker.open, await breaker.run(good)]).toEqual([true, RESTING]);
    now += 5_000;
    expect(await breaker.run(bad)).toBe('bad');
    now += 5_000;
    expect(await breaker.run(good)).toBe(RESTING);
    now += 5_000;
    expect(await breaker.run(good)).toBe('good');
    expect(breaker.open).toBe(false);
    for (let i = 0; i < 3; i += 1) await breaker.run(bad);
    expect(await breaker.run(good)).toBe('good');
  });

  it('opens after four failures in a row, not after four in all', async () => {
    const breaker = made();
    for (let i = 0; i < 12; i += 1) {
      for (let j = 0; j < 3; j += 1) await breaker.run(bad);
      await breaker.run(good);
    }
    expect(breaker.open).toBe(false);
  });

  it('lets one try after the rest; the others do not wait for it', async () => {
    const breaker = made();
    for (let i = 0; i < 4; i += 1) await breaker.run(bad);
    now += 5_000;
    let end: (result: string) => void = () => undefined;
    const trial = breaker.run(() => new Promise((resolve) => (end = resolve)));
    expect(await breaker.run(good)).toBe(RESTING);
    end('good');
    expect(await trial).toBe('good');
    expect(await breaker.run(good)).toBe('good');
  });

  it('takes what is thrown as a failure, and lets it through', async () => {
    const breaker = made();
    const broken = async (): Promise<string> => {
      throw new Error('broken');
    };
    for (let i = 0; i < 4; i += 1) await expect(breaker.run(broken)).rejects.toThrow('broken');
    expect(await breaker.run(good)).toBe(RESTING);
  });
});
