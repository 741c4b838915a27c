import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { hypothesis } from '../../src/conversation/nlu/hypothesis.js';
import {
  configuredSecondOpinion,
  demoSecondOpinion,
  secondOpinionTasks,
} from '../../src/kernel/second-opinion-config.js';
import type { PlatformCall } from '../../src/sandbox/calls.js';
import { chat } from '../../src/second-opinion/chat.js';
import { embeddings } from '../../src/second-opinion/embeddings.js';
import type { Judge } from '../../src/second-opinion/judge.js';
import { zeroShot } from '../../src/second-opinion/zero-shot.js';
import { openStage, type Stage, stageOptions } from './stage.js';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());
beforeEach(async () => {
  await stage.drive('DELETE', '/faults');
});

type Task = (typeof secondOpinionTasks)[number];
const judge = (task: Task, token = stageOptions.speech.hfToken): Judge => {
  const config = demoSecondOpinion({ HF_NLU_TASK: task, HF_NLU_DAILY: 1 }, token, stage.sandbox.origin);
  if (!config) throw new Error('not configured');
  return {
    'zero-shot': zeroShot(config, hypothesis),
    chat: chat(config, config.model),
    embeddings: embeddings(config),
  }[task];
};
const question = {
  words: '我家那边到底停不停水',
  candidates: [
    { intent: 'bill_query', title: '查水费', examples: ['上个月水费多少'], quotable: [] },
    { intent: 'outage_lookup', title: '查停水', examples: ['今天停水吗', '芳草园停水了吗'], quotable: ['area'] },
  ],
};
const patience = () => AbortSignal.timeout(3_000);

describe.each(secondOpinionTasks)('the sandbox’s model, asked by %s', (task) => {
  it('answers sensibly', async () => {
    expect(await judge(task)(question, patience())).toMatchObject({ intent: 'outage_lookup' });
  });

  it('knows its token', async () => {
    await expect(judge(task, 'hf_wrong')(question, patience())).rejects.toThrow(/Invalid credentials/);
  });

  const path = task === 'chat' ? '/v1/' : '/hf-inference/';
  it.each([
    ['overloaded', { status: 503 }],
    ['refusing', { errcode: 'Model is loading' }],
    ['empty', { body: '' }],
    ['wrong', { body: [{ label: 'positive', score: 0.99 }] }],
  ])('can be made %s', async (_, fault) => {
    await stage.drive('POST', '/faults', { path, times: 1, ...fault });
    await expect(judge(task)(question, patience())).rejects.toThrow();
    expect(await judge(task)(question, patience())).toBeDefined();
  });

  it('can be made to hang', async () => {
    await stage.drive('POST', '/faults', { path, hang: true });
    await expect(judge(task)(question, AbortSignal.timeout(100))).rejects.toThrow();
  });

  it('shows a tester what it was asked', async () => {
    await judge(task)(question, patience());
    const { body } = (await stage.drive('GET', `/calls?path=${path}`)) as { body: PlatformCall[] };
    expect(JSON.stringify(body.at(-1)?.body)).toContain('我家那边到底停不停水');
    expect(body.at(-1)?.status).toBe(200);
  });
});

it('nobody is asked by a configuration that names nobody', () => {
  expect(configuredSecondOpinion({ HF_NLU_DAILY: 1, HF_TOKEN: 'hf' })).toBeUndefined();
});
