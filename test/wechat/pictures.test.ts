import { afterEach, describe, expect, it } from '@jest/globals';
import { handClock } from '../../src/kernel/clock.js';
import { Refused } from '../../src/kernel/errors.js';
import { silentLog } from '../../src/kernel/log.js';
import type { KfOutcome } from '../../src/wechat/client.js';
import { kfMessages } from '../../src/wechat/outbound.js';
import { createPictures, type PicturesDeps } from '../../src/wechat/pictures.js';
import { pictureMarks } from '../../src/wechat/pictures-store.js';
import { createWindows } from '../../src/wechat/windows.js';
import { withDatabase } from '../support/database.js';
import { type Edge, type EdgeOptions, gate, kfWords, say, startEdge, words } from './edge.js';
import { push, textXml } from './fixtures.js';
import { memoryClaims, memoryWindows } from './memory-stores.js';

const database = withDatabase();
const asked = () => push(textXml('账单图'));
const OPENID = 'oRes01_resident_abcdef';
const card = (svg: string) => ({ name: 'bill-card', svg, alt: '账单图' });

const setUp = ({ outcomes = [], ...deps }: Partial<PicturesDeps> & { outcomes?: KfOutcome[] } = {}) => {
  const clock = handClock('2026-11-21T09:00:00+08:00');
  const windows = createWindows({ store: memoryWindows(), clock });
  const marked = new Set<string>();
  const uploaded: string[] = [];
  const sent: string[] = [];
  const said: { why: unknown }[] = [];
  const note = (line: object): void => void said.push(line as { why: unknown });
  const pictures = createPictures({
    draw: async (svg) => Buffer.from(svg),
    upload: async ({ bytes }) => {
      uploaded.push(bytes.toString());
      return `media-${uploaded.length}`;
    },
    send: async (_openid, message) => {
      sent.push(...kfWords([message]));
      return outcomes.shift() ?? { kind: 'sent' };
    },
    windows,
    marks: {
      insert: async (id) => {
        const fresh = !marked.has(id);
        marked.add(id);
        return fresh;
      },
    },
    clock,
    log: { ...silentLog, info: note, warn: note } as typeof silentLog,
    ...deps,
  });
  const spoke = () => windows.opened(OPENID, 'message', clock.now());
  return { pictures, windows, clock, uploaded, sent, said, spoke };
};

describe('a picture', () => {
  it('is drawn, uploaded and sent, and takes one message of the window', async () => {
    const { pictures, windows, uploaded, sent, said, spoke } = setUp();
    await spoke();
    expect(await pictures.show(OPENID, card('a'))).toBe('sent');
    expect([uploaded, sent, said]).toEqual([['a'], ['[media-1]'], []]);
    expect(await windows.left(OPENID)).toBe(4);
  });

  it('is uploaded once in sixty hours, and another one for itself', async () => {
    const { pictures, clock, uploaded, sent, spoke } = setUp();
    for (const svg of ['a', 'a', 'b']) {
      await spoke();
      await pictures.show(OPENID, card(svg));
    }
    expect([uploaded, sent]).toEqual([
      ['a', 'b'],
      ['[media-1]', '[media-1]', '[media-2]'],
    ]);
    clock.advance(60 * 3600);
    await spoke();
    await pictures.show(OPENID, card('a'));
    expect(sent.at(-1)).toBe('[media-3]');
  });

  it('that the platform has forgotten is uploaded again', async () => {
    const { pictures, uploaded, sent, spoke } = setUp({
      outcomes: [{ kind: 'sent' }, { kind: 'refused', code: 40007 }],
    });
    await spoke();
    await pictures.show(OPENID, card('a'));
    expect(await pictures.show(OPENID, card('a'))).toBe('sent');
    expect([uploaded, sent]).toEqual([
      ['a', 'a'],
      ['[media-1]', '[media-1]', '[media-2]'],
    ]);
  });

  it('is not even drawn where no window is open', async () => {
    const { pictures, uploaded, sent, said } = setUp();
    expect(await pictures.show(OPENID, card('a'))).toBe('left out');
    expect([uploaded, sent]).toEqual([[], []]);
    expect(said).toMatchObject([{ asked: true, why: 'no window' }]);
  });

  it.each<[string, Partial<PicturesDeps>, string]>([
    ['cannot be drawn', { draw: () => Promise.reject(new Error('no SVG')) }, 'no SVG'],
    ['cannot be uploaded', { upload: () => Promise.reject(new Refused('platform_refused', 'upload: 45009')) }, '45009'],
    ['is not ready in time', { draw: () => new Promise(() => undefined), readyMs: 5 }, 'not ready'],
    ['cannot be marked', { marks: { insert: () => Promise.reject(new Error('store')) } }, 'store'],
  ])('that %s is left out with one line in the log, and costs nothing', async (_what, deps, why) => {
    const { pictures, windows, sent, said, spoke } = setUp(deps);
    await spoke();
    expect(await pictures.send({ openid: OPENID, cause: 'c', picture: async () => card('a') })).toBe('left out');
    expect(sent).toEqual([]);
    expect(said).toHaveLength(1);
    expect(String(said[0]?.why)).toContain(why);
    expect(await windows.left(OPENID)).toBe(5);
  });

  it.each<[KfOutcome, string, number]>([
    [{ kind: 'closed', code: 45015 }, 'left out', 0],
    [{ kind: 'refused', code: 43004 }, 'left out', 4],
    [{ kind: 'unreachable', maybe: false }, 'left out', 4],
    [{ kind: 'unreachable', maybe: true }, 'unknown', 4],
  ])('the platform says %j: %s', async (outcome, came, left) => {
    const { pictures, windows, said, spoke } = setUp({ outcomes: [outcome] });
    await spoke();
    expect(await pictures.show(OPENID, card('a'))).toBe(came);
    expect(said).toHaveLength(1);
    expect(await windows.left(OPENID)).toBe(left);
  });

  it('of its own accord goes once a cause, from any process, and leaves a clerk the last message', async () => {
    const marks = pictureMarks(database.db());
    const { pictures, sent, spoke } = setUp({ marks });
    await spoke();
    const send = (cause: string) => pictures.send({ openid: OPENID, cause, picture: async () => card('a') });
    const twice = await Promise.all([send('bills:2026-10'), send('bills:2026-10')]);
    expect(twice.sort()).toEqual(['already', 'sent']);
    expect(await Promise.all(['b', 'c', 'd'].map(send))).toEqual(['sent', 'sent', 'sent']);
    expect(await send('e')).toBe('left out');
    expect(await setUp({ marks }).pictures.send({ openid: OPENID, cause: 'b', picture: async () => card('a') })).toBe(
      'left out',
    );
    expect(sent).toHaveLength(4);
  });

  it('of its own accord is not even made where it cannot be shown, and may turn out to be none', async () => {
    const { pictures, sent, said, spoke } = setUp();
    let made = 0;
    const picture = async () => {
      made += 1;
      return undefined;
    };
    expect(await pictures.send({ openid: OPENID, cause: 'c', picture })).toBe('left out');
    expect([made, said]).toEqual([0, []]);
    await spoke();
    expect(await pictures.send({ openid: OPENID, cause: 'c', picture })).toBe('left out');
    expect([made, sent]).toEqual([1, []]);
  });
});

describe('an answer with pictures', () => {
  let edge: Edge | undefined;
  afterEach(async () => {
    await edge?.close();
  });
  const start = async (options: EdgeOptions): Promise<Edge> => {
    edge = await startEdge(options);
    return edge;
  };
  const answer = async () => ({ ...say('2026年10月水费 48.72 元'), pictures: [card('a')] });

  it('gives its words at once, however long the picture takes, and to every repeat', async () => {
    const drawing = gate();
    const claims = memoryClaims();
    const { post, late, idle, turns } = await start({
      claims,
      answer,
      delivery: () => drawing.passed.then(() => 'sent'),
    });
    const message = asked();
    expect(await post(message)).toBe('2026年10月水费 48.72 元');
    expect(await post(message)).toBe('2026年10月水费 48.72 元');
    drawing.open();
    await idle();
    expect(await post(message)).toBe('2026年10月水费 48.72 元');
    await idle();
    expect(late.map(({ messages }) => kfWords(messages))).toEqual([['[账单图]']]);
    expect(turns).toHaveLength(1);
    expect([...claims.rows.values()]).toMatchObject([{ state: 'done', way: 'passive' }]);
  });

  it('another process repeats the words while the picture is on its way', async () => {
    const claims = memoryClaims();
    const drawing = gate();
    const first = await start({ claims, answer, delivery: () => drawing.passed.then(() => 'sent') });
    const second = await startEdge({ claims, answer });
    const message = asked();
    await first.post(message);
    await first.until(() => first.late.length === 1);
    expect(await second.post(message)).toBe('2026年10月水费 48.72 元');
    drawing.open();
    await first.idle();
    await second.idle();
    expect(second.late).toEqual([]);
    await second.close();
  });

  it('is late as a whole when its words are', async () => {
    const wait = gate();
    const { post, late, until } = await start({ answer: () => wait.passed.then(answer) });
    expect(await post(asked())).toBe(words.slow);
    wait.open();
    await until(() => late.length === 1);
    expect(kfWords(late[0]?.messages ?? [])).toEqual(['2026年10月水费 48.72 元', '[账单图]']);
  });

  it('shows two at most', () => {
    const many = { ...say('三处'), pictures: ['a', 'b', 'c'].map(card) };
    expect(kfWords(kfMessages(many))).toEqual(['三处', '[账单图]', '[账单图]']);
  });
});
