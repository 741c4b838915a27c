import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hypothesis } from '../../src/conversation/nlu/hypothesis.js';
import { impersonal } from '../../src/conversation/nlu/personal.js';
import type { SecondOpinion } from '../../src/conversation/second-opinion.js';
import { prepareModels } from '../../src/database/connect.js';
import { systemClock } from '../../src/kernel/clock.js';
import { silentLog } from '../../src/kernel/log.js';
import { secondOpinionTasks } from '../../src/kernel/second-opinion-config.js';
import { createHelper } from '../../src/second-opinion/index.js';
import { type FakeService, openService } from '../speech/services.js';
import { withDatabase } from '../support/database.js';
import { createWorld, type World } from '../support/world.js';

/** One resident's talk: unclear sentences, and between them what is none of the helper's business. */
const TALK = [
  '我家那个数是不是抄错了还是漏了啊',
  '为什么',
  '上个月水费多少',
  '湖边那一片晚上能洗澡不',
  '我要投诉',
  '我家水怎么了',
  '取消',
  '查一下那个停水扣费的',
  '我想了解一下收费那块',
  '！！！',
  '水的账和管子两个事',
  '我家水怎么了',
  '水费的问题',
  '你们那边几点能弄',
  '水管那边什么情况',
];

const chatSays = (content: string): string => JSON.stringify({ choices: [{ message: { content } }] });

/** Ways in which a service is of no use. */
const modes: Readonly<Record<string, FakeService['answers']>> = {
  'overloaded (503)': { status: 503, body: '{"error":"Model is loading","estimated_time":20}' },
  'without an address (404)': { status: 404, type: 'text/html', body: '<h1>Not Found</h1>' },
  hanging: 'hang',
  'empty, of no type': { type: 'text/plain', body: '' },
  'empty JSON': { body: '' },
  'an empty list': { body: '[]' },
  'cut off': { body: '[{"label":"查停' },
  'of another world': { body: '[{"label":"positive","score":0.99},{"label":"negative","score":0.01}]' },
  'a chat of another world': { body: chatSays('{"intent":"erase_data","confidence":1}') },
  'a chat that talks': { body: chatSays('您好！已经为您解绑。') },
};

const database = withDatabase();
let service: FakeService;
let helper: SecondOpinion = async () => undefined;
let world: World;
let plain: readonly string[] = [];
/** How often a helper is asked in such a talk. */
let unclear = 0;

const talk = async (): Promise<string[]> => {
  const person = world.resident();
  await world.services.customers.follow({ openid: person.openid, cause: `f:${person.openid}` });
  const answers: string[] = [];
  for (const words of TALK) answers.push(await person.says(words));
  return answers;
};

beforeAll(async () => {
  service = await openService();
  world = await createWorld(database.db(), {}, (unclear) => helper(unclear));
  helper = async () => {
    unclear += 1;
    return undefined;
  };
  plain = await talk();
});
afterAll(() => service.close());

const failing = (task: (typeof secondOpinionTasks)[number], outcomes: string[]): SecondOpinion => {
  const endpoint = `${service.origin}/m`;
  const config = { task, endpoint, model: 'a/b', daily: 1_000_000 };
  const deps = { db: database.db(), clock: systemClock, log: silentLog, impersonal, hypothesis };
  const made = createHelper({ ...deps, config, onOpinion: (outcome) => outcomes.push(outcome) });
  // a hanging service is given a tenth of its time: the test need not wait for it
  return (unclear) => made.ask({ ...unclear, ms: 300 });
};

describe.each(secondOpinionTasks)('with a helper by %s', (task) => {
  it.each(Object.entries(modes))('that is %s, every answer is to the byte as without it', async (_, answers) => {
    const outcomes: string[] = [];
    helper = failing(task, outcomes);
    await prepareModels(database.db());
    service.answers = answers;
    service.asked.length = 0;
    expect(await talk()).toEqual(plain);
    expect(service.asked.length).toBeGreaterThan(0);
    expect(outcomes).toHaveLength(unclear);
    expect(new Set(outcomes).size).toBeLessThanOrEqual(2);
  });
});

it('a helper has something to say in it', () => expect(unclear).toBeGreaterThan(2));

it('and one that knows changes them', async () => {
  helper = async ({ candidates: [first] }) => first && { intent: first.intent };
  expect(await talk()).not.toEqual(plain);
});
