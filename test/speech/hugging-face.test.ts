import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Log } from '../../src/kernel/log.js';
import { createAmrDecoder } from '../../src/speech/amr-decoder.js';
import { createHuggingFaceRecogniser } from '../../src/speech/hugging-face.js';
import { amr, type FakeService, openService } from './services.js';

const decoder = createAmrDecoder();
// a busy machine is slow to start it
beforeAll(() => decoder.decode(amr(1)));
afterAll(() => decoder.close());

describe('a model on Hugging Face', () => {
  let service: FakeService;
  const said: string[] = [];
  const note = (fields: object): void => void said.push(JSON.stringify(fields));
  const log = { error: note, warn: note, info: note, debug: note } as unknown as Log;
  const recogniser = (token?: string) =>
    createHuggingFaceRecogniser({
      endpoint: `${service.origin}/models/a`,
      ...(token ? { token } : {}),
      decoder,
      log,
    });
  const signal = () => AbortSignal.timeout(5_000);
  beforeEach(async () => {
    said.length = 0;
    service = await openService();
    service.answers = { body: '{"text":"查水费"}' };
  });
  afterEach(() => service.close());

  it('is sent 16-bit WAV at the very address, with the token, and nothing else is asked', async () => {
    await recogniser('hf_t').recognise({ bytes: amr(50), format: 'amr' }, signal());
    expect(service.asked).toHaveLength(1);
    const [{ path, headers, body }] = service.asked as [FakeService['asked'][number]];
    expect(path).toBe('/models/a');
    expect(headers).toMatchObject({ authorization: 'Bearer hf_t', 'content-type': 'audio/wav' });
    expect(body.toString('latin1', 0, 4) + body.toString('latin1', 8, 16)).toBe('RIFFWAVEfmt ');
    expect([body.readUInt16LE(20), body.readUInt16LE(22), body.readUInt32LE(24), body.readUInt16LE(34)]).toEqual([
      1, 1, 8000, 16,
    ]);
    expect(body.readUInt32LE(40)).toBe(50 * 160 * 2);
    expect(body.length).toBe(44 + 50 * 160 * 2);
  });

  it('needs no token at an endpoint of its own', async () => {
    expect(await recogniser().recognise({ bytes: amr(50), format: 'amr' }, signal())).toMatchObject({ kind: 'words' });
    expect(service.asked[0]?.headers.authorization).toBeUndefined();
  });

  it('sends what the model reads as it is, and does not guess at the rest', async () => {
    const bytes = Buffer.from('ID3 song');
    await recogniser().recognise({ bytes, format: 'mp3' }, signal());
    expect(service.asked[0]).toMatchObject({ body: bytes, headers: { 'content-type': 'audio/mpeg' } });
    expect(await recogniser().recognise({ bytes, format: 'speex' }, signal())).toEqual({ kind: 'unavailable' });
    expect(service.asked).toHaveLength(1);
  });

  it('hears nothing in a file that is broken', async () => {
    expect(await recogniser().recognise({ bytes: Buffer.from('RIFF'), format: 'amr' }, signal())).toEqual({
      kind: 'nothing',
    });
    expect(service.asked).toEqual([]);
  });

  it.each([
    '{"words":"x"}',
    '[]',
    'null',
    '{"text":7}',
    JSON.stringify({ text: '水'.repeat(5000) }),
  ])('does not take %.20s for a transcript', async (body) => {
    service.answers = { body };
    expect(await recogniser().recognise({ bytes: amr(50), format: 'amr' }, signal())).toEqual({
      kind: 'unavailable',
    });
  });

  it('follows no redirect with a voice', async () => {
    service.answers = { status: 307, location: `${service.origin}/elsewhere` };
    expect(await recogniser('hf_t').recognise({ bytes: amr(50), format: 'amr' }, signal())).toEqual({
      kind: 'unavailable',
    });
    expect(service.asked).toHaveLength(1);
  });

  it('logs neither token nor words', async () => {
    service.answers = { status: 500, body: '{"error":"hf_secret said 水费"}' };
    await recogniser('hf_secret').recognise({ bytes: amr(50), format: 'amr' }, signal());
    expect(said).toEqual([JSON.stringify({ recogniser: 'hugging_face', reason: 'HTTP 500' })]);
  });
});
