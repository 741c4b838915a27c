import { describe, expect, it } from '@jest/globals';
import type { EngineOptions } from '../../src/conversation/engine.js';
import { type Goal, intentsFor } from '../../src/conversation/intent.js';
import { choice, plainText, text } from '../../src/conversation/reply.js';
import type { Opinion, Unclear } from '../../src/conversation/second-opinion.js';
import { textSlot } from '../../src/conversation/slots.js';
import type { Input } from '../../src/conversation/turn.js';
import { realNow } from '../../src/kernel/clock.js';
import { type Shop, startTalk, toyGoals, toyUnderstanding } from './toy.js';

const where = intentsFor<Shop>()({
  name: 'where',
  title: '查地方',
  examples: ['在哪'],
  looksUp: true,
  slots: { place: textSlot({ quoted: true }), floor: textSlot() },
  answer: ({ slots }) => text(`地方：${slots.place ?? '都在'}${slots.floor ?? ''}`),
});
const goals: readonly Goal<Shop>[] = [
  where,
  ...toyGoals.map((goal) => (goal.name === 'points' ? { ...goal, looksUp: true as const } : goal)),
];

/** All that is unclear might be one of these. */
const unclear = ['price', 'where', 'points', 'join'];

const asking = (
  opinion?: Opinion | ((asked: Unclear) => Opinion | undefined),
  changes: Partial<EngineOptions<Shop>> = {},
) => {
  const asked: Unclear[] = [];
  const understanding: EngineOptions<Shop>['understanding'] = {
    ...toyUnderstanding,
    understand: (words, context) => {
      const understood = toyUnderstanding.understand(words, context);
      const answerOnly = /^(?:为什么|嗯)$/.test(words) ? { answerOnly: true } : {};
      return understood.action === 'clarify' ? { ...understood, alternatives: unclear, ...answerOnly } : understood;
    },
  };
  const talk = startTalk({
    intents: goals,
    understanding,
    secondOpinion: async (question) => {
      asked.push(question);
      return typeof opinion === 'function' ? opinion(question) : opinion;
    },
    ...changes,
  });
  let n = 0;
  const send = (input: Input, replyBy: number | undefined = realNow() + 4_500) => {
    n += 1;
    const turn = { key: `k${n}`, resident: 'anna', at: talk.clock.now(), input };
    return talk.answer(replyBy === 0 ? turn : { ...turn, replyBy });
  };
  const says = async (words: string, replyBy?: number): Promise<string> => {
    const spoken = await send({ kind: 'text', text: words }, replyBy);
    return spoken ? plainText(spoken) : '';
  };
  return { talk, asked, says, send };
};

const ASKED_BACK = '没听明白，是想\n1 查价格\n2 查地方\n3 查积分\n4 入会\n0 人工';

describe('a second opinion', () => {
  it('is asked about the words and the closed list, with the time that is left', async () => {
    const { says, asked } = asking();
    expect(await says('咕噜')).toBe(ASKED_BACK);
    expect(asked).toHaveLength(1);
    const [{ ms, ...question } = { ms: 0 }] = asked;
    expect(question).toEqual({
      cause: 'k1',
      words: '咕噜',
      candidates: [
        { intent: 'price', title: '查价格', examples: [], quotable: [] },
        { intent: 'where', title: '查地方', examples: ['在哪'], quotable: ['place'] },
        { intent: 'points', title: '查积分', examples: [], quotable: [] },
        { intent: 'join', title: '入会', examples: [], quotable: [] },
      ],
    });
    expect(ms).toBeGreaterThan(3_000);
    expect(ms).toBeLessThanOrEqual(3_800);
  });

  it('decides what only looks something up, and the misses begin anew', async () => {
    let opinion: Opinion | undefined;
    const { says, talk } = asking(() => opinion);
    await says('咕噜');
    await says('咕噜噜');
    opinion = { intent: 'where' };
    expect(await says('咕噜')).toBe('地方：都在');
    expect(talk.decisions).toEqual(['fallback', 'fallback', 'second opinion']);
    opinion = undefined;
    expect(await says('咕噜')).toBe(ASKED_BACK);
  });

  it('puts anything else first among what is offered, and does not do it', async () => {
    const { says, talk } = asking({ intent: 'join' });
    expect(await says('咕噜')).toBe('没听明白，是想\n1 入会\n2 查价格\n3 查地方\n4 查积分\n0 人工');
    expect(talk.decisions).toEqual(['fallback']);
    expect(await says('1')).toBe('同意吗？\n1 同意\n2 不同意');
  });

  it('opens no detour: what must be brought about first is only offered first', async () => {
    const { says, talk } = asking({ intent: 'points' });
    expect(await says('咕噜')).toMatch(/^没听明白，是想\n1 查积分\n/);
    talk.shop.member.add('anna');
    expect(await says('咕噜')).toBe('积分一百');
  });

  it('that is none of the list counts for nothing, and so does a goal whose handler declines', async () => {
    expect(await asking({ intent: 'person' }).says('咕噜')).toBe(ASKED_BACK);
    expect(await asking({ intent: 'no such' }).says('咕噜')).toBe(ASKED_BACK);
    const declines = goals.map((goal) =>
      goal.name === 'where' && goal.kind === 'intent' ? { ...goal, answer: () => undefined } : goal,
    );
    const declined = await asking({ intent: 'where' }, { intents: declines }).says('咕噜');
    expect(declined).toMatch(/^没听明白，是想\n1 查地方\n2 查价格\n/);
  });

  it.each<[string, Record<string, string>, string]>([
    ['of a slot that may be quoted, from the words', { place: '河东' }, '地方：河东'],
    ['not when the words do not hold it', { place: '河西' }, '地方：都在'],
    ['not a single letter', { place: '河' }, '地方：都在'],
    ['not of another slot', { floor: '河东' }, '地方：都在'],
    ['not of no slot', { toy: '河东' }, '地方：都在'],
  ])('quotes a value %s', async (_, slots, answer) => {
    expect(await asking({ intent: 'where', slots }).says('咕噜河东')).toBe(answer);
  });

  it('never overrules a value that we read ourselves', async () => {
    const understanding = { ...toyUnderstanding };
    understanding.understand = (words, context) => ({
      ...toyUnderstanding.understand(words, context),
      alternatives: unclear,
      slots: { place: '河西' },
    });
    const { says } = asking({ intent: 'where', slots: { place: '河东' } }, { understanding });
    expect(await says('咕噜河东河西')).toBe('地方：河西');
  });

  it('goes before the questions that may have been meant, and behind an answer that is sure', async () => {
    const near = { reply: { ...text('您是想问'), choices: [choice('发票', { intent: 'person' })] }, sure: false };
    const sure = { reply: text('九点到五点'), sure: true };
    const lookUp: EngineOptions<Shop>['lookUp'] = (words) => (words.includes('几点') ? sure : near);
    const { says, asked } = asking({ intent: 'where' }, { lookUp });
    expect(await says('咕噜几点')).toBe('九点到五点');
    expect(asked).toEqual([]);
    expect(await says('咕噜')).toBe('地方：都在');
    const unsure = asking({ intent: 'join' }, { lookUp });
    expect(await unsure.says('咕噜')).toBe('您是想问\n1 发票\n2 入会');
    expect(unsure.talk.decisions).toEqual(['near questions']);
  });
});

describe('nobody is asked', () => {
  const none = async (act: (of: ReturnType<typeof asking>) => Promise<unknown>): Promise<void> => {
    const of = asking({ intent: 'where' });
    await act(of);
    expect(of.asked).toEqual([]);
    expect(of.talk.decisions).not.toContain('second opinion');
  };

  it.each([
    ['a sentence that is clear', '小车多少钱'],
    ['a command', '取消'],
    ['danger', '咕噜着火了'],
    ['what is none of ours', '今天天气咕噜'],
    ['marks alone', '！！！'],
    ['a why that stands alone', '为什么'],
    ['more words than a sentence has', '咕噜'.repeat(101)],
    ['a pasted card number', '咕噜6222020200112233445咕噜'],
  ])('about %s', (_, words) => none(({ says }) => says(words)));

  it('inside a form, whatever is said to it', () =>
    none(async ({ says }) => {
      await says('入会');
      for (const words of ['咕噜', '咕噜噜', '1', '咕噜']) await says(words);
    }));

  it('about a tap, also of a choice that is gone', () =>
    none(async ({ send }) => {
      await send({ kind: 'text', text: '咕噜', choice: 'gone-1' });
    }));

  it('about a photo, a place or a voice without words', () =>
    none(async ({ send }) => {
      await send({ kind: 'image', mediaId: 'm' });
      await send({ kind: 'location', latitude: 1, longitude: 1, label: '咕噜' });
      await send({ kind: 'voice', mediaId: 'v', heard: { kind: 'nothing' } });
    }));

  it('when nobody waits for the reply: a turn that is run again after a restart', () =>
    none(({ says }) => says('咕噜', 0)));

  it('when there is one choice only', async () => {
    const understanding = { ...toyUnderstanding };
    understanding.understand = (words, context) => ({
      ...toyUnderstanding.understand(words, context),
      alternatives: ['where', 'nothing'],
    });
    const { says, asked } = asking({ intent: 'where' }, { understanding });
    await says('咕噜');
    expect(asked).toEqual([]);
  });

  it('a voice whose words are unclear is asked about like any words', async () => {
    const { send, asked } = asking({ intent: 'where' });
    const spoken = await send({ kind: 'voice', mediaId: 'v', heard: { kind: 'words', text: '咕噜' } });
    expect(spoken && plainText(spoken)).toBe('您说：咕噜\n地方：都在');
    expect(asked).toHaveLength(1);
  });
});
