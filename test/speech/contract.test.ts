import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { silentLog } from '../../src/kernel/log.js';
import { createAmrDecoder } from '../../src/speech/amr-decoder.js';
import { createHuggingFaceRecogniser } from '../../src/speech/hugging-face.js';
import type { Recogniser } from '../../src/speech/index.js';
import { createTencentRecogniser } from '../../src/speech/tencent.js';
import { amr, type FakeService, openService } from './services.js';

const decoder = createAmrDecoder();
// a busy machine is slow to start it
beforeAll(() => decoder.decode(amr(1)));
afterAll(() => decoder.close());

const shared = { log: silentLog };
const adapters: readonly {
  name: string;
  make(origin: string): Recogniser;
  /** The service's own form of a transcript, and of a refusal of the key. */
  transcript(words: string): string;
  refusal: { status: number; body: string };
}[] = [
  {
    name: 'tencent',
    make: (endpoint) => createTencentRecogniser({ ...shared, endpoint, secretId: 'id', secretKey: 'key' }),
    transcript: (Result) => JSON.stringify({ Response: { Result, AudioDuration: 1000, RequestId: 'r' } }),
    refusal: {
      status: 200,
      body: JSON.stringify({ Response: { Error: { Code: 'AuthFailure', Message: 'm' }, RequestId: 'r' } }),
    },
  },
  {
    name: 'hugging_face',
    make: (origin) => createHuggingFaceRecogniser({ ...shared, endpoint: `${origin}/hear`, token: 'hf_t', decoder }),
    transcript: (text) => JSON.stringify({ text }),
    refusal: { status: 401, body: JSON.stringify({ error: 'Invalid credentials' }) },
  },
];

describe.each(adapters)('a recogniser: $name', ({ name, make, transcript, refusal }) => {
  let service: FakeService;
  let recogniser: Recogniser;
  beforeEach(async () => {
    service = await openService();
    recogniser = make(service.origin);
  });
  afterEach(() => service.close());
  const patience = () => AbortSignal.timeout(5_000);
  const voice = { bytes: amr(100), format: 'amr' };

  it('says its name', () => {
    expect(recogniser.name).toBe(name);
  });

  it('hears words, without the marks at their end, in one request', async () => {
    service.answers = { body: transcript('上个月水费多少？。') };
    expect(await recogniser.recognise(voice, patience())).toEqual({ kind: 'words', text: '上个月水费多少' });
    expect(service.asked).toHaveLength(1);
  });

  it.each(['', '。', '  '])('hears nothing in %j', async (words) => {
    service.answers = { body: transcript(words) };
    expect(await recogniser.recognise(voice, patience())).toEqual({ kind: 'nothing' });
  });

  it('answers without a request: an empty file is nothing, more than a minute too long', async () => {
    const of = (bytes: Buffer, format = 'amr') => recogniser.recognise({ bytes, format }, patience());
    expect(await of(Buffer.alloc(0))).toEqual({ kind: 'nothing' });
    expect(await of(amr(0))).toEqual({ kind: 'nothing' });
    expect(await of(amr(3001))).toEqual({ kind: 'too long', limitSeconds: 60 });
    expect(await of(Buffer.alloc(2.3 * 1024 * 1024), 'mp3')).toEqual({ kind: 'too long', limitSeconds: 60 });
    expect(service.asked).toEqual([]);
  });

  it('takes a minute', async () => {
    service.answers = { body: transcript('水') };
    expect(await recogniser.recognise({ ...voice, bytes: amr(3000) }, patience())).toMatchObject({ kind: 'words' });
  });

  it.each<[string, { status?: number; type?: string; body?: string }]>([
    ['a refusal', refusal],
    ['a server that fails', { status: 500, body: 'oops' }],
    ['a server that is overloaded', { status: 503, body: '{"error":"loading"}' }],
    ['too many requests', { status: 429, body: '{"error":"slow down"}' }],
    ['no JSON', { body: '<html>', type: 'text/html' }],
    ['broken JSON', { body: '{"te' }],
  ])('is unavailable after one request: %s', async (_what, answers) => {
    service.answers = answers;
    expect(await recogniser.recognise(voice, patience())).toEqual({ kind: 'unavailable' });
    expect(service.asked).toHaveLength(1);
  });

  it('is unavailable when nobody is there', async () => {
    await service.close();
    expect(await recogniser.recognise(voice, patience())).toEqual({ kind: 'unavailable' });
    expect(await recogniser.check(patience())).toEqual(expect.any(String));
    service = await openService();
  });

  it('ends when it is told to, and when it was told to before', async () => {
    service.answers = 'hang';
    const began = performance.now();
    expect(await recogniser.recognise(voice, AbortSignal.timeout(100))).toEqual({ kind: 'unavailable' });
    expect(await recogniser.recognise(voice, AbortSignal.abort())).toEqual({ kind: 'unavailable' });
    expect(performance.now() - began).toBeLessThan(3_000);
  });

  it('says what is wrong with the service', async () => {
    service.answers = refusal;
    expect(await recogniser.check(patience())).toMatch(/AuthFailure|HTTP 401/);
    service.answers = { status: 503, body: '{"error":"loading"}' };
    expect(await recogniser.check(patience())).toEqual(expect.any(String));
    service.answers = 'hang';
    expect(await recogniser.check(AbortSignal.timeout(100))).toEqual(expect.any(String));
    service.answers = { body: transcript('') };
    expect(await recogniser.check(patience())).toBeUndefined();
  });

  it('is not sent voices in the clear', () => {
    expect(() => make('http://asr.example.com')).toThrow('bad_configuration');
    expect(() => make('nowhere')).toThrow('bad_configuration');
    expect(() => make('https://asr.example.com')).not.toThrow();
  });
});
