import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DemoClock, handClock } from '../../src/kernel/clock.js';
import { silentLog } from '../../src/kernel/log.js';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/index.js';
import type { ThreadMessage } from '../../src/sandbox/threads.js';
import { account, type FakeService, startFakeService } from './fake-service.js';

export interface Answered<T = Record<string, unknown>> {
  status: number;
  body: T;
  headers: Headers;
}

export interface Sent {
  msgId: string;
  tries: number;
  ms: number;
  passive: ThreadMessage | null;
  shown: string | null;
  problem: string | null;
}

/** A sandbox and a fake service in a folder of their own. */
export interface Stage {
  sandbox: Sandbox;
  service: FakeService;
  clock: DemoClock;
  /** A call of the driver API. */
  drive<T = Record<string, unknown>>(method: string, path: string, body?: object): Promise<Answered<T>>;
  /** A resident who follows; what following pushed is forgotten. */
  follower(): Promise<string>;
  send(openid: string, what: object): Promise<Sent>;
  thread(openid: string, after?: number): Promise<ThreadMessage[]>;
  /** A call of the platform API with a valid stable token. */
  api<T = Record<string, unknown>>(path: string, body?: object): Promise<T>;
  restart(): Promise<void>;
  close(): Promise<void>;
}

export const stageOptions = {
  speech: { secretId: 'AKIDtest', secretKey: 'tencent-key', hfToken: 'hf_test' },
  smsKey: 'sms-key',
  doorKey: 'door-key',
};

export const openStage = async (extra: Partial<SandboxOptions> = {}): Promise<Stage> => {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-test-'));
  const hand = handClock('2026-11-21T09:00:00+08:00');
  const clock: DemoClock = {
    now: hand.now,
    advance: (seconds) => {
      hand.advance(seconds);
      return hand.now();
    },
  };
  const service = await startFakeService();
  const start = (): Promise<Sandbox> =>
    startSandbox({
      host: '127.0.0.1',
      port: 0,
      dataDir: join(folder, 'sandbox'),
      clock,
      log: silentLog,
      companyName: '清泉自来水',
      wechat: account,
      speech: stageOptions.speech,
      sms: { key: stageOptions.smsKey },
      service: {
        callbackUrl: `${service.origin}/wechat`,
        doorUrl: `${service.origin}/demo`,
        doorKey: stageOptions.doorKey,
      },
      cutMs: 300,
      ...extra,
    });
  let sandbox = await start().catch(async (error: unknown) => {
    await service.close();
    rmSync(folder, { recursive: true, force: true });
    throw error;
  });

  const drive: Stage['drive'] = async <T>(method: string, path: string, body?: object) => {
    const answer = await fetch(`${sandbox.origin}/sandbox/api${path}`, {
      method,
      ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
    });
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as T };
  };
  const stage: Stage = {
    get sandbox() {
      return sandbox;
    },
    service,
    clock,
    drive,
    follower: async () => {
      const { openid } = (await drive<{ openid: string }>('POST', '/residents', {})).body;
      await drive('POST', `/residents/${openid}/send`, { type: 'event', event: 'subscribe' });
      service.received.length = 0;
      return openid;
    },
    send: async (openid, what) => (await drive<Sent>('POST', `/residents/${openid}/send`, what)).body,
    thread: async (openid, after = 0) =>
      (await drive<{ messages: ThreadMessage[] }>('GET', `/residents/${openid}/thread?after=${after}`)).body.messages,
    api: async <T>(path: string, body?: object) => {
      const granted = await fetch(`${sandbox.origin}/cgi-bin/stable_token`, {
        method: 'POST',
        body: JSON.stringify({ grant_type: 'client_credential', appid: account.appId, secret: account.appSecret }),
      });
      const { access_token: token } = (await granted.json()) as { access_token: string };
      const separator = path.includes('?') ? '&' : '?';
      const answer = await fetch(`${sandbox.origin}${path}${separator}access_token=${token}`, {
        method: body ? 'POST' : 'GET',
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      return (await answer.json()) as T;
    },
    restart: async () => {
      await sandbox.close();
      sandbox = await start();
    },
    close: async () => {
      await sandbox.close();
      await service.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return stage;
};

/** Asks again until the answer is there; fails after five real seconds. */
export const eventually = async <T>(ask: () => Promise<T | undefined> | T | undefined): Promise<T> => {
  for (let i = 0; i < 250; i += 1) {
    const found = await ask();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('it did not happen within five seconds');
};
