import { describe, expect, it } from '@jest/globals';
import { handClock } from '../../src/kernel/clock.js';
import { createWindows } from '../../src/wechat/windows.js';
import { memoryWindows } from './memory-stores.js';

const start = () => {
  const clock = handClock('2026-11-21T09:00:00+08:00');
  const windows = createWindows({ store: memoryWindows(), clock });
  const open = (cause: 'message' | 'click' | 'follow' | 'scan') => windows.opened('o1', cause, clock.now());
  const spendAll = async (): Promise<number> => {
    for (let n = 0; ; n += 1) if (!(await windows.spend('o1')).ok) return n;
  };
  return { clock, windows, open, spendAll };
};

describe('customer-service windows', () => {
  it('a message allows five for two days', async () => {
    const { windows, open, clock, spendAll } = start();
    await open('message');
    expect(await windows.spend('o1')).toEqual({ ok: true, left: 4 });
    clock.advance(48 * 3600 - 1);
    expect(await windows.left('o1')).toBe(4);
    expect(await spendAll()).toBe(4);
    await open('message');
    clock.advance(48 * 3600);
    expect(await windows.spend('o1')).toEqual({ ok: false, left: 0 });
  });

  it('tells for many residents what is open, and until when', async () => {
    const { windows, open, clock } = start();
    await open('message');
    await windows.spend('o1');
    const until = new Date('2026-11-23T09:00:00+08:00');
    expect(await windows.open(['o1', 'o2'])).toEqual(new Map([['o1', { left: 4, until }]]));
    clock.set(until);
    expect(await windows.open(['o1'])).toEqual(new Map());
    expect(await windows.open([])).toEqual(new Map());
  });

  it.each(['click', 'follow', 'scan'] as const)('%s allows three for a minute', async (cause) => {
    const { windows, open, clock, spendAll } = start();
    await open(cause);
    expect(await windows.left('o1')).toBe(3);
    clock.advance(59);
    expect(await spendAll()).toBe(3);
    await open(cause);
    clock.advance(60);
    expect(await windows.left('o1')).toBe(0);
  });

  it('what is sooner over is spent first', async () => {
    const { windows, open, clock } = start();
    await open('message');
    await open('click');
    expect(await windows.spend('o1')).toEqual({ ok: true, left: 7 });
    clock.advance(60);
    expect(await windows.left('o1')).toBe(5);
  });

  it('a message ends the minute of an earlier click or follow: its five are what can be counted on', async () => {
    const { windows, open } = start();
    await open('follow');
    await open('message');
    expect(await windows.left('o1')).toBe(5);
  });

  it('a new message opens anew, never adds up', async () => {
    const { windows, open, spendAll } = start();
    await open('message');
    await windows.spend('o1');
    await open('message');
    expect(await spendAll()).toBe(5);
  });

  it('the platform’s word empties it; who left has none', async () => {
    const { windows, open } = start();
    await open('message');
    await windows.emptied('o1');
    expect(await windows.left('o1')).toBe(0);
    await open('message');
    await windows.gone('o1');
    expect(await windows.left('o1')).toBe(0);
    expect(await windows.spend('nobody')).toEqual({ ok: false, left: 0 });
  });
});
