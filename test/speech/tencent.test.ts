import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { silentLog } from '../../src/kernel/log.js';
import { amrSeconds } from '../../src/speech/amr.js';
import { createTencentRecogniser } from '../../src/speech/tencent.js';

const SECRET = { secretId: 'AKIDtest', secretKey: 'k3y' };
/** n frames of 20 ms at 4.75 kbit/s */
const amr = (frames: number): Buffer =>
  Buffer.concat([
    Buffer.from('#!AMR\n'),
    ...Array.from({ length: frames }, () => Buffer.concat([Buffer.from([0x04]), Buffer.alloc(12, 1)])),
  ]);

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Tencent's TC3 signature, from its documentation: over content-type and the host without its port. */
const signed = (request: IncomingMessage, body: string): boolean => {
  const authorization = request.headers.authorization ?? '';
  const [, date = '', service = ''] = /Credential=AKIDtest\/([\d-]+)\/(\w+)\/tc3_request/.exec(authorization) ?? [];
  const canonical = `POST\n/\n\ncontent-type:${request.headers['content-type']}\nhost:127.0.0.1\n\ncontent-type;host\n${sha256(body)}`;
  const scope = `${date}/${service}/tc3_request`;
  const text = `TC3-HMAC-SHA256\n${request.headers['x-tc-timestamp']}\n${scope}\n${sha256(canonical)}`;
  const key = hmac(hmac(hmac(`TC3${SECRET.secretKey}`, date), service), 'tc3_request');
  return authorization.endsWith(`Signature=${createHmac('sha256', key).update(text).digest('hex')}`);
};

let server: Server | undefined;
const asked: { headers: IncomingMessage['headers']; json: Record<string, unknown>; signed: boolean }[] = [];

const recogniserWith = async (answer: object, engine?: string) => {
  asked.length = 0;
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    asked.push({
      headers: request.headers,
      json: JSON.parse(body) as Record<string, unknown>,
      signed: signed(request, body),
    });
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return createTencentRecogniser({
    ...SECRET,
    ...(engine ? { engine } : {}),
    endpoint: `http://127.0.0.1:${port}`,
    timeoutSeconds: 1,
    log: silentLog,
  });
};
const stop = async (): Promise<void> => {
  server?.closeAllConnections();
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
  server = undefined;
};
afterEach(stop);

const result = (Result: string) => ({ Response: { Result, AudioDuration: 1000, RequestId: 'r' } });
const signal = new AbortController().signal;
const voice = { bytes: amr(100), format: 'amr' };

describe('sentence recognition', () => {
  it('signs, sends the recording and hears words, without the marks at their end', async () => {
    const { recognise } = await recogniserWith(result('上个月水费多少？。'));
    expect(await recognise(voice, signal)).toEqual({ kind: 'words', text: '上个月水费多少' });
    expect(asked[0]).toMatchObject({
      signed: true,
      headers: {
        'x-tc-action': 'SentenceRecognition',
        'x-tc-version': '2019-06-14',
        'x-tc-timestamp': expect.stringMatching(/^\d{10}$/),
        'content-type': 'application/json',
      },
      json: {
        EngSerViceType: '16k_zh',
        SourceType: 1,
        VoiceFormat: 'amr',
        Data: voice.bytes.toString('base64'),
        DataLen: voice.bytes.length,
      },
    });
  });

  it('hears the copy at 16 kHz where there is one, and never with an engine for telephones', async () => {
    const wide = { bytes: Buffer.from('#!AMR-WB\n\x04'.padEnd(27, 'w'), 'latin1'), format: 'amr' };
    const askedOf = async (of: object, engine?: string) => {
      const recogniser = await recogniserWith(result('水费'), engine);
      await recogniser.recognise({ ...voice, ...of }, signal);
      await stop();
      const { json, signed: well } = asked[0] ?? {};
      return [json?.EngSerViceType, json?.VoiceFormat, json?.Data, well];
    };
    const data = (bytes: Buffer) => bytes.toString('base64');
    expect(await askedOf({ wide })).toEqual(['16k_zh', 'amr', data(wide.bytes), true]);
    expect(await askedOf({ wide }, '16k_zh_dialect')).toEqual(['16k_zh_dialect', 'amr', data(wide.bytes), true]);
    expect(await askedOf({ wide }, '8k_zh')).toEqual(['16k_zh', 'amr', data(wide.bytes), true]);
    expect(await askedOf({}, '8k_zh')).toEqual(['8k_zh', 'amr', data(voice.bytes), true]);
    const speex = { bytes: Buffer.from('Speex'), format: 'speex' };
    expect(await askedOf({ wide: speex })).toEqual(['16k_zh', 'speex', data(speex.bytes), true]);
  });

  it('asks without a voice whether it is reached and the key is taken', async () => {
    const refusal = (Code: string) => ({ Response: { Error: { Code, Message: 'm' }, RequestId: 'r' } });
    expect(await (await recogniserWith(refusal('InvalidParameterValue.ErrorInvalidVoicedata'))).check(signal)).toBe(
      undefined,
    );
    expect(asked[0]?.json.DataLen).toBe(0);
    await stop();
    expect(await (await recogniserWith(refusal('AuthFailure.SignatureFailure'))).check(signal)).toBe(
      'AuthFailure.SignatureFailure',
    );
  });

  it('is not sent in the clear', () => {
    const make = (endpoint: string) => () => createTencentRecogniser({ ...SECRET, endpoint, log: silentLog });
    expect(make('http://asr.tencentcloudapi.com')).toThrow('bad_configuration');
    expect(make('asr')).toThrow('bad_configuration');
    expect(make('https://asr.tencentcloudapi.com')).not.toThrow();
  });
});

describe('the length of an AMR file', () => {
  it('is told from its frames', () => {
    expect(amrSeconds(amr(50))).toBeCloseTo(1);
    expect(amrSeconds(amr(0))).toBe(0);
    const mixed = Buffer.concat([
      Buffer.from('#!AMR\n'),
      Buffer.from([0x3c]),
      Buffer.alloc(31),
      Buffer.from([0x44]),
      Buffer.alloc(5),
      Buffer.from([0x7c]),
    ]);
    expect(amrSeconds(mixed)).toBeCloseTo(0.06);
    const wide = Buffer.concat([Buffer.from('#!AMR-WB\n'), Buffer.from([0x04]), Buffer.alloc(17)]);
    expect(amrSeconds(wide)).toBeCloseTo(0.02);
  });

  it('does not count a frame that is cut off, and knows what is no AMR', () => {
    expect(amrSeconds(amr(2).subarray(0, -1))).toBeCloseTo(0.02);
    expect(amrSeconds(Buffer.from('RIFF'))).toBeUndefined();
    expect(amrSeconds(Buffer.alloc(0))).toBeUndefined();
  });
});
