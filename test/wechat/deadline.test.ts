import { describe, expect, it } from '@jest/globals';
import { passiveReply } from '../../src/wechat/deadline.js';
import { handTimers } from './hand-timers.js';

describe('the one passive reply', () => {
  const reply = (timers = handTimers(), whenLate = () => 'slow') => ({
    timers,
    reply: passiveReply({ startedAt: timers.now(), ms: 4_500, whenLate }, timers),
  });

  it('the first words win, all others need another way', async () => {
    const { reply: one, timers } = reply();
    timers.pass(1_000);
    expect(one.left).toBe(3_500);
    expect(one.offer('first')).toBe(true);
    expect(one.offer('second')).toBe(false);
    timers.pass(10_000);
    expect(await one.given).toBe('first');
    expect([one.open, one.left]).toEqual([false, 0]);
    expect(timers.waiting).toBe(0);
  });

  it('when the time is up it says the truth of that moment', async () => {
    let truth = 'claiming';
    const { reply: one, timers } = reply(handTimers(), () => truth);
    timers.pass(4_499);
    expect(one.open).toBe(true);
    truth = 'working';
    timers.pass(1);
    expect(await one.given).toBe('working');
    expect(one.offer('answer')).toBe(false);
  });

  it('counts from the arrival of the request, not from its own making', async () => {
    const timers = handTimers();
    const started = timers.now();
    timers.pass(5_000);
    const late = passiveReply({ startedAt: started, ms: 4_500, whenLate: () => 'slow' }, timers);
    timers.pass(0);
    expect(await late.given).toBe('slow');
  });
});
