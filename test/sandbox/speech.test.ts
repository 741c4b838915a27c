import { createHash, createHmac } from 'node:crypto';
import http from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import tencent from 'tencentcloud-sdk-nodejs-asr';
import { silentLog } from '../../src/kernel/log.js';
import { playingTime, speak } from '../../src/sandbox/amr.js';
import type { PlatformCall } from '../../src/sandbox/calls.js';
import { createAmrDecoder } from '../../src/speech/amr-decoder.js';
import { createHuggingFaceRecogniser } from '../../src/speech/hugging-face.js';
import { element } from './fake-service.js';
import { openStage, type Stage, stageOptions } from './stage.js';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());
beforeEach(async () => {
  await stage.drive('DELETE', '/faults');
});

/** Tencent's own client, which signs as it does for the real recogniser. */
const client = (secretKey = stageOptions.speech.secretKey, endpoint?: string) =>
  new tencent.asr.v20190614.Client({
    credential: { secretId: stageOptions.speech.secretId, secretKey },
    profile: {
      httpProfile: {
        endpoint: endpoint ?? `127.0.0.1:${stage.sandbox.port}`,
        protocol: 'http://',
        reqTimeout: 2,
        ...(endpoint
          ? {
              agent: new http.Agent({
                lookup: (_host, _options, done) => done(null, [{ address: '127.0.0.1', family: 4 }]),
              }),
            }
          : {}),
      },
    },
  });
const hear = async (audio: Buffer, from = client()): Promise<string> =>
  (
    await from.SentenceRecognition({
      EngSerViceType: '16k_zh',
      SourceType: 1,
      VoiceFormat: 'amr',
      Data: audio.toString('base64'),
      DataLen: audio.length,
    })
  ).Result ?? 'no Result';
const spoken = async (what: object): Promise<Buffer> => {
  const openid = await stage.follower();
  await stage.send(openid, what);
  const id = element(stage.service.received.at(-1)!.xml, 'MediaId');
  return Buffer.from(await (await fetch(`${stage.sandbox.origin}/sandbox/api/media/${id}`)).arrayBuffer());
};
const failure = async (promise: Promise<unknown>): Promise<{ code?: string; httpCode?: number }> =>
  promise.then(
    () => ({}),
    (error: unknown) => error as { code?: string },
  );

describe('the recogniser', () => {
  it('hears the words that a resident spoke, by whichever name it is called', async () => {
    const audio = await spoken({ type: 'voice', text: '上个月水费多少' });
    expect(await hear(audio)).toBe('上个月水费多少');
    expect(await hear(audio, client(undefined, `asr.tencentcloudapi.com:${stage.sandbox.port}`))).toBe(
      '上个月水费多少',
    );
  });

  it('hears nothing in silence and in recordings that nobody made here', async () => {
    expect(await hear(await spoken({ type: 'voice', text: '' }))).toBe('');
    const other = await spoken({ type: 'voice', amr: speak('水费', 'elsewhere').toString('base64') });
    expect(await hear(other)).toBe('');
  });

  it('remembers over a restart', async () => {
    const audio = await spoken({ type: 'voice', text: '家里没水了' });
    await stage.restart();
    expect(await hear(audio)).toBe('家里没水了');
  });

  it('refuses another key, another id and a body that was changed on the way', async () => {
    const audio = speak('水', '1');
    expect((await failure(hear(audio, client('another')))).code).toBe('AuthFailure.SignatureFailure');
    const unsigned = await fetch(`${stage.sandbox.origin}/speech`, { method: 'POST', body: '{}' });
    expect(await unsigned.json()).toMatchObject({ Response: { Error: { Code: 'AuthFailure.SignatureFailure' } } });
  });

  it('refuses a recording of more than a minute', async () => {
    const audio = await spoken({ type: 'voice', text: '水'.repeat(241) });
    expect((await failure(hear(audio))).code).toBe('InvalidParameterValue.ErrorVoicedataTooLong');
  });

  it('misbehaves when asked to', async () => {
    const audio = speak('水', '1');
    await stage.drive('POST', '/faults', { path: '/speech', times: 1, status: 503 });
    expect((await failure(hear(audio))).httpCode).toBe(503);
    await stage.drive('POST', '/faults', { path: '/speech', times: 1, errcode: 'RequestLimitExceeded' });
    expect((await failure(hear(audio))).code).toBe('RequestLimitExceeded');
    expect(await hear(audio)).toBe('');
  });

  it('is in the call log, without the recording', async () => {
    await hear(speak('水'.repeat(20), '1'));
    const calls = (await stage.drive<PlatformCall[]>('GET', '/calls?path=/speech')).body;
    expect(calls.at(-1)).toMatchObject({
      method: 'POST',
      path: '/speech',
      status: 200,
      body: { VoiceFormat: 'amr', Data: expect.stringMatching(/^<\d+ characters>$/) },
      answer: { Response: { Result: '' } },
    });
  });

  it('takes what is signed by the letter of the specification, with more headers signed, and not when it is stale', async () => {
    const { secretId, secretKey } = stageOptions.speech;
    const ask = async (skew: number): Promise<unknown> => {
      const body = JSON.stringify({
        EngSerViceType: '8k_zh',
        SourceType: 1,
        VoiceFormat: 'amr',
        Data: speak('水', '1').toString('base64'),
      });
      const timestamp = String(Math.floor(Date.now() / 1000) + skew);
      const date = new Date(Number(timestamp) * 1000).toISOString().slice(0, 10);
      const sha = (text: string): string => createHash('sha256').update(text).digest('hex');
      const mac = (key: Buffer | string, text: string): Buffer => createHmac('sha256', key).update(text).digest();
      const names = 'content-type;host;x-tc-action';
      const headers = 'content-type:application/json; charset=utf-8\nhost:127.0.0.1\nx-tc-action:sentencerecognition\n';
      const canonical = `POST\n/\n\n${headers}\n${names}\n${sha(body)}`;
      const toSign = `TC3-HMAC-SHA256\n${timestamp}\n${date}/asr/tc3_request\n${sha(canonical)}`;
      const signature = mac(mac(mac(mac(`TC3${secretKey}`, date), 'asr'), 'tc3_request'), toSign).toString('hex');
      const answer = await fetch(`${stage.sandbox.origin}/speech`, {
        method: 'POST',
        body,
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'x-tc-action': 'SentenceRecognition',
          'x-tc-version': '2019-06-14',
          'x-tc-timestamp': timestamp,
          authorization: `TC3-HMAC-SHA256 Credential=${secretId}/${date}/asr/tc3_request, SignedHeaders=${names}, Signature=${signature}`,
        },
      });
      return ((await answer.json()) as { Response: unknown }).Response;
    };
    expect(await ask(0)).toMatchObject({ Result: '', AudioDuration: 1000 });
    expect(await ask(-400)).toMatchObject({ Error: { Code: 'AuthFailure.SignatureExpire' } });
  });
});

describe('the model on Hugging Face', () => {
  const decoder = createAmrDecoder();
  // a busy machine is slow to start it
  beforeAll(() => decoder.decode(speak('水', 'first')));
  afterAll(() => decoder.close());
  const MODEL = '/hf-inference/models/openai/whisper-large-v3';
  const patience = () => AbortSignal.timeout(5_000);
  const recogniser = (token = stageOptions.speech.hfToken) =>
    createHuggingFaceRecogniser({
      endpoint: `${stage.sandbox.origin}${MODEL}`,
      token,
      decoder,
      log: silentLog,
    });
  const heard = async (bytes: Buffer) => recogniser().recognise({ bytes, format: 'amr' }, patience());
  const post = (body: string, headers: Record<string, string> = {}, path = MODEL) =>
    fetch(`${stage.sandbox.origin}${path}`, {
      method: 'POST',
      body,
      headers: {
        authorization: `Bearer ${stageOptions.speech.hfToken}`,
        'content-type': 'audio/wav',
        ...headers,
      },
    });

  it('hears the words in the sound, after a restart too, and in silence and strange sounds nothing', async () => {
    const audio = await spoken({ type: 'voice', text: '上个月水费多少' });
    const other = await spoken({ type: 'voice', text: '上上月水费多少' });
    expect(await heard(audio)).toEqual({ kind: 'words', text: '上个月水费多少' });
    expect(await heard(other)).toEqual({ kind: 'words', text: '上上月水费多少' });
    await stage.restart();
    expect(await heard(audio)).toEqual({ kind: 'words', text: '上个月水费多少' });
    expect(await heard(await spoken({ type: 'voice', text: '' }))).toEqual({ kind: 'nothing' });
    expect(await heard(speak('上个月水费多少', 'elsewhere'))).toEqual({ kind: 'nothing' });
    expect(await recogniser().check(patience())).toBeUndefined();
  });

  it('refuses another token, another model, another type and what is no WAV, as Hugging Face does', async () => {
    expect(await recogniser('hf_other').check(patience())).toBe('HTTP 401');
    expect((await post('x', {}, '/hf-inference/models/a/b')).status).toBe(404);
    expect((await post('x', { 'content-type': 'audio/amr' })).status).toBe(400);
    const malformed = await post('RIFF but no more');
    expect(malformed.status).toBe(400);
    expect(await malformed.json()).toEqual({ error: expect.stringContaining('malformed') });
  });

  it('misbehaves when asked to, and stands in the call log without the recording', async () => {
    const audio = speak('水', '1');
    const kinds: string[] = [];
    for (const fault of [{ status: 503 }, { body: '{"words":1}' }, { body: '<html>' }, { errcode: 'loading' }]) {
      await stage.drive('POST', '/faults', { path: '/hf-inference', times: 1, ...fault });
      kinds.push((await heard(audio)).kind);
    }
    expect(new Set(kinds)).toEqual(new Set(['unavailable']));
    await heard(audio);
    const calls = (await stage.drive<PlatformCall[]>('GET', '/calls?path=/hf-inference')).body;
    expect(calls.at(-1)).toMatchObject({
      path: MODEL,
      status: 200,
      body: { bytes: expect.any(Number), type: 'audio/wav' },
      answer: { text: '' },
    });
  });
});

describe('a recording', () => {
  it('is as long as its words and like no other', () => {
    expect(playingTime(speak('', 'a'))).toBe(1000);
    expect(playingTime(speak('水'.repeat(12), 'a'))).toBe(3000);
    expect(speak('水费', 'a').equals(speak('水费', 'b'))).toBe(false);
    expect(speak('水费', 'a').equals(speak('水费', 'a'))).toBe(true);
  });

  it('that is no AMR has no length', () => {
    expect(playingTime(Buffer.from('RIFF'))).toBeUndefined();
    expect(playingTime(speak('水', 'a').subarray(0, 20))).toBeUndefined();
  });
});

describe('the copy at 16 kHz', () => {
  const elementOf = async (wide: unknown, name: string): Promise<string | undefined> => {
    await spoken({ type: 'voice', text: '今天哪里停水', wide });
    const { xml } = stage.service.received.at(-1)!;
    return xml.includes(`<${name}>`) ? element(xml, name) : undefined;
  };

  it('is offered when it is asked for, is as long, and says the same', async () => {
    expect(await elementOf(undefined, 'MediaId16K')).toBeUndefined();
    const id = await elementOf(true, 'MediaId16K');
    const bytes = Buffer.from(await (await fetch(`${stage.sandbox.origin}/sandbox/api/media/${id}`)).arrayBuffer());
    expect(bytes.toString('latin1', 0, 9)).toBe('#!AMR-WB\n');
    expect(playingTime(bytes)).toBe(1500);
    expect(await hear(bytes)).toBe('今天哪里停水');
  });

  it('may be named and not be there', async () => {
    const id = await elementOf('lost', 'MediaId16K');
    expect(id).toMatch(/^lost-/);
    expect((await fetch(`${stage.sandbox.origin}/sandbox/api/media/${id}`)).status).toBe(404);
  });
});
