import { afterEach, describe, expect, it } from '@jest/globals';
import { type Edge, type EdgeOptions, gate, kfWords, say, startEdge, words } from './edge.js';
import { push, textXml } from './fixtures.js';
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
const said = ({ late }: Edge) => late.map(({ messages }) => kfWords(messages).join('|'));
const states = ({ rows }: ReturnType<typeof memoryClaims>) =>
  [...rows.values()].map(({ state, way }) => (way ? `${state} ${way}` : state));
const message = push(textXml('查水费'));

/** A process that dies after the call named: from then on its store and its channel answer nothing. */
const dyingAfter = (claims: ReturnType<typeof memoryClaims>, call: string, times = 1) => {
  let left = times;
  let dead = false;
  const never = new Promise<never>(() => undefined);
  const wrapped = new Proxy(claims.store, {
    get:
      (store, name: keyof typeof claims.store) =>
      async (...args: never[]) => {
        if (dead) return never;
        const result = await (store[name] as (...given: never[]) => Promise<unknown>)(...args);
        if (name === call && --left === 0) {
          dead = true;
          return never;
        }
        return result;
      },
  });
  return { store: wrapped, rows: claims.rows };
};

describe('what a dead process left', () => {
  it('a message that was claimed is run by the next, and answered late', async () => {
    const claims = memoryClaims();
    const dead = await edgeWith({ claims: dyingAfter(claims, 'insert') });
    expect(await dead.post(message)).toBe(words.notYetStored);
    expect(states(claims)).toEqual(['working']);
    const next = await edgeWith({ claims });
    await next.messages.start({ alone: true });
    await next.until(() => next.late.length > 0);
    await next.idle();
    expect(said(next)).toEqual(['答：查水费']);
    expect(states(claims)).toEqual(['done kf']);
  });

  it('is not taken from a process that lives', async () => {
    const claims = memoryClaims();
    const wait = gate();
    const one = await edgeWith({
      claims,
      answer: () => wait.passed.then(() => say('好')),
      deps: { deadlineMs: 2_000 },
    });
    const reply = one.post(message);
    while (one.turns.length === 0) await one.send({}, '');
    const two = await edgeWith({ claims });
    expect(await two.messages.recover()).toBe(0);
    wait.open();
    expect(await reply).toBe('好');
    expect(two.turns).toEqual([]);
  });

  it('when its lease is over the platform’s retry takes it over and is answered at once', async () => {
    const claims = memoryClaims();
    const dead = await edgeWith({ claims: dyingAfter(claims, 'insert'), deps: { leaseMs: 0 } });
    await dead.post(message);
    const next = await edgeWith({ claims, deps: { deadlineMs: 2_000 } });
    expect(await next.post(message)).toBe('答：查水费');
    await next.idle();
    expect(next.late).toEqual([]);
    expect(states(claims)).toEqual(['done passive']);
  });

  it('two that look at once run it once', async () => {
    const claims = memoryClaims();
    const dead = await edgeWith({ claims: dyingAfter(claims, 'insert'), deps: { leaseMs: 0 } });
    await dead.post(message);
    const [one, two] = [await edgeWith({ claims }), await edgeWith({ claims })];
    await Promise.all([one.messages.recover(), two.messages.recover()]);
    expect([...said(one), ...said(two)]).toEqual(['答：查水费']);
    expect(one.turns.length + two.turns.length).toBe(1);
  });

  it('an answer that was stored and not seen to leave is sent late, and the turn is not run again', async () => {
    const claims = memoryClaims();
    const dead = await edgeWith({ claims: dyingAfter(claims, 'move') });
    await dead.post(message);
    expect(states(claims)).toEqual(['passive']);
    const next = await edgeWith({ claims });
    expect(await next.messages.recover()).toBe(1);
    expect(said(next)).toEqual(['答：查水费']);
    expect(next.turns).toEqual([]);
    expect(await next.messages.recover()).toBe(0);
  });

  it('a retry within the platform’s three tries gets the stored answer instead', async () => {
    const claims = memoryClaims();
    const dead = await edgeWith({ claims: dyingAfter(claims, 'move'), deps: { passiveMs: 16_000 } });
    await dead.post(message);
    const next = await edgeWith({ claims });
    expect(await next.messages.recover()).toBe(0);
    expect(await next.post(message)).toBe('答：查水费');
    await next.idle();
    expect(states(claims)).toEqual(['done passive']);
  });

  it('a send whose outcome it took along is not repeated: one note, once', async () => {
    const claims = memoryClaims();
    const wait = gate();
    const never = new Promise<never>(() => undefined);
    const dead = await edgeWith({ claims, answer: () => wait.passed.then(() => say('账单')), delivery: () => never });
    expect(await dead.post(message)).toBe(words.slow);
    wait.open();
    while (dead.late.length === 0) await dead.send({}, '');
    expect(states(claims)).toEqual(['sending']);
    for (const [key, row] of claims.rows) claims.rows.set(key, { ...row, until: 0 });
    const next = await edgeWith({ claims });
    expect(await next.messages.recover()).toBe(1);
    expect(said(next)).toEqual([words.mayBeLost]);
    expect(await next.messages.recover()).toBe(0);
    expect(states(claims)).toEqual(['done unknown']);
  });

  it('a note whose sender died is not repeated either', async () => {
    const claims = memoryClaims();
    const edge = await edgeWith({ claims });
    await edge.post(message);
    await edge.idle();
    const [key, row] = [...claims.rows][0] ?? [];
    if (!key || !row) throw new Error('no claim');
    claims.rows.set(key, { ...row, state: 'noting', owner: 'dead', until: 0 });
    expect(await edge.messages.recover()).toBe(1);
    expect(edge.late).toEqual([]);
    expect(states(claims)).toEqual(['done unknown']);
  });

  it('one that hangs does not hold up the others', async () => {
    const claims = memoryClaims();
    const dead = await edgeWith({ claims: dyingAfter(claims, 'insert'), deps: { leaseMs: 0 } });
    await dead.post(message);
    const wait = gate();
    const next = await edgeWith({
      claims,
      deps: { lookMs: 5 },
      answer: ({ input }) =>
        input.kind === 'text' && input.text === '查水费'
          ? wait.passed.then(() => say('一'))
          : Promise.resolve(say('二')),
    });
    await next.messages.start({ alone: false });
    while (next.turns.length === 0) await next.send({}, '');
    const other = await edgeWith({ claims: dyingAfter(claims, 'insert'), deps: { leaseMs: 0 } });
    await other.post(push(textXml('停水', '2')));
    await next.until(() => next.late.length > 0);
    expect(said(next)).toEqual(['二']);
    wait.open();
    await next.until(() => next.late.length > 1);
    expect(said(next)).toEqual(['二', '一']);
  });

  it('a message that kills every process that runs it ends with the truth', async () => {
    const claims = memoryClaims();
    const dead = await edgeWith({ claims: dyingAfter(claims, 'insert') });
    await dead.post(message);
    for (const [key, row] of claims.rows) claims.rows.set(key, { ...row, tries: 5, until: 0 });
    const next = await edgeWith({ claims });
    await next.messages.recover();
    expect(next.turns).toEqual([]);
    expect(said(next)).toEqual([words.failed]);
  });
});

describe('late answers', () => {
  const lateEdge = async (delivery: NonNullable<EdgeOptions['delivery']>) => {
    const wait = gate();
    const edge = await edgeWith({ answer: () => wait.passed.then(() => say('账单')), delivery });
    expect(await edge.post(message)).toBe(words.slow);
    wait.open();
    await edge.until(() => edge.late.length > 0);
    await edge.idle();
    return edge;
  };
  const hurry = ({ claims: { rows } }: Edge) => {
    for (const [key, row] of rows) rows.set(key, { ...row, until: 0 });
  };

  it.each(['sent', 'queued', 'refused'] as const)('%s ends it', async (outcome) => {
    const edge = await lateEdge(async () => outcome);
    expect(states(edge.claims)).toEqual([`done ${outcome === 'sent' ? 'kf' : outcome}`]);
  });

  it('surely unsent is tried again after a pause, until it goes', async () => {
    let fails = 2;
    const edge = await lateEdge(async () => (fails-- > 0 ? 'unsent' : 'sent'));
    expect(await edge.messages.recover()).toBe(0);
    for (let i = 0; i < 2; i += 1) {
      hurry(edge);
      await edge.messages.recover();
    }
    expect(said(edge)).toEqual(['账单', '账单', '账单']);
    expect(states(edge.claims)).toEqual(['done kf']);
  });

  it('surely unsent a dozen times is given up', async () => {
    const edge = await lateEdge(async () => 'unsent');
    for (let i = 0; i < 20; i += 1) {
      hurry(edge);
      await edge.messages.recover();
    }
    expect(edge.late).toHaveLength(12);
    expect(states(edge.claims)).toEqual(['done failed']);
  });

  it('perhaps sent is not sent again: a note follows', async () => {
    const edge = await lateEdge(async (messages) => (kfWords(messages)[0] === '账单' ? 'unknown' : 'sent'));
    expect(states(edge.claims)).toEqual(['noting']);
    hurry(edge);
    await edge.messages.recover();
    expect(said(edge)).toEqual(['账单', words.mayBeLost]);
    expect(states(edge.claims)).toEqual(['done unknown']);
  });

  it('a channel that throws counts as perhaps sent', async () => {
    const edge = await lateEdge(async (messages) => {
      if (kfWords(messages)[0] === '账单') throw new Error('bug');
      return 'sent';
    });
    expect(states(edge.claims)).toEqual(['noting']);
  });
});
