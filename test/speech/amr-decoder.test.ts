import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type AmrDecoder, createAmrDecoder } from '../../src/speech/amr-decoder.js';
import { wavOf } from '../../src/speech/wav.js';
import { amr } from './services.js';

let decoder: AmrDecoder | undefined;
afterEach(() => decoder?.close());
const made = (options?: Parameters<typeof createAmrDecoder>[0]): AmrDecoder => {
  decoder = createAmrDecoder(options);
  return decoder;
};

describe('the AMR decoder', () => {
  it('makes 160 samples of each 20 ms, the same from the same bytes', async () => {
    const { decode } = made();
    const [one, other] = await Promise.all([decode(amr(50)), decode(amr(50))]);
    expect(one).toMatchObject({ kind: 'sound' });
    expect(one.kind === 'sound' && one.samples.length).toBe(50 * 160);
    expect(one).toEqual(other);
  });

  it('takes whatever bytes come, and goes on', async () => {
    const { decode } = made();
    const odd = [
      Buffer.alloc(0),
      Buffer.from('RIFF'),
      Buffer.from('#!AMR-WB\n'),
      amr(20).subarray(0, 100),
      ...Array.from({ length: 40 }, (_, i) => Buffer.concat([Buffer.from('#!AMR\n'), randomBytes(10 + i * 50)])),
      ...Array.from({ length: 20 }, (_, i) => randomBytes(10 + i * 50)),
    ];
    for (const { kind } of await Promise.all(odd.map((bytes) => decode(bytes))))
      expect(['sound', 'broken']).toContain(kind);
    expect(await decode(amr(50))).toMatchObject({ kind: 'sound' });
  });

  it('has a new worker when one died over a file', async () => {
    const frame = `
      const { parentPort } = require('node:worker_threads');
      parentPort.postMessage('ready');
      parentPort.on('message', (bytes) => {
        if (bytes.length === 0) process.exit(1);
        if (bytes.length === 1) throw new Error('bug');
        parentPort.postMessage(new Float32Array([0.5]));
      });`;
    const { decode } = made({ frame });
    const [dead, thrown, next] = await Promise.all([
      decode(Buffer.alloc(0)),
      decode(Buffer.alloc(1)),
      decode(Buffer.alloc(2)),
    ]);
    expect([dead, thrown]).toEqual([{ kind: 'broken' }, { kind: 'broken' }]);
    expect(next).toEqual({ kind: 'sound', samples: new Float32Array([0.5]) });
  });

  it('does not start again and again what does not start', async () => {
    const { decode } = made({ frame: `throw new Error('no script')` });
    expect(await Promise.all([decode(amr(1)), decode(amr(1))])).toEqual([
      { kind: 'unavailable' },
      { kind: 'unavailable' },
    ]);
  });

  it('ends a worker that does not come to an end, and turns away what would wait too long', async () => {
    const frame = `
      const { parentPort } = require('node:worker_threads');
      parentPort.postMessage('ready');
      parentPort.on('message', () => { for (;;); });`;
    const { decode, close } = made({ frame, limitMs: 50 });
    expect(await decode(amr(1))).toEqual({ kind: 'unavailable' });
    const many = Array.from({ length: 70 }, () => decode(amr(1)));
    expect(await many.at(-1)).toEqual({ kind: 'unavailable' });
    await close();
    for (const each of await Promise.all(many)) expect(each).toEqual({ kind: 'unavailable' });
  });

  it('is not waited for by who gave up, and does its work for the others', async () => {
    const { decode } = made();
    const given = new AbortController();
    const [one, other] = [decode(amr(50), given.signal), decode(amr(50))];
    given.abort();
    expect(await one).toEqual({ kind: 'unavailable' });
    expect(await decode(amr(50), AbortSignal.abort())).toEqual({ kind: 'unavailable' });
    expect(await other).toMatchObject({ kind: 'sound' });
  });
});

describe('a WAV file', () => {
  it('holds the samples in 16 bits, cut where they are too loud', () => {
    const file = wavOf(new Float32Array([0, 1, -1, 2, -2, 0.5]), 8000);
    const samples = Array.from({ length: 6 }, (_, i) => file.readInt16LE(44 + i * 2));
    expect(samples).toEqual([0, 32767, -32767, 32767, -32767, 16384]);
    expect(file.readUInt32LE(4)).toBe(file.length - 8);
    expect(file.readUInt32LE(28)).toBe(16_000);
  });
});
