import { describe, expect, it } from '@jest/globals';
import {
  type CodeState,
  noCode,
  proofHolds,
  proofSpent,
  sendDone,
  sendDropped,
  startSend,
  tryCode,
} from '../../../src/domain/customers/binding-code.js';

const at = (seconds: number): Date => new Date(Date.UTC(2026, 10, 21, 1) + seconds * 1000);
const sent = (seconds = 0): CodeState => sendDone(noCode, { cause: 'c0', hash: 'right', now: at(seconds) });
const start = (state: CodeState, seconds: number, { cause = 'c1', realMs = 0 } = {}) =>
  startSend(state, { cause, nonce: `nonce-${cause}`, now: at(seconds), realMs });
const attempt = (state: CodeState, hash: string, seconds: number, cause = `try-${seconds}-${hash}`) =>
  tryCode(state, { cause, hash, now: at(seconds) });

describe('sending a code', () => {
  it('waits 60 seconds between two', () => {
    expect(start(sent(), 59)).toMatchObject({ kind: 'too soon', waitSeconds: 1 });
    expect(start(sent(), 60).kind).toBe('go');
  });

  it('sends once for one cause', () => {
    expect(start(sent(), 300, { cause: 'c0' }).kind).toBe('sent before');
  });

  it('lets one send at a time run, and takes over one that never reported back', () => {
    const claimed = start(noCode, 0);
    if (claimed.kind !== 'go') throw new Error('not claimed');
    expect(start(claimed.state, 0, { cause: 'c2', realMs: 1000 }).kind).toBe('too soon');
    expect(start(claimed.state, 0, { cause: 'c2', realMs: 60_000 })).toMatchObject({ kind: 'go', nonce: 'nonce-c2' });
  });

  it('goes on with the same code when the same cause comes again after a crash', () => {
    const claimed = start(noCode, 0);
    if (claimed.kind !== 'go') throw new Error('not claimed');
    for (const realMs of [1, 60_000]) {
      const again = startSend(claimed.state, { cause: 'c1', nonce: 'another', now: at(30), realMs });
      expect(again).toMatchObject({ kind: 'go', nonce: 'nonce-c1' });
    }
    expect(start(claimed.state, 30, { cause: 'c2', realMs: 1 })).toMatchObject({ kind: 'too soon' });
  });

  it('a send that failed leaves the earlier code in force', () => {
    const claimed = start(sent(), 100);
    if (claimed.kind !== 'go') throw new Error('not claimed');
    expect(attempt(sendDropped(claimed.state), 'right', 110).proof).toEqual({ kind: 'right' });
  });

  it('a new code has all its tries and the old one is worth nothing', () => {
    const tired = attempt(sent(), 'wrong', 1).state;
    const renewed = sendDone(tired ?? noCode, { cause: 'c9', hash: 'new', now: at(61) });
    expect(renewed.code?.left).toBe(3);
    expect(attempt(renewed, 'right', 62).proof).toEqual({ kind: 'wrong', left: 2 });
  });
});

describe('trying a code', () => {
  it('holds five minutes and no second more', () => {
    expect(attempt(sent(), 'right', 300).proof).toEqual({ kind: 'right' });
    expect(attempt(sent(), 'right', 301).proof).toEqual({ kind: 'expired' });
    expect(attempt(noCode, 'right', 1).proof).toEqual({ kind: 'expired' });
  });

  it('the third wrong try freezes for thirty minutes, and the right code comes too late', () => {
    let state = sent();
    for (const [seconds, left] of [
      [1, 2],
      [2, 1],
    ] as const) {
      const tried = attempt(state, 'wrong', seconds);
      expect(tried.proof).toEqual({ kind: 'wrong', left });
      state = tried.state ?? state;
    }
    const third = attempt(state, 'wrong', 3);
    expect(third.proof).toEqual({ kind: 'frozen', until: at(3 + 1800) });
    expect(attempt(third.state ?? state, 'right', 4).proof).toEqual({ kind: 'expired' });
  });

  it('counts one cause once', () => {
    const first = attempt(sent(), 'wrong', 1, 'same');
    const again = attempt(first.state ?? noCode, 'right', 2, 'same');
    expect(again).toEqual({ proof: { kind: 'wrong', left: 2 } });
  });

  it('a proof lasts ten minutes and is used up by binding', () => {
    const proven = attempt(sent(), 'right', 10).state ?? noCode;
    expect(proofHolds(proven, at(610))).toBe(true);
    expect(proofHolds(proven, at(611))).toBe(false);
    expect(proofHolds(proofSpent(proven), at(11))).toBe(false);
    expect(attempt(proofSpent(proven), 'right', 12).proof).toEqual({ kind: 'expired' });
  });
});
