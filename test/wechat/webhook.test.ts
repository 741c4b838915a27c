import { connect } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { realNow } from '../../src/kernel/clock.js';
import { type Log, silentLog } from '../../src/kernel/log.js';
import { currentTrace } from '../../src/kernel/trace.js';
import type { VoiceToKeep } from '../../src/wechat/messages.js';
import { type Edge, type EdgeOptions, gate, kfWords, say, startEdge, words } from './edge.js';
import { eventXml, head, openReply, push, seconds, secrets, sha1, textXml } from './fixtures.js';
import { memoryClaims } from './memory-stores.js';

const started: Edge[] = [];
const edgeWith = async (options: EdgeOptions = {}): Promise<Edge> => {
  const edge = await startEdge(options);
  started.push(edge);
  return edge;
};
afterEach(async () => {
  for (const edge of started.splice(0)) await edge.close();
});
const states = ({ claims }: Edge) =>
  [...claims.rows.values()].map(({ state, way }) => (way ? `${state} ${way}` : state));

describe('the callback over HTTP', () => {
  it('answers a message as its reply', async () => {
    const edge = await edgeWith();
    expect(await edge.post(push(textXml('上个月水费')))).toBe('答：上个月水费');
    await edge.idle();
    expect(edge.channel).toEqual(['opened message']);
    expect(states(edge)).toEqual(['done passive']);
    expect(edge.late).toEqual([]);
  });

  it('tells what each reply held, and how what came late went out', async () => {
    const { open, passed } = gate();
    const edge = await edgeWith({
      answer: async ({ input }) => {
        if (input.kind !== 'text') return undefined;
        if (input.text === '慢') await passed;
        return say('答');
      },
    });
    await edge.post(push(textXml('快')));
    await edge.post(push(eventXml('unsubscribe')));
    expect((await edge.send({}, 'nonsense')).status).toBe(401);
    expect(await edge.post(push(textXml('慢', '77')))).toBe(words.slow);
    open();
    await edge.until(() => edge.outcomes.includes('kf'));
    expect(edge.outcomes).toEqual(['passive', 'nothing', 'turned_away', 'late', 'kf']);
  });

  it('has one trace from push to reply, the same for its repeat and in another process', async () => {
    const traces: (string | undefined)[] = [];
    const note = (): void => void traces.push(currentTrace());
    const log: Log = { ...silentLog, error: note, warn: note, info: note, debug: note };
    const claims = memoryClaims();
    const answer = async () => {
      note();
      return say('答');
    };
    const message = push(textXml('上个月水费'));
    for (const edge of [await edgeWith({ answer, log, claims }), await edgeWith({ answer, log, claims })]) {
      await edge.post(message);
      await edge.post(message);
      await edge.idle();
    }
    expect(traces.length).toBeGreaterThanOrEqual(5);
    expect(new Set(traces)).toEqual(new Set([expect.stringMatching(/^[0-9a-f]{12}$/)]));
    const first = traces[0];
    const edge = await edgeWith({ answer, log });
    await edge.post(push(textXml('上个月水费', '78')));
    expect(traces.at(-1)).not.toBe(first);
  });

  it('keeps the trace over an answer that is late, and over its failing sends', async () => {
    const lines: [string | undefined, string][] = [];
    const note = (_fields: object, words: string): void => void lines.push([currentTrace(), words]);
    const log = { error: note, warn: note, info: note, debug: note } as unknown as Log;
    const { open, passed } = gate();
    const edge = await edgeWith({
      log,
      answer: async () => {
        await passed;
        log.warn({}, 'thinking');
        return say('答');
      },
      delivery: async () => {
        log.warn({}, 'sending');
        return 'sent';
      },
    });
    expect(await edge.post(push(textXml('慢', '77')))).toBe(words.slow);
    open();
    await edge.until(() => lines.some(([, said]) => said === 'answered late'));
    expect(lines.map(([, said]) => said)).toEqual(['replied', 'thinking', 'sending', 'answered late']);
    expect(new Set(lines.map(([trace]) => trace)).size).toBe(1);
    expect(lines[0]?.[0]).toMatch(/^[0-9a-f]{12}$/);
  });

  it('keeps nothing readable of what was said', async () => {
    const edge = await edgeWith();
    await edge.post(push(textXml('我家水费')));
    expect(JSON.stringify([...edge.claims.rows.values()])).not.toContain('水费');
  });

  it('an answer of nothing is an empty body', async () => {
    const edge = await edgeWith({ answer: async () => undefined });
    const { query, body } = push(eventXml('unsubscribe'));
    expect(await edge.send(query, body)).toMatchObject({ status: 200, text: '' });
    await edge.until(() => edge.channel.includes('gone'));
    expect(states(edge)).toEqual(['done none']);
  });

  it('an empty message, 2,000 characters and control characters reach the engine as they are', async () => {
    const edge = await edgeWith();
    for (const [i, content] of ['', '水'.repeat(2000), '\u200b\u0001😀'].entries())
      await edge.post(push(textXml(content, String(i + 1))));
    expect(edge.turns.map(({ input }) => (input.kind === 'text' ? input.text : ''))).toEqual([
      '',
      '水'.repeat(2000),
      '\u200b\u0001😀',
    ]);
  });

  it('the engine knows by when the reply must be there', async () => {
    const edge = await edgeWith();
    const before = realNow();
    await edge.post(push(textXml('查水费')));
    expect(edge.turns[0]?.replyBy).toBeGreaterThan(before);
    expect(edge.turns[0]?.replyBy).toBeLessThanOrEqual(realNow() + 150);
  });

  it('a voice is heard before the engine sees it', async () => {
    const edge = await edgeWith();
    await edge.post(push(`<xml>${head('voice')}<MediaId>M</MediaId><Format>amr</Format><MsgId>9</MsgId></xml>`));
    expect(edge.turns[0]?.input).toEqual({
      kind: 'voice',
      mediaId: 'M',
      heard: { kind: 'words', text: '上个月水费多少' },
    });
  });

  it('a voice is kept once its answer has left; that it cannot be kept changes nothing', async () => {
    const asked: unknown[] = [];
    const voices: VoiceToKeep[] = [];
    const edge: Edge = await edgeWith({
      deps: {
        hear: async (files) => {
          asked.push(files);
          return { heard: { kind: 'nothing' }, ms: 7 };
        },
        keepVoice: async (voice) => {
          voices.push(voice);
          throw new Error(`a full disk; ${states(edge).join()}`);
        },
      },
    });
    const files = '<MediaId>M</MediaId><Format>amr</Format><MediaId16K>W</MediaId16K>';
    expect(await edge.post(push(`<xml>${head('voice')}${files}<MsgId>9</MsgId></xml>`))).toBe('答：voice');
    await edge.idle();
    expect(asked).toEqual([{ mediaId: 'M', format: 'amr', wideMediaId: 'W' }]);
    const [turn] = edge.turns;
    const { key, resident: openid, at } = turn ?? {};
    expect(voices).toEqual([{ key, openid, at, heard: { kind: 'nothing' }, ms: 7 }]);
    expect(states(edge)).toEqual(['done passive']);
  });

  it('what waits for the resident is sent after the answer', async () => {
    const edge = await edgeWith({ queued: true });
    await edge.post(push(textXml('在吗')));
    await edge.until(() => edge.channel.includes('flush'));
    expect(edge.channel).toEqual(['opened message', 'flush']);
  });

  it('a finish event reaches outreach and is answered with nothing', async () => {
    const edge = await edgeWith();
    const { query, body } = push(
      eventXml('TEMPLATESENDJOBFINISH', '<MsgID>3717005636572528642</MsgID><Status>success</Status>'),
    );
    expect(await edge.send(query, body)).toMatchObject({ status: 200, text: '' });
    await edge.until(() => edge.deliveries.length > 0);
    expect(edge.deliveries[0]).toMatchObject({ msgId: '3717005636572528642', ok: true });
    expect(edge.turns).toEqual([]);
  });

  it('a long answer begins as the reply and goes on as customer-service messages', async () => {
    const lines = Array.from({ length: 10 }, (_, i) => `${i}${'水'.repeat(98)}`);
    const edge = await edgeWith({ answer: async () => say(lines.join('\n')) });
    const first = await edge.post(push(textXml('全部账单')));
    await edge.idle();
    expect([first, ...kfWords(edge.late[0]?.messages ?? [])].join('\n')).toBe(lines.join('\n'));
    expect(states(edge)).toEqual(['done passive']);
  });
});

describe('the same message again', () => {
  it('three times, one after the other: one turn, one answer', async () => {
    const edge = await edgeWith();
    const message = push(textXml('查水费'));
    const replies = [await edge.post(message), await edge.post(message), await edge.post(message)];
    expect(replies).toEqual(Array(3).fill('答：查水费'));
    expect(edge.turns).toHaveLength(1);
    expect(edge.channel).toEqual(['opened message']);
  });

  it('fifty at once: one turn, each gets the same answer', async () => {
    const edge = await edgeWith({ deps: { deadlineMs: 2_000 } });
    const message = push(textXml('查水费'));
    const replies = await Promise.all(Array.from({ length: 50 }, () => edge.post(message)));
    expect(new Set(replies)).toEqual(new Set(['答：查水费']));
    expect(edge.turns).toHaveLength(1);
    await edge.idle();
    expect(edge.late).toEqual([]);
  });

  it('to another process: waits for the first one, and repeats its answer', async () => {
    const claims = memoryClaims();
    const wait = gate();
    const first = await edgeWith({
      claims,
      answer: () => wait.passed.then(() => say('好')),
      deps: { deadlineMs: 2_000 },
    });
    const second = await edgeWith({ claims, deps: { deadlineMs: 2_000 } });
    const message = push(textXml('查水费'));
    const one = first.post(message);
    await first.until(() => true);
    while (claims.rows.size === 0) await first.send({}, '');
    const two = second.post(message);
    wait.open();
    expect(await Promise.all([one, two])).toEqual(['好', '好']);
    expect(second.turns).toEqual([]);
  });

  it('to another process, and in vain: the retry says nothing of its own', async () => {
    const claims = memoryClaims();
    const wait = gate();
    const first = await edgeWith({ claims, answer: () => wait.passed.then(() => say('好')) });
    const second = await edgeWith({ claims });
    const message = push(textXml('查水费'));
    expect(await first.post(message)).toBe(words.slow);
    expect(await second.post(message)).toBeUndefined();
    wait.open();
    await first.until(() => first.late.length > 0);
    expect(second.late).toEqual([]);
  });

  it('while the first is late: nothing is said twice', async () => {
    const wait = gate();
    const edge = await edgeWith({ answer: () => wait.passed.then(() => say('账单')) });
    const message = push(textXml('查水费'));
    expect(await Promise.all([edge.post(message), edge.post(message)])).toEqual([words.slow, undefined]);
    wait.open();
    await edge.until(() => edge.late.length > 0);
    expect(await edge.post(message)).toBeUndefined();
    await edge.idle();
    expect(edge.late.map(({ messages }) => kfWords(messages))).toEqual([['账单']]);
    expect(edge.turns).toHaveLength(1);
    expect(states(edge)).toEqual(['done kf']);
  });

  it('after an empty answer: empty again', async () => {
    const edge = await edgeWith({ answer: async () => undefined });
    const message = push(textXml('哦'));
    expect([await edge.post(message), await edge.post(message)]).toEqual([undefined, undefined]);
    expect(edge.turns).toHaveLength(1);
  });
});

describe('in time, with the truth', () => {
  it('a slow engine: slow now, the answer later', async () => {
    const wait = gate();
    const edge = await edgeWith({ answer: () => wait.passed.then(() => say('10月水费 48.72 元')) });
    expect(await edge.post(push(textXml('查水费')))).toBe(words.slow);
    wait.open();
    await edge.until(() => edge.late.length > 0);
    expect(kfWords(edge.late[0]?.messages ?? [])).toEqual(['10月水费 48.72 元']);
  });

  it('a stalled store: not yet stored now, and the answer when it recovers', async () => {
    const wait = gate();
    const edge = await edgeWith({
      claims: memoryClaims((call) => (call === 'insert' ? wait.passed : Promise.resolve())),
    });
    expect(await edge.post(push(textXml('查水费')))).toBe(words.notYetStored);
    expect(edge.turns).toEqual([]);
    wait.open();
    await edge.until(() => edge.late.length > 0);
    expect(kfWords(edge.late[0]?.messages ?? [])).toEqual(['答：查水费']);
    expect(edge.turns).toHaveLength(1);
  });

  it('a store that refuses: says so, and nothing happened', async () => {
    const edge = await edgeWith({
      claims: memoryClaims(async () => {
        throw new Error('down');
      }),
    });
    expect(await edge.post(push(textXml('查水费')))).toBe(words.notYetStored);
    await edge.idle();
    expect(edge.turns).toEqual([]);
    expect(edge.late).toEqual([]);
  });

  it('a store that refuses once: claimed at the second try', async () => {
    let failures = 1;
    const edge = await edgeWith({
      deps: { deadlineMs: 3_000 },
      claims: memoryClaims(async (call) => {
        if (call === 'insert' && failures-- > 0) throw new Error('down');
      }),
    });
    expect(await edge.post(push(textXml('查水费')))).toBe('答：查水费');
  });

  it('a store that fails after the turn: received, answered later from the same turn', async () => {
    let broken = true;
    const edge = await edgeWith({
      deps: { leaseMs: 0 },
      claims: memoryClaims(async (call) => {
        if (call === 'move' && broken) throw new Error('down');
      }),
    });
    expect(await edge.post(push(textXml('投诉')))).toBe(words.storedLater);
    broken = false;
    await edge.idle();
    expect(await edge.messages.recover()).toBe(1);
    expect(edge.turns.map(({ key }) => key)).toEqual([edge.turns[0]?.key, edge.turns[0]?.key]);
    // for the first somebody waited, for the second nobody
    expect(edge.turns.map(({ replyBy }) => replyBy !== undefined)).toEqual([true, false]);
    expect(edge.late.map(({ messages }) => kfWords(messages))).toEqual([['答：投诉']]);
  });

  it('an engine that fails once is asked again', async () => {
    let failures = 1;
    const edge = await edgeWith({
      deps: { deadlineMs: 3_000 },
      answer: async () => {
        if (failures-- > 0) throw new Error('bug');
        return say('好');
      },
    });
    expect(await edge.post(push(textXml('x')))).toBe('好');
  });

  it('an engine that always fails: says that it failed, once and for good', async () => {
    const edge = await edgeWith({
      deps: { deadlineMs: 4_000 },
      answer: async () => {
        throw new Error('bug');
      },
    });
    const message = push(textXml('x'));
    expect(await edge.post(message)).toBe(words.failed);
    expect(await edge.post(message)).toBe(words.failed);
    expect(edge.turns).toHaveLength(3);
  });

  it('an engine that fails for longer than the reply waits: received, later', async () => {
    const edge = await edgeWith({
      answer: async () => {
        throw new Error('down');
      },
    });
    expect(await edge.post(push(textXml('x')))).toBe(words.storedLater);
    await edge.until(() => edge.late.length > 0);
    expect(kfWords(edge.late[0]?.messages ?? [])).toEqual([words.failed]);
  });

  it('a resident who hangs up before the reply gets the answer with the next try, not twice', async () => {
    const wait = gate();
    const edge = await edgeWith({
      answer: () => wait.passed.then(() => say('好')),
      deps: { deadlineMs: 2_000, passiveMs: 60_000 },
    });
    const message = push(textXml('查水费'));
    const socket = connect(Number(new URL(edge.origin).port), '127.0.0.1');
    const search = new URLSearchParams(message.query);
    socket.write(
      `POST /wechat?${search} HTTP/1.1\r\nHost: x\r\nContent-Length: ${Buffer.byteLength(message.body)}\r\n\r\n${message.body}`,
    );
    while (edge.turns.length === 0) await edge.send({}, '');
    socket.destroy();
    await new Promise((resolve) => socket.once('close', resolve));
    const again = edge.post(message);
    wait.open();
    expect(await again).toBe('好');
    await edge.idle();
    expect(edge.turns).toHaveLength(1);
    expect(edge.late).toEqual([]);
    expect(states(edge)).toEqual(['done passive']);
  });

  it('more than there is room for: claimed, told to wait, answered when there is room', async () => {
    const wait = gate();
    const edge = await edgeWith({
      answer: ({ input }) =>
        input.kind === 'text' && input.text === '一' ? wait.passed.then(() => say('一')) : Promise.resolve(say('二')),
      deps: { limit: 1, deadlineMs: 1_000 },
    });
    const one = edge.post(push(textXml('一', '1')));
    while (edge.turns.length === 0) await edge.send({}, '');
    expect(await edge.post(push(textXml('二', '2')))).toBe(words.slow);
    wait.open();
    await one;
    await edge.idle();
    expect(await edge.messages.recover()).toBe(1);
    expect(edge.late.map(({ messages }) => kfWords(messages))).toEqual([['二']]);
  });
});

describe('what is turned away', () => {
  const good = push(textXml('x'));
  const cases: [string, object, string, number][] = [
    ['forged', { ...good.query, signature: 'f'.repeat(40) }, good.body, 401],
    ['stale', push(textXml('x'), { at: '2026-11-21T08:00:00+08:00' }).query, good.body, 401],
    [
      'downgraded',
      { signature: good.query.signature, timestamp: good.query.timestamp, nonce: good.query.nonce },
      textXml('x'),
      401,
    ],
    ['a body of another message', good.query, push(textXml('y')).body, 401],
    ['malformed', good.query, '<xml><Encrypt>', 400],
    ['empty', good.query, '', 400],
    ['too large', good.query, 'x'.repeat(70_000), 413],
  ];

  it.each(cases)('%s', async (_name, query, body, status) => {
    const edge = await edgeWith();
    const answer = await edge.send(query, body);
    expect(answer.status).toBe(status);
    expect(answer.type).toContain('text/plain');
    expect(answer.text).not.toMatch(/at |Error|node/);
    expect(edge.turns).toEqual([]);
    expect(edge.claims.rows.size).toBe(0);
  });

  it('sealed words without their fields', async () => {
    const edge = await edgeWith();
    const { query, body } = push('<xml><a>1</a></xml>');
    expect(await edge.send(query, body)).toMatchObject({ status: 401 });
    const later = push(`<xml>${head('text')}</xml>`);
    expect(await edge.send(later.query, later.body)).toMatchObject({ status: 400, text: 'bad request' });
  });

  it('other methods and other paths', async () => {
    const edge = await edgeWith();
    expect(await edge.send(good.query, undefined, 'DELETE')).toMatchObject({ status: 405 });
    expect((await fetch(`${edge.origin}/wechat2`)).status).toBe(404);
  });

  it('a body that does not come is given up', async () => {
    const edge = await edgeWith();
    const socket = connect(Number(new URL(edge.origin).port), '127.0.0.1');
    socket.write(
      `POST /wechat?${new URLSearchParams(good.query)} HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n<xml>`,
    );
    const answer = await new Promise<string>((resolve) => socket.once('data', (data) => resolve(data.toString())));
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    socket.destroy();
  });

  it('a body that ends when it is too large, without a length', async () => {
    const edge = await edgeWith();
    const socket = connect(Number(new URL(edge.origin).port), '127.0.0.1');
    const chunk = 'x'.repeat(40_000);
    const answer = new Promise<string>((resolve) => socket.once('data', (data) => resolve(data.toString())));
    socket.write(
      `POST /wechat?${new URLSearchParams(good.query)} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n`,
    );
    for (let i = 0; i < 2; i += 1) socket.write(`9c40\r\n${chunk}\r\n`);
    expect(await answer).toMatch(/^HTTP\/1\.1 413 /);
    socket.destroy();
  });

  it('four hundred bent callbacks: never let in, never a 5xx', async () => {
    const edge = await edgeWith();
    let state = 7;
    const next = (n: number): number => {
      state = (state * 1103515245 + 12345) & 0x7fffffff;
      return state % n;
    };
    const statuses = new Set<number>();
    for (let i = 0; i < 400; i += 1) {
      const query: Record<string, string> = { ...good.query };
      let body = good.body;
      const at = next(body.length);
      if (next(2)) body = body.slice(0, at) + String.fromCharCode(32 + next(90)) + body.slice(at + next(3));
      else {
        const names = Object.keys(query).filter((name) => name !== 'openid');
        const name = names[next(names.length)] ?? '';
        query[name] = `${(query[name] ?? '').slice(0, next(40))}${String.fromCharCode(33 + next(90))}`;
      }
      if (body === good.body && JSON.stringify(query) === JSON.stringify(good.query)) continue;
      const { status } = await edge.send(query, body);
      if (status === 200) {
        // a bend outside the box says the same message
        expect(edge.turns.every(({ input }) => input.kind === 'text' && input.text === 'x')).toBe(true);
      } else statuses.add(status);
    }
    expect([...statuses].every((status) => status >= 400 && status < 500)).toBe(true);
    expect(edge.turns.length).toBeLessThanOrEqual(1);
  });
});

describe('the address check', () => {
  it('echoes as plain text', async () => {
    const edge = await edgeWith();
    const timestamp = seconds(edge.clock.now());
    const query = { signature: sha1(secrets.token, timestamp, 'n'), timestamp, nonce: 'n', echostr: '592787' };
    expect(await edge.send(query, undefined, 'GET')).toEqual({
      status: 200,
      type: 'text/plain; charset=utf-8',
      text: '592787',
    });
    expect(await edge.send({ ...query, echostr: '<b>' }, undefined, 'GET')).toMatchObject({ status: 400 });
    expect(await edge.send({ ...query, nonce: 'm' }, undefined, 'GET')).toMatchObject({ status: 401 });
  });
});

describe('the reply on the wire', () => {
  it('is XML, sealed, and tappable', async () => {
    const edge = await edgeWith({
      answer: async () => ({ text: '您是想：', choices: [{ id: 'a1', digit: '1', label: '查水费' }] }),
    });
    const { query, body } = push(textXml('?'));
    const { type, text } = await edge.send(query, body);
    expect(type).toContain('xml');
    expect(openReply(text)?.content).toContain('msgmenuid=a1">1 查水费</a>');
  });
});
