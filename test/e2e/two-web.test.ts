import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Account, carrying, replied, textXml } from '../support/callback.js';
import { databaseUri, freePorts, openSite, type Site, type Started } from '../support/service.js';

const MESSAGES = 1000;
const AT_ONCE = 10;

let site: Site;
let account: Account;
let webs: { callback: string; admin: string; process: Started }[];
let openids: readonly string[];
/** The ticket that each resident was told. */
const numbers: string[] = [];
/** What both processes answered, a pair a resident. */
const answers = new Map<string, readonly string[]>();

beforeAll(async () => {
  site = await openSite();
  const database = await site.start({ ROLES: 'database' });
  // Nobody is at the desk: who asks for a person gets a ticket, which is an effect to be counted.
  const shared = { MONGODB_URI: databaseUri(database), LOG_LEVEL: 'info', DESK_HOURS: 'off' };
  await site.start({ ROLES: 'sandbox' });
  const other = await freePorts();
  const ports = [
    { web: site.ports.web, admin: site.ports.admin },
    { web: other.web, admin: other.admin },
  ];
  // both at once: each seeds the demo, and neither is in the other's way
  webs = await Promise.all(
    ports.map(async ({ web, admin }) => ({
      callback: `http://127.0.0.1:${web}/wechat`,
      admin: `http://127.0.0.1:${admin}`,
      process: await site.start({ ...shared, ROLES: 'web', PORT: String(web), ADMIN_PORT: String(admin) }),
    })),
  );
  await site.start({ ...shared, ROLES: 'worker' });
  account = site.credentials().wechat;
  const made = await fetch(`${site.sandbox}/sandbox/api/residents`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ count: MESSAGES, bind: true }),
  });
  ({ openids } = (await made.json()) as { openids: readonly string[] });
}, 240_000);
afterAll(() => site?.close());

/** Pushes one message, byte for byte the same, to both processes at once. */
const pushToBoth = async (openid: string, now: Date): Promise<void> => {
  const { query, body } = carrying(textXml(openid, '转人工', account, now), account, now);
  const texts = webs.map(async ({ callback }) => {
    const answer = await fetch(`${callback}?${query}`, { method: 'POST', body });
    expect(answer.status).toBe(200);
    const text = await answer.text();
    return text === '' ? '' : replied(text, account);
  });
  answers.set(openid, await Promise.all(texts));
};

const figures = async ({ admin }: { admin: string }): Promise<string> => (await fetch(`${admin}/metrics`)).text();

describe('two web processes on one store', () => {
  it(`share ${MESSAGES} residents who write to both at once`, async () => {
    expect(new Set(openids).size).toBe(MESSAGES);
    for (let i = 0; i < openids.length; i += AT_ONCE) {
      const now = await site.now();
      await Promise.all(openids.slice(i, i + AT_ONCE).map((openid) => pushToBoth(openid, now)));
    }
    expect(answers.size).toBe(MESSAGES);
  }, 180_000);

  it('answer each once, in the same words, by one way', async () => {
    const filed = /已请人工联系您，单号 (TS\d{11,12})/;
    const calls = await site.calls('/cgi-bin/message/custom/send');
    for (const [openid, pair] of answers) {
      const passive = new Set(pair.filter((text) => filed.test(text)));
      const late = calls
        .filter(({ body }) => (body as { touser?: string }).touser === openid)
        .map(({ body }) => JSON.stringify(body));
      expect({ openid, answers: passive.size + late.length, pair, late }).toMatchObject({ answers: 1 });
      numbers.push(filed.exec([...passive, ...late].join())?.[1] ?? '');
    }
    expect(new Set(numbers).size).toBe(MESSAGES);
  }, 120_000);

  it('file one ticket each, and no other', async () => {
    await site.signIn();
    const filed: string[] = [];
    for (let after: string | null = ''; after !== null; ) {
      const page: { items: { number: string }[]; next: string | null } = await site.cliJson(
        ['tickets', 'list', '--limit', '100', ...(after ? ['--after', after] : [])],
        {},
      );
      filed.push(...page.items.map(({ number }) => number));
      after = page.next;
    }
    expect(filed.toSorted()).toEqual(numbers.toSorted());
  }, 60_000);

  it('have both worked, and left one trace a message and nobody by name', async () => {
    const [one = '', two = ''] = await Promise.all(webs.map(figures));
    for (const text of [one, two]) expect(text).toMatch(/^water_turn_seconds_count\{result="ok"\} [1-9]/m);
    const turns = [one, two].map((text) => Number(/^water_turn_seconds_count\{result="ok"\} (\d+)/m.exec(text)?.[1]));
    expect(turns.reduce((sum, count) => sum + count)).toBe(MESSAGES);
    const said = webs.map(({ process }) => process.said()).join('\n');
    const lines = said
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line));
    const traces = lines.filter(({ msg }) => msg === 'turn answered').map(({ trace }) => trace);
    expect(new Set(traces).size).toBe(MESSAGES);
    for (const { trace } of lines.filter(({ msg }) => msg === 'replied')) expect(traces).toContain(trace);
    for (const { holder, mobile, address } of (await site.demo()).customers)
      for (const text of [said, one, two])
        for (const word of [holder, mobile, address]) expect(text.includes(word)).toBe(false);
    for (const openid of openids) expect(said.includes(openid)).toBe(false);
  });
});
