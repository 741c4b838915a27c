import { describe, expect, it } from '@jest/globals';
import { present } from '../../src/conversation/offer.js';
import { join, type Spoken, text } from '../../src/conversation/reply.js';
import { newSession, settle } from '../../src/conversation/session.js';

const picture = (alt: string) => ({ name: 'chart', svg: '<svg/>', alt });

describe('pictures of an answer', () => {
  it('of all its parts are shown, in their order', () => {
    const whole = join({ ...text('甲'), pictures: [picture('1')] }, undefined, text('乙'), {
      ...text('丙'),
      pictures: [picture('2')],
    });
    expect(whole.pictures?.map(({ alt }) => alt)).toEqual(['1', '2']);
    expect(join(text('甲'), text('乙'))).not.toHaveProperty('pictures');
    expect(present(whole, 'turn').spoken?.pictures).toHaveLength(2);
  });

  it('alone are no answer', () => {
    expect(present({ text: '', pictures: [picture('1')] }, 'turn')).toEqual({});
  });

  it('are kept with the last answer only', () => {
    const spoken: Spoken = { text: '甲', choices: [], pictures: [picture('1')] };
    const at = new Date('2026-11-21T01:00:00Z');
    const first = settle(undefined, newSession(), { key: 'a', at }, spoken);
    expect(first.answered[0]?.spoken).toEqual(spoken);
    const second = settle(first, newSession(), { key: 'b', at }, { text: '乙', choices: [] });
    expect(second.answered.map(({ spoken: said }) => said)).toEqual([
      { text: '乙', choices: [] },
      { text: '甲', choices: [] },
    ]);
  });
});
