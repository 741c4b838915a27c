import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { hypothesis } from '../../src/conversation/nlu/hypothesis.js';
import { impersonal } from '../../src/conversation/nlu/personal.js';
import { prepareModels } from '../../src/database/connect.js';
import { handClock, realNow } from '../../src/kernel/clock.js';
import type { Log } from '../../src/kernel/log.js';
import { createHelper, type HelperDeps } from '../../src/second-opinion/index.js';
import { type FakeService, openService } from '../speech/services.js';
import { withDatabase } from '../support/database.js';

const TOKEN = 'hf_secret';
const candidates = [
  { intent: 'outage_lookup', title: '查停水', examples: [], quotable: [] },
  { intent: 'bill_query', title: '查水费', examples: [], quotable: [] },
];
const sure = (first: string, second: string): string =>
  JSON.stringify([
    { label: first, score: 0.9 },
    { label: second, score: 0.1 },
  ]);

const database = withDatabase();
const clock = handClock('2026-11-21T09:00:00+08:00');
const logged: string[] = [];
const note = (fields: object): void => void logged.push(JSON.stringify(fields));
const log = { error: note, warn: note, info: note, debug: () => undefined } as unknown as Log;
let service: FakeService;
let outcomes: string[] = [];
let n = 0;

const helperOf = (daily = 1000) => {
  const onOpinion: HelperDeps['onOpinion'] = (outcome, seconds) =>
    void outcomes.push(`${outcome}${seconds === undefined ? ' at once' : ''}`);
  const endpoint = `${service.origin}/m`;
  const config = { task: 'zero-shot' as const, endpoint, model: 'a/b', token: TOKEN, daily };
  return createHelper({ config, db: database.db(), clock, log, impersonal, hypothesis, onOpinion });
};
const unclear = (words = '我家水怎么了', ms = 2_000) => ({ cause: `m${n++}`, words, candidates, ms });

beforeAll(async () => {
  service = await openService();
  helperOf();
  await prepareModels(database.db());
  await service.close();
});
beforeEach(async () => {
  service = await openService();
  service.answers = { body: sure('查停水', '查水费') };
  outcomes = [];
  logged.length = 0;
  clock.advance(86_400);
});
afterEach(() => service.close());

describe('a helper', () => {
  it('agrees or overrules, and is counted so', async () => {
    const helper = helperOf();
    expect(await helper.ask(unclear())).toEqual({ intent: 'outage_lookup' });
    service.answers = { body: sure('查水费', '查停水') };
    expect(await helper.ask(unclear())).toEqual({ intent: 'bill_query' });
    service.answers = { body: '[{"label":"查停水","score":0.5},{"label":"查水费","score":0.5}]' };
    expect(await helper.ask(unclear())).toBeUndefined();
    expect(outcomes).toEqual(['agreed', 'overruled', 'unsure']);
  });

  it('is sent no byte that is personal', async () => {
    const words =
      '我叫王小明,户主李四,户号00238817,手机13800000001,身份证11010519491231002x,卡6222020200112233445,密码246810,住翠湖小区3栋2单元501,水怎么回事';
    await helperOf().ask(unclear(words));
    const body = service.asked[0]?.body.toString('utf8') ?? '';
    expect(JSON.parse(body)).toMatchObject({
      inputs:
        '我叫〔姓名〕,户主〔姓名〕,户号〔户号〕,手机〔手机号〕,身份证〔身份证号〕,卡〔银行卡号〕,密码〔密码〕,住翠湖小区〔门牌〕,水怎么回事',
    });
    expect(body).not.toMatch(/王小明|李四|\d{4}/);
  });

  it('is asked once about one message, however often its turn is run', async () => {
    const helper = helperOf();
    const question = unclear();
    const answers = await Promise.all([helper.ask(question), helper.ask(question)]);
    answers.push(await helper.ask(question));
    expect(answers).toEqual(answers.map(() => ({ intent: 'outage_lookup' })));
    expect(service.asked).toHaveLength(1);
    expect(outcomes).toEqual(['agreed']);
  });

  it('is not asked when its answer could not come in time', async () => {
    const helper = helperOf();
    for (const ms of [299, 0, -5_000]) expect(await helper.ask(unclear('水', ms))).toBeUndefined();
    expect(service.asked).toEqual([]);
    expect(outcomes).toEqual(Array(3).fill('no_time at once'));
  });

  it('that hangs is waited for no longer than there is time, and let go', async () => {
    service.answers = 'hang';
    const began = realNow();
    expect(await helperOf().ask(unclear('水', 400))).toBeUndefined();
    expect(realNow() - began).toBeLessThan(1_500);
    expect(outcomes).toEqual(['late']);
  });

  it('is asked so many questions a business day, by all processes together', async () => {
    const [one, other] = [helperOf(3), helperOf(3)];
    for (const helper of [one, other, one, other, one]) await helper.ask(unclear());
    expect(service.asked).toHaveLength(3);
    expect(outcomes.slice(3)).toEqual(['over_budget at once', 'over_budget at once']);
    clock.advance(86_400);
    expect(await other.ask(unclear())).toBeDefined();
  });

  it('that fails again and again rests', async () => {
    const helper = helperOf();
    service.answers = { status: 503, body: '{"error":"busy"}' };
    for (let i = 0; i < 4; i += 1) expect(await helper.ask(unclear())).toBeUndefined();
    expect(helper.resting()).toBe(true);
    expect(await helper.ask(unclear())).toBeUndefined();
    expect(service.asked).toHaveLength(4);
    expect(outcomes).toEqual(['failed', 'failed', 'failed', 'failed', 'resting at once']);
  });

  it('leaves neither token nor words nor answers in the log', async () => {
    const helper = helperOf();
    for (const answers of [
      { status: 500, body: `{"error":"${TOKEN} said 我家水怎么了"}` },
      { body: '{"我家水怎么了": nonsense' },
      { body: '["我家水怎么了"]' },
    ]) {
      service.answers = answers;
      await helper.ask(unclear());
    }
    expect(logged).toHaveLength(3);
    expect(logged.map((line) => (JSON.parse(line) as { reason: string }).reason)).toEqual([
      'HTTP 500',
      'the answer is none',
      'the answer is none',
    ]);
  });

  it('is examined with words that are no resident’s', async () => {
    const helper = helperOf();
    service.answers = { body: sure('greeting', 'goodbye') };
    expect(await helper.check(1_000)).toBeUndefined();
    service.answers = { status: 401, body: '{"error":"Invalid credentials"}' };
    expect(await helper.check(1_000)).toBe('HTTP 401');
    service.answers = 'hang';
    expect(await helper.check(50)).toBe('timeout');
    expect(outcomes).toEqual([]);
  });
});
