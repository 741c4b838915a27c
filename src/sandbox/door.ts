import { refuse } from '../kernel/errors.js';
import { type Answer, callHttp } from './http.js';
import { isFields, parseJson } from './input.js';

/** The service's door that exists in demo mode only. */
export interface ServiceDoor {
  /** What a tester must know, with the right answers. @throws Refused service_unreachable */
  facts(): Promise<unknown>;
  /** Runs what is due now. @returns false when the service could not do it */
  runDue(): Promise<boolean>;
  /** Binds followers to demo customers. @throws Refused service_unreachable */
  addResidents(openids: readonly string[], subscribe: boolean): Promise<void>;
}

const FACTS_CUT_MS = 30_000;
const WORK_CUT_MS = 600_000;

/** @param url such as `http://127.0.0.1:8082/demo` @param key sent as `x-demo-key` */
export const createServiceDoor = (url: string, key: string, signal: AbortSignal): ServiceDoor => {
  const call = (path: string, method: 'GET' | 'POST', cutMs: number, body?: object): Promise<Answer> =>
    callHttp({
      url: `${url}${path}`,
      method,
      headers: { 'x-demo-key': key, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
      cutMs,
      signal,
    });
  const wellDone = (answer: Answer): boolean => answer.kind === 'answer' && answer.status >= 200 && answer.status < 300;
  const complain = (answer: Answer): never => {
    const said =
      answer.kind === 'answer'
        ? `it answered ${answer.status}`
        : answer.kind === 'late'
          ? 'it did not answer'
          : answer.reason;
    return refuse('service_unreachable', `the service's demo door cannot be used: ${said}`);
  };
  return {
    facts: async () => {
      const answer = await call('/facts', 'GET', FACTS_CUT_MS);
      const facts = answer.kind === 'answer' && wellDone(answer) ? parseJson(answer.body) : undefined;
      return isFields(facts) ? facts : complain(answer);
    },
    runDue: async () => wellDone(await call('/run-due', 'POST', WORK_CUT_MS, {})),
    addResidents: async (openids, subscribe) => {
      const answer = await call('/residents', 'POST', WORK_CUT_MS, { openids, subscribe });
      if (!wellDone(answer)) complain(answer);
    },
  };
};
