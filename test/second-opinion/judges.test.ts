import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { SecondOpinionConfig } from '../../src/kernel/second-opinion-config.js';
import { chat } from '../../src/second-opinion/chat.js';
import { embeddings } from '../../src/second-opinion/embeddings.js';
import type { Judge } from '../../src/second-opinion/judge.js';
import { zeroShot } from '../../src/second-opinion/zero-shot.js';
import { type FakeService, openService } from '../speech/services.js';

const candidates = [
  { intent: 'outage_lookup', title: '查停水', examples: ['今天停水吗'], quotable: ['area'] },
  { intent: 'bill_query', title: '查水费', examples: ['上个月水费多少'], quotable: [] },
];
const question = { words: '湖边那片今天怎么了', candidates };
const chatSays = (content: unknown): string =>
  JSON.stringify({
    choices: [{ message: { content: typeof content === 'string' ? content : JSON.stringify(content) } }],
  });

let service: FakeService;
beforeEach(async () => {
  service = await openService();
});
afterEach(() => service.close());

const judges: Record<SecondOpinionConfig['task'], () => Judge> = {
  'zero-shot': () => zeroShot({ endpoint: `${service.origin}/m`, token: 'hf_t' }, '意思是{}。'),
  chat: () => chat({ endpoint: service.origin, token: 'hf_t' }, 'owner/model'),
  embeddings: () => embeddings({ endpoint: `${service.origin}/m`, token: 'hf_t' }),
};
const ask = (task: SecondOpinionConfig['task'], body: string) => {
  service.answers = { body };
  return judges[task]()(question, AbortSignal.timeout(5_000));
};
const sent = (): { path: string; body: unknown; token: unknown } => {
  expect(service.asked).toHaveLength(1);
  const [{ path, body, headers }] = service.asked as [FakeService['asked'][number]];
  return { path, body: JSON.parse(body.toString('utf8')) as unknown, token: headers.authorization };
};

describe('zero-shot classification', () => {
  it('is asked with the titles as labels at the very address, once', async () => {
    expect(await ask('zero-shot', '[{"label":"查停水","score":0.9},{"label":"查水费","score":0.1}]')).toEqual({
      intent: 'outage_lookup',
    });
    expect(sent()).toEqual({
      path: '/m',
      token: 'Bearer hf_t',
      body: {
        inputs: '湖边那片今天怎么了',
        parameters: { candidate_labels: ['查停水', '查水费'], hypothesis_template: '意思是{}。', multi_label: false },
      },
    });
  });

  it('is read in the older shape too', async () => {
    expect(await ask('zero-shot', '{"sequence":"x","labels":["查水费","查停水"],"scores":[0.8,0.2]}')).toEqual({
      intent: 'bill_query',
    });
  });

  it('that is not sure, or of two minds, knows nothing', async () => {
    expect(await ask('zero-shot', '[{"label":"查停水","score":0.55},{"label":"查水费","score":0.45}]')).toBeUndefined();
  });

  it.each([
    '[{"label":"删除数据","score":0.99},{"label":"查水费","score":0.01}]',
    '[{"label":"查停水","score":7},{"label":"查水费","score":0}]',
    '[{"label":"查停水","score":0.99}]',
    '[]',
    '{}',
    'null',
  ])('%s is no answer', async (body) => {
    await expect(ask('zero-shot', body)).rejects.toThrow();
  });
});

describe('a chat model', () => {
  it('is asked coldly, with the closed list, and what it says is only read', async () => {
    const said = { intent: 'outage_lookup', confidence: 0.95, slots: { area: '湖边那片' } };
    expect(await ask('chat', chatSays(said))).toEqual({ intent: 'outage_lookup', slots: { area: '湖边那片' } });
    const { path, body } = sent();
    expect(path).toBe('/v1/chat/completions');
    expect(body).toMatchObject({ model: 'owner/model', temperature: 0, max_tokens: 150 });
    const { messages } = body as { messages: { role: string; content: string }[] };
    expect(messages.map(({ role }) => role)).toEqual(['system', 'user']);
    expect(JSON.parse(messages[1]?.content ?? '')).toEqual({
      intents: [
        { name: 'outage_lookup', means: '查停水', examples: ['今天停水吗'], slots: ['area'] },
        { name: 'bill_query', means: '查水费', examples: ['上个月水费多少'], slots: [] },
      ],
      sentence: '湖边那片今天怎么了',
    });
  });

  it('may wrap its JSON in a fence', async () => {
    expect(await ask('chat', chatSays('```json\n{"intent":"bill_query","confidence":0.9}\n```'))).toEqual({
      intent: 'bill_query',
      slots: {},
    });
  });

  it('quotes only slots of that intent, and only words of the sentence', async () => {
    const slots = { area: '芳草园', period: '2026-10' };
    expect(await ask('chat', chatSays({ intent: 'outage_lookup', confidence: 1, slots }))).toMatchObject({ slots: {} });
    const other = { intent: 'bill_query', confidence: 1, slots: { area: '湖边那片' } };
    expect(await ask('chat', chatSays(other))).toMatchObject({ slots: {} });
  });

  it.each([
    { intent: 'none', confidence: 1 },
    { intent: 'bill_query', confidence: 0.4 },
  ])('knows nothing when it says %j', async (said) => {
    expect(await ask('chat', chatSays(said))).toBeUndefined();
  });

  it.each([
    chatSays('您好，您可以拨打热线。'),
    chatSays(''),
    chatSays({ intent: 'erase_data', confidence: 1 }),
    chatSays({ intent: 'bill_query', confidence: 'high' }),
    chatSays({ intent: 'bill_query' }),
    '{"choices":[]}',
    '{}',
    '"x"',
  ])('%s is no answer', async (body) => {
    await expect(ask('chat', body)).rejects.toThrow();
  });
});

describe('sentence vectors', () => {
  // the words, then title and example of each
  const near = [
    [1, 0.1],
    [1, 0],
    [0.9, 0.1],
    [0, 1],
    [0.1, 1],
  ];

  it('mean the goal that has the nearest sentence', async () => {
    expect(await ask('embeddings', JSON.stringify(near))).toEqual({ intent: 'outage_lookup' });
    expect(sent()).toMatchObject({
      path: '/m',
      body: { inputs: ['湖边那片今天怎么了', '查停水', '今天停水吗', '查水费', '上个月水费多少'] },
    });
  });

  it('may come a token at a time', async () => {
    const tokens = near.map((vector) => [vector, vector]);
    expect(await ask('embeddings', JSON.stringify(tokens))).toEqual({ intent: 'outage_lookup' });
  });

  it('as near to one as to another know nothing', async () => {
    expect(await ask('embeddings', JSON.stringify(near.map(() => [1, 1])))).toBeUndefined();
    expect(await ask('embeddings', JSON.stringify(near.map(() => [0, 0])))).toBeUndefined();
  });

  it.each([
    '[[1,0]]',
    '[]',
    '[1,2,3,4,5]',
    '{}',
    '[[1,0],[1],[1,0],[1,0],[1,0]]',
    '[["a"],[],[],[],[]]',
  ])('%s are no answer', async (body) => {
    await expect(ask('embeddings', body)).rejects.toThrow();
  });
});

describe.each(Object.keys(judges) as SecondOpinionConfig['task'][])('%s', (task) => {
  it.each([503, 429, 401, 500])('makes one request, even when it is answered %i', async (status) => {
    service.answers = { status, body: '{"error":"Model is loading"}' };
    await expect(judges[task]()(question, AbortSignal.timeout(5_000))).rejects.toThrow();
    expect(service.asked).toHaveLength(1);
  });

  it('carries words to no address that it was not given', async () => {
    service.answers = { status: 307, location: `${service.origin}/elsewhere` };
    await expect(judges[task]()(question, AbortSignal.timeout(5_000))).rejects.toThrow();
    expect(service.asked).toHaveLength(1);
  });

  it('is let go when its time is over', async () => {
    service.answers = 'hang';
    await expect(judges[task]()(question, AbortSignal.timeout(50))).rejects.toThrow();
  });
});
