import type { Site } from '../../site/site.js';

/** How a campaign stands, as staff see it. */
export interface Standing {
  state: 'awaiting approval' | 'running' | 'waiting' | 'done';
  wait?: { for: string; until: string };
  counts: Record<'pending' | 'sending' | 'sent' | 'failed' | 'skipped' | 'unknown', number>;
}

/** How many recipients ended alike. */
export type Reasons = readonly { state: string; way?: string; reason?: string; count: number }[];

/** A clerk at the admin API, who asks again after each death of the service. */
export interface Desk {
  /** Starts or continues the push and waits for it. @returns false when the service died meanwhile or could not be reached */
  push(month: string): Promise<boolean>;
  /** Undefined when there is none yet, or nobody answers. */
  standing(month: string): Promise<Standing | undefined>;
  reasons(month: string): Promise<Reasons>;
}

/** Real milliseconds for a look, and for a push. */
const LOOK_MS = 15_000;
const PATIENT_MS = 280_000;

/** Signs in, and again when the session is over: the demo's clock may be moved. */
export const openDesk = (site: Site): Desk => {
  let token = '';
  const call = (path: string, body?: object, ms = PATIENT_MS): Promise<Response> =>
    fetch(`${site.admin}/admin/api${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(ms),
    });
  const signIn = async (): Promise<void> => {
    const { user, password } = site.credentials().staff.find(({ role }) => role === 'super_admin') ?? {};
    token = '';
    const answer = await call('/sessions', { user, password });
    if (answer.ok) ({ token } = (await answer.json()) as { token: string });
  };
  /** Undefined when nobody answers, or with a refusal. */
  const ask = async (path: string, body?: object, ms?: number): Promise<Response | undefined> => {
    try {
      if (!token) await signIn();
      const answer = await call(path, body, ms);
      if (answer.status === 401) token = '';
      return answer.ok ? answer : undefined;
    } catch {
      return undefined;
    }
  };
  return {
    push: async (month) => (await ask('/campaigns/bills', { month })) !== undefined,
    reasons: async (month) => {
      const answer = await ask(`/campaigns/bills:${month}/report`);
      return answer ? ((await answer.json()) as { reasons: Reasons }).reasons : [];
    },
    standing: async (month) => {
      const answer = await ask(`/campaigns/bills:${month}`, undefined, LOOK_MS);
      return answer && ((await answer.json().catch(() => undefined)) as Standing | undefined);
    },
  };
};
