import type { DemoClock } from '../kernel/clock.js';
import type { Log } from '../kernel/log.js';

/** What the sandbox needs to play WeChat's platform for one account. */
export interface SandboxOptions {
  host: string;
  /** 0 = any free one. */
  port: number;
  /** Its own folder, made with mode 0700; what it keeps survives restarts. */
  dataDir: string;
  clock: DemoClock;
  log: Log;
  /** Shown as the account's name. */
  companyName: string;
  wechat: { appId: string; appSecret: string; token: string; encodingAesKey: string; originalId: string };
  /** What a request to Tencent's recogniser must be signed with, and the token for Hugging Face's. */
  speech: { secretId: string; secretKey: string; hfToken: string };
  /** The SMS gateway's bearer key. */
  sms: { key: string };
  service: {
    /** Where messages are pushed, such as `http://127.0.0.1:8080/wechat`. */
    callbackUrl: string;
    /** The service's demo door, such as `http://127.0.0.1:8082/demo`, and its key. */
    doorUrl: string;
    doorKey: string;
  };
  /** Named by `/healthz`; default `["sandbox"]`. */
  roles?: readonly string[];
  /** Real milliseconds after which a push is cut; default 5000, as WeChat does. */
  cutMs?: number;
}

/** A running sandbox. */
export interface Sandbox {
  port: number;
  origin: string;
  /** Ends all connections and background work; what was not reported is reported after the next start. */
  close(): Promise<void>;
}

export { startSandbox } from './server.js';
