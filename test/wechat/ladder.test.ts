import { describe, expect, it } from '@jest/globals';
import { handClock } from '../../src/kernel/clock.js';
import { type Log, silentLog } from '../../src/kernel/log.js';
import { currentTrace, traced } from '../../src/kernel/trace.js';
import type { KfOutcome, TemplateMessage, TemplateOutcome } from '../../src/wechat/client.js';
import { createKf } from '../../src/wechat/kf.js';
import { createLadder, type LadderDeps } from '../../src/wechat/notify.js';
import { kfText } from '../../src/wechat/outbound.js';
import { createWindows } from '../../src/wechat/windows.js';
import { gate, kfWords, seal } from './edge.js';
import { memoryNotices, memoryWindows } from './memory-stores.js';

const OPENID = 'oRes01_resident_abcdef';
const notice = {
  openid: OPENID,
  cause: 'reply-1',
  text: '今天下午换好',
  ticket: { number: 'TS20261121042', summary: '路口井盖松动有响声，夜里吵得睡不着' },
};

const ladderWith = ({
  kf = () => ({ kind: 'sent' }),
  template = () => ({ kind: 'sent', msgId: '1' }),
  ...deps
}: Omit<Partial<LadderDeps>, 'kf'> & {
  kf?: () => KfOutcome | Promise<KfOutcome>;
  template?: () => TemplateOutcome;
} = {}) => {
  const clock = handClock('2026-11-21T09:00:00+08:00');
  const windows = createWindows({ store: memoryWindows(), clock });
  const { store, rows } = memoryNotices();
  const sent: string[] = [];
  const templates: TemplateMessage[] = [];
  const shown: string[] = [];
  const build = () =>
    createLadder({
      kf: createKf({
        send: async (_openid, message) => {
          sent.push(...kfWords([message]));
          return kf();
        },
        show: async (_openid, { alt }) => {
          shown.push(alt);
        },
        windows,
      }),
      sendTemplate: async (message) => {
        templates.push(message);
        return template();
      },
      windows,
      store,
      templates: { ticket: 'DEMO_TICKET' },
      hint: '回复“进度”看全部',
      seal,
      clock,
      log: silentLog,
      ...deps,
    });
  const spoke = () => windows.opened(OPENID, 'message', clock.now());
  return { ladder: build(), again: build, windows, clock, rows, sent, shown, templates, spoke };
};

describe('the ladder', () => {
  it('a window is open: a customer-service message, and what is left', async () => {
    const { ladder, sent, spoke, templates } = ladderWith();
    await spoke();
    expect(await ladder.notify(notice)).toEqual({ way: 'kf', left: 4 });
    expect(sent).toEqual(['今天下午换好']);
    expect(templates).toEqual([]);
  });

  it('no window: a template message that fits its fields', async () => {
    const { ladder, sent, templates } = ladderWith();
    expect(await ladder.notify(notice)).toEqual({ way: 'template', left: 0 });
    expect(sent).toEqual([]);
    expect(templates).toMatchObject([
      {
        templateId: 'DEMO_TICKET',
        clientMsgId: expect.stringMatching(/^[0-9a-f]{32}$/),
        fields: {
          character_string1: 'TS20261121042',
          thing2: notice.ticket.summary,
          time3: '2026-11-21 09:00',
          thing4: '回复“进度”看全部',
        },
      },
    ]);
  });

  it('the platform counts otherwise: its word goes', async () => {
    const { ladder, windows, spoke } = ladderWith({ kf: () => ({ kind: 'closed', code: 45047 }) });
    await spoke();
    expect(await ladder.notify(notice)).toEqual({ way: 'template', left: 0 });
    expect(await windows.left(OPENID)).toBe(0);
  });

  it('no window, no template: SMS', async () => {
    const texts: string[] = [];
    const { ladder } = ladderWith({
      template: () => ({ kind: 'refused', code: 43004, gone: true, quota: false }),
      sms: async ({ text }) => {
        texts.push(text);
        return 'sent';
      },
    });
    expect(await ladder.notify(notice)).toEqual({ way: 'sms', left: 0 });
    expect(texts).toEqual(['今天下午换好']);
  });

  it('a card goes by the template that it names, and by none when the account has it not', async () => {
    const card = { template: 'notice', fields: { thing1: '停水时间有变化' } } as const;
    const { ticket: _none, ...plain } = notice;
    const { ladder, templates } = ladderWith({ templates: { ticket: 'DEMO_TICKET', notice: 'DEMO_NOTICE' } });
    expect(await ladder.notify({ ...plain, card })).toEqual({ way: 'template', left: 0 });
    expect(templates).toMatchObject([{ templateId: 'DEMO_NOTICE', fields: card.fields }]);
    const without = ladderWith();
    expect(await without.ladder.notify({ ...plain, card })).toEqual({ way: 'queued', left: 0 });
    expect(without.templates).toEqual([]);
  });

  it('what waited past its time is not said any more', async () => {
    const { ladder, sent, spoke, clock, windows } = ladderWith({ templates: {} });
    const until = new Date(clock.now().getTime() + 3_600_000);
    await ladder.notify({ ...notice, until });
    await ladder.notify({ ...notice, cause: 'other', text: '别的' });
    clock.advance(3600);
    await spoke();
    await ladder.flush(OPENID);
    expect(sent).toEqual(['别的']);
    expect(await windows.queued(OPENID)).toEqual([]);
  });

  it('nothing is open: it waits, sealed, and goes with the next message', async () => {
    const { ladder, sent, spoke, rows, again } = ladderWith({ sms: async () => 'no mobile' });
    const { ticket: _none, ...plain } = notice;
    expect(await ladder.notify(plain)).toEqual({ way: 'queued', left: 0 });
    expect(JSON.stringify([...rows.values()])).not.toContain('下午');
    expect(await spoke()).toEqual({ queued: true });
    await again().flush(OPENID);
    expect(sent).toEqual(['今天下午换好']);
    expect(await spoke()).toEqual({ queued: false });
    await ladder.flush(OPENID);
    expect(sent).toHaveLength(1);
    expect(await ladder.notify(plain)).toEqual({ way: 'kf', left: 4 });
  });

  it('says words only where the chat is open, once a cause', async () => {
    const { ladder, again, sent, templates, spoke, rows } = ladderWith();
    const words = { openid: OPENID, cause: 'bill-1', text: '2026年10月的水费' };
    expect(await ladder.sayIfOpen(words)).toBe('closed');
    expect(rows.size).toBe(0);
    await spoke();
    expect(await ladder.sayIfOpen(words)).toBe('sent');
    expect(await again().sayIfOpen(words)).toBe('sent');
    expect(sent).toEqual(['2026年10月的水费']);
    expect(templates).toEqual([]);
  });

  it.each([
    [{ kind: 'closed', code: 45047 } as const, 'closed'],
    [{ kind: 'unreachable', maybe: false } as const, 'closed'],
    [{ kind: 'unreachable', maybe: true } as const, 'unknown'],
  ])('of words in the chat that met %j it tells %s, also when asked again', async (outcome, told) => {
    const { ladder, again, sent, spoke } = ladderWith({ kf: () => outcome });
    await spoke();
    const words = { openid: OPENID, cause: 'bill-1', text: '2026年10月的水费' };
    expect(await ladder.sayIfOpen(words)).toBe(told);
    expect(await again().sayIfOpen(words)).toBe(told);
    expect(sent).toHaveLength(1);
  });

  it('the same cause sends once, at once, later and from another process', async () => {
    const wait = gate();
    const { ladder, again, sent, spoke } = ladderWith({ kf: () => wait.passed.then(() => ({ kind: 'sent' })) });
    await spoke();
    const other = again();
    const all = [ladder.notify(notice), ladder.notify(notice), other.notify(notice)];
    wait.open();
    expect(await Promise.all(all)).toEqual(Array(3).fill({ way: 'kf', left: 4 }));
    expect(await other.notify({ ...notice, text: '别的' })).toEqual({ way: 'kf', left: 4 });
    expect(sent).toEqual(['今天下午换好']);
  });

  it('perhaps sent stays unknown, and no other way is tried', async () => {
    const { ladder, templates, spoke } = ladderWith({ kf: () => ({ kind: 'unreachable', maybe: true }) });
    await spoke();
    expect(await ladder.notify(notice)).toMatchObject({ way: 'unknown' });
    expect(await ladder.notify(notice)).toMatchObject({ way: 'unknown' });
    expect(templates).toEqual([]);
  });

  it('a template whose outcome is unknown is repeated under the same id, once', async () => {
    const { ladder, templates } = ladderWith({ template: () => ({ kind: 'unreachable', maybe: true }) });
    expect(await ladder.notify(notice)).toEqual({ way: 'unknown', left: 0 });
    expect(templates).toHaveLength(2);
    expect(templates[0]?.clientMsgId).toBe(templates[1]?.clientMsgId);
  });

  it('a climb that a crash cut off is unknown', async () => {
    const { ladder, rows, again } = ladderWith();
    await ladder.notify(notice);
    for (const [id, { way: _way, left: _left, ...row }] of rows) rows.set(id, { ...row, state: 'sending', since: 0 });
    expect(await again().notify(notice)).toEqual({ way: 'unknown', left: 0 });
  });

  it('a long text whose end finds the window spent: the end waits', async () => {
    let open = 1;
    const { ladder, sent, spoke, templates } = ladderWith({
      kf: () => (open-- > 0 ? { kind: 'sent' } : { kind: 'closed', code: 45047 }),
    });
    await spoke();
    const lines = Array.from({ length: 9 }, (_, i) => `${i}${'水'.repeat(99)}`);
    expect(await ladder.notify({ ...notice, text: lines.join('\n') })).toEqual({ way: 'kf', left: 0 });
    expect(templates).toEqual([]);
    sent.length = 0;
    open = 5;
    await spoke();
    await ladder.flush(OPENID);
    expect(sent.join('\n').split('\n').at(-1)).toBe(lines.at(-1));
    expect(sent.join('\n').split('\n')[0]).not.toBe(lines[0]);
  });

  it('who leaves is forgotten', async () => {
    const { ladder, rows } = ladderWith();
    await ladder.notify(notice);
    await ladder.forget(OPENID);
    expect(rows.size).toBe(0);
  });
});

describe('late answers by the ladder', () => {
  const late = { openid: OPENID, messages: [kfText('账单')], cause: 'm1' };

  it('are tried whatever we counted', async () => {
    const { ladder, sent } = ladderWith();
    expect(await ladder.deliver(late)).toBe('sent');
    expect(sent).toEqual(['账单']);
  });

  it('wait when the platform says that nothing is open', async () => {
    let open = false;
    const { ladder, sent, spoke } = ladderWith({
      kf: () => (open ? { kind: 'sent' } : { kind: 'closed', code: 45015 }),
    });
    expect(await ladder.deliver(late)).toBe('queued');
    expect(await ladder.deliver(late)).toBe('queued');
    open = true;
    sent.length = 0;
    await spoke();
    await ladder.flush(OPENID);
    expect(sent).toEqual(['账单']);
  });

  it('a picture goes after its words, and does not wait when the words do', async () => {
    let open = true;
    const { ladder, sent, shown, spoke, rows } = ladderWith({
      kf: () => (open ? { kind: 'sent' } : { kind: 'closed', code: 45015 }),
    });
    const picture = { msgtype: 'picture', picture: { name: 'bill-card', svg: '<svg/>', alt: '账单图' } } as const;
    const messages = [kfText('账单'), picture];
    expect(await ladder.deliver({ ...late, messages })).toBe('sent');
    expect([sent, shown]).toEqual([['账单'], ['账单图']]);
    open = false;
    expect(await ladder.deliver({ ...late, messages, cause: 'm2' })).toBe('queued');
    open = true;
    await spoke();
    await ladder.flush(OPENID);
    expect(sent.filter((one) => one === '账单')).toHaveLength(3);
    expect(shown).toEqual(['账单图']);
    expect(JSON.stringify([...rows.values()])).not.toContain('svg');
  });

  it.each([
    [{ kind: 'unreachable', maybe: true } as const, 'unknown'],
    [{ kind: 'unreachable', maybe: false } as const, 'unsent'],
    [{ kind: 'refused', code: 43004 } as const, 'refused'],
  ])('%j', async (outcome, delivery) => {
    const { ladder } = ladderWith({ kf: () => outcome });
    expect(await ladder.deliver(late)).toBe(delivery);
  });
});

describe('the trace of a note', () => {
  it('is that of what caused it, also when it waits for the resident and goes out amid another message', async () => {
    const lines: (string | undefined)[] = [];
    const note = (): void => void lines.push(currentTrace());
    const log = { error: note, warn: note, info: note, debug: note } as unknown as Log;
    let shut = true;
    const at = ladderWith({
      log,
      templates: {},
      kf: () => (shut ? { kind: 'closed', code: 45015 } : { kind: 'sent' }),
    });
    await traced('aaaaaaaaaaaaaaaa', () => at.ladder.notify(notice));
    await traced('bbbbbbbbbbbbbbbb', () =>
      at.ladder.deliver({ openid: OPENID, messages: [kfText('答')], cause: 'late-1' }),
    );
    shut = false;
    await at.spoke();
    await traced('cccccccccccccccc', () => at.ladder.flush(OPENID));
    expect(lines).toEqual(['aaaaaaaaaaaa', 'aaaaaaaaaaaa', 'bbbbbbbbbbbb']);
  });
});
