import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Choice, plainText, type Reply } from '../../src/conversation/reply.js';
import { slowly } from '../../src/conversation/slowly.js';
import { startTalk, toyRepair } from './toy.js';

const lines = (count: number): string => Array.from({ length: count }, (_, i) => `第${i + 1}行`).join('\n');
const offered = (count: number): Choice[] =>
  Array.from({ length: count }, (_, i) => ({ label: `选${i + 1}`, go: { answer: i } }));
const human: Choice = { label: '人工', go: { command: 'human' } };

/** All portions of an answer, one after another. */
const portions = (reply: Reply): Reply[] => {
  const { now, rest } = slowly(reply, toyRepair);
  return rest ? [now, ...portions(rest)] : [now];
};

describe('an answer said slowly', () => {
  it('is left whole when it is short', () => {
    const reply = { text: lines(5), choices: [...offered(3), human] };
    expect(slowly(reply, toyRepair)).toEqual({ now: reply });
  });

  it('comes a few lines at a time, the choices with the last', () => {
    const { now, rest } = slowly({ text: lines(7), choices: offered(2) }, toyRepair);
    expect(now).toEqual({ text: lines(4), tail: '还有，说更多' });
    expect(rest).toEqual({ text: '第5行\n第6行\n第7行', choices: offered(2) });
  });

  it('shows its pictures with the first lines', () => {
    const pictures = [{ name: 'chart', svg: '<svg/>', alt: '图' }];
    const said = portions({ text: lines(11), pictures });
    expect(said.map((one) => one.pictures?.length ?? 0)).toEqual([1, 0, 0]);
  });

  it('is cut where a new matter begins', () => {
    const { now } = slowly({ text: '甲一\n甲二\n\n乙一\n乙二\n乙三\n乙四' }, toyRepair);
    expect(now.text).toBe('甲一\n甲二');
  });

  it('offers few choices at a time, and a person with each', () => {
    const said = portions({ text: '哪一个？', choices: [...offered(7), human] });
    expect(said.map(({ choices }) => choices?.map(({ label }) => label))).toEqual([
      ['选1', '选2', '选3', '人工'],
      ['选4', '选5', '选6', '选7', '人工'],
    ]);
  });

  it('loses no line and no choice, whatever the answer', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('', '一', '二', '三'), { maxLength: 30 }), fc.nat(12), (text, count) => {
        const reply = { text: text.join('\n'), choices: offered(count) };
        const said = portions(reply);
        const words = said.flatMap((one) => one.text.split('\n')).filter((line) => line && line !== '别的：');
        expect(words).toEqual(text.filter(Boolean));
        expect(said.flatMap(({ choices }) => choices ?? []).map(({ label }) => label)).toEqual(
          offered(count).map(({ label }) => label),
        );
        for (const one of said) expect(one.text.split('\n').filter(Boolean).length).toBeLessThanOrEqual(5);
      }),
    );
  });
});

describe('a resident who asked for it', () => {
  it('is spoken to slowly until told otherwise, also in the next talk', async () => {
    const kept: string[] = [];
    const talk = startTalk({
      manner: {
        slow: () => false,
        keep: ({ resident, slow, cause }) => void kept.push(`${resident} ${slow} ${cause !== ''}`),
      },
      lookUp: (words) => (words === '说明' ? { reply: { text: lines(9) }, sure: true } : undefined),
    });
    expect(await talk.say('慢点')).toBe('慢慢说');
    expect(await talk.say('说明')).toBe(`${lines(4)}\n还有，说更多`);
    expect(await talk.say('更多')).toBe('第5行\n第6行\n第7行\n第8行\n第9行');
    talk.clock.advance(3600_000);
    expect(await talk.say('说明')).toBe(`${lines(4)}\n还有，说更多`);
    expect(await talk.say('照常')).toBe('照常说');
    expect(await talk.say('说明')).toBe(lines(9));
    expect(kept).toEqual(['anna true true', 'anna false true']);
  });

  it('is remembered when the talk is long forgotten', async () => {
    const talk = startTalk({
      manner: { slow: () => true, keep: () => undefined },
      lookUp: () => ({ reply: { text: lines(9) }, sure: true }),
    });
    expect(await talk.say('说明')).toBe(`${lines(4)}\n还有，说更多`);
  });

  it('has the rest of a form’s question on asking, not the question twice', async () => {
    const talk = startTalk();
    await talk.say('慢点');
    const asked = await talk.send({ kind: 'text', text: '入会' });
    expect(asked && plainText(asked)).toBe('同意吗？\n1 同意\n2 不同意');
  });
});
