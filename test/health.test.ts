import { describe, expect, it } from '@jest/globals';
import { StatusOut } from '../src/admin-api/contract.js';
import { createHealth, type HealthDeps } from '../src/health.js';
import { handClock } from '../src/kernel/clock.js';
import type { Config } from '../src/kernel/config.js';
import { createObserver } from '../src/observe.js';
import type { Services } from '../src/services.js';

const NOW = new Date('2026-11-21T01:00:00Z');

const made = (over: Partial<HealthDeps> = {}) => {
  const observer = createObserver();
  observer.onReply('passive', 0.1);
  observer.onReply('passive', 0.1);
  observer.onLate('kf');
  observer.onCall('/cgi-bin/a', 'ok');
  observer.onCall('/cgi-bin/b', 'ok');
  observer.onAsked('tencent', 'failed', 1);
  observer.onAsked('hugging_face', 'words', 1);
  const services = {
    desk: { waiting: async () => ({ waiting: 2, held: 1, longest: new Date('2026-11-21T08:50:00+08:00') }) },
    tickets: {
      waiting: async () => ({ open: 1, taken: 2, overdue: 1, first: { number: 'TS1', openedAt: NOW, dueAt: NOW } }),
    },
    outreach: { campaigns: async () => [] },
  } as unknown as Services;
  return createHealth({
    config: { mode: 'demo', roles: new Set(['web']) } as unknown as Config,
    clock: handClock(NOW),
    version: '1',
    ping: async () => undefined,
    busy: () => 3,
    figures: { since: async () => 7, unfinished: async () => ({ working: 3 }) },
    counted: observer.counted,
    resting: () => [
      { name: 'tencent', open: true },
      { name: 'hugging_face', open: false },
    ],
    look: async () => [{ job: 'a', reached: NOW, running: false }],
    services,
    ...over,
  });
};

describe('the state of the service', () => {
  it('is health, traffic, queues and errors, in the shape of the contract', async () => {
    const report = await made().status();
    expect(StatusOut.parse(report)).toEqual(report);
    expect(report).toMatchObject({
      status: 'ok',
      messages: { last24Hours: 7, inWork: 3, unfinished: { working: 3 }, counted: { passive: 2, kf: 1 } },
      platformCalls: { ok: 2 },
      desk: { waiting: 2, held: 1, longest: '2026-11-21T00:50:00.000Z' },
      tickets: { open: 1, taken: 2, overdue: 1, next: { number: 'TS1' } },
      push: null,
      speech: [
        { name: 'tencent', resting: true, counted: { failed: 1 } },
        { name: 'hugging_face', resting: false, counted: { words: 1 } },
      ],
      jobs: [{ job: 'a', reached: NOW.toISOString(), failures: 0 }],
    });
  });

  it('is degraded without the store, with jobs late or every recogniser resting, and still a report', async () => {
    const sick = async (over: Partial<HealthDeps>) => {
      const { status, parts } = await made(over).status();
      return [status, ...parts.filter(({ ok }) => !ok).map(({ name }) => name)];
    };
    const no = async (): Promise<never> => {
      throw new Error('no');
    };
    expect(await sick({ ping: no })).toEqual(['degraded', 'database']);
    expect(await sick({ look: async () => [{ job: 'a', running: false }] })).toEqual(['degraded', 'jobs']);
    expect(await sick({ resting: () => [{ name: 'tencent', open: true }] })).toEqual(['degraded', 'speech']);
    expect(await sick({ figures: { since: no, unfinished: no } })).toEqual(['degraded', 'messages']);
  });
});
