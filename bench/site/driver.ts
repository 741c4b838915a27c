/** One entry of a resident's thread. */
export interface ThreadMessage {
  seq: number;
  at: string;
  from: 'resident' | 'account' | 'platform';
  channel: 'passive' | 'kf' | 'template' | 'subscription' | null;
  type: string;
  text: string;
  raw: { content?: string; choices?: { id: string; content: string }[]; [key: string]: unknown };
  msgId?: string;
}

/** What became of one push. */
export interface Delivery {
  msgId: string;
  tries: number;
  ms: number;
  passive: ThreadMessage | null;
  shown: string | null;
  problem: string | null;
}

export interface Bill {
  month: string;
  lastReading: number;
  thisReading: number;
  usage: number;
  lines: { tier: number; usage: number; priceFen: number; amountFen: number }[];
  amountFen: number;
  paid: boolean;
}

export interface Customer {
  account: string;
  holder: string;
  mobile: string;
  password: string;
  property: string;
  address: string;
  district: string;
  latitude: number;
  longitude: number;
  arrearsFen: number;
  bills: Bill[];
}

export interface Notice {
  id: string;
  kind: string;
  title: string;
  areas: { name: string; latitude?: number; longitude?: number; radiusM?: number }[];
  from: string | null;
  to: string | null;
  state: string;
}

export interface Demo {
  now: string;
  tariff: unknown;
  customers: Customer[];
  notices: Notice[];
  outlets: { name: string; address: string; latitude: number; longitude: number; hours: string }[];
}

export interface Sms {
  at: string;
  mobile: string;
  text: string;
  code?: string;
}

export interface PlatformCall {
  seq: number;
  at: string;
  method: string;
  path: string;
  query: Record<string, string>;
  body: unknown;
  status: number;
  answer: unknown;
  ms: number;
}

/** What the sandbox is told that a resident does. */
export type Act = Record<string, unknown> & { type?: string };

/** A person with a phone. */
export interface Resident {
  openid: string;
  send(act: Act): Promise<Delivery>;
  /** Types words. @returns the passive answer's words; '' when there was none */
  says(words: string): Promise<string>;
  speaks(words: string): Promise<string>;
  photo(): Promise<string>;
  place(latitude: number, longitude: number, label: string): Promise<string>;
  /** Taps a choice of the account's newest message by its words. */
  taps(label: string): Promise<string>;
  follow(): Promise<string>;
  unfollow(): Promise<void>;
  /** Messages newer than `after`; waits up to `seconds` for one. */
  thread(after?: number, seconds?: number): Promise<ThreadMessage[]>;
  /** Waits for a message of the account that passes, newer than `after`. @throws Error with the thread when none came in time */
  hears(
    test: (message: ThreadMessage) => boolean,
    options?: { after?: number; seconds?: number },
  ): Promise<ThreadMessage>;
  /** Follows and binds by code. @returns what was answered last */
  binds(account: string, mobile: string): Promise<string>;
}

/** The sandbox's driver API. */
export interface Driver {
  demo(): Promise<Demo>;
  /** The demo clock's time. */
  now(): Promise<Date>;
  customer(account: string): Promise<Customer>;
  resident(nickname?: string): Promise<Resident>;
  /** One who follows. */
  follower(nickname?: string): Promise<Resident>;
  /** One who follows and has bound these accounts. */
  bound(...accounts: string[]): Promise<Resident>;
  /** Many who follow, bound to demo customers of their own and subscribed to the bill. */
  subscribers(count: number): Promise<Resident[]>;
  sms(mobile?: string): Promise<Sms[]>;
  /** The newest code sent to this mobile. */
  code(mobile: string): Promise<string>;
  menu(): Promise<unknown>;
  calls(path?: string, since?: number): Promise<PlatformCall[]>;
  fault(fault: Record<string, unknown>): Promise<void>;
  noFaults(): Promise<void>;
  /** Moves the clock and waits until what became due was run. */
  pass(seconds: number): Promise<string>;
}

const HEARS_S = 20;

const ask = async <T>(url: string, method = 'GET', body?: unknown): Promise<T> => {
  const response = await fetch(url, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url} answered ${response.status}: ${text}`);
  return JSON.parse(text) as T;
};

const residentOf = (api: string, openid: string, codeFor: Driver['code']): Resident => {
  const base = `${api}/residents/${openid}`;
  const send: Resident['send'] = (act) => ask<Delivery>(`${base}/send`, 'POST', act);
  const answered = async (act: Act): Promise<string> => (await send(act)).passive?.text ?? '';
  const thread: Resident['thread'] = async (after = 0, seconds = 0) =>
    (await ask<{ messages: ThreadMessage[] }>(`${base}/thread?after=${after}&wait=${seconds}`)).messages;
  const hears: Resident['hears'] = async (test, { after = 0, seconds = HEARS_S } = {}) => {
    const until = performance.now() + seconds * 1000;
    let seen = after;
    for (;;) {
      const left = Math.max(0, (until - performance.now()) / 1000);
      const { messages } = await ask<{ messages: ThreadMessage[] }>(`${base}/thread?after=${seen}&wait=${left}`);
      const found = messages.find((message) => message.from === 'account' && test(message));
      if (found) return found;
      seen = messages.at(-1)?.seq ?? seen;
      if (performance.now() >= until)
        throw new Error(`not heard within ${seconds} s; the thread is\n${spoken(await thread(after))}`);
    }
  };
  const says: Resident['says'] = (content) => answered({ type: 'text', content });
  return {
    openid,
    send,
    says,
    thread,
    hears,
    speaks: (text) => answered({ type: 'voice', text }),
    photo: () => answered({ type: 'image' }),
    place: (latitude, longitude, label) => answered({ type: 'location', latitude, longitude, label }),
    taps: async (label) => {
      const messages = await thread();
      const choices = messages.findLast(({ from }) => from === 'account')?.raw.choices ?? [];
      const choice = choices.find(({ content }) => content === label);
      if (!choice) throw new Error(`"${label}" cannot be tapped; the thread is\n${spoken(messages)}`);
      return answered({ type: 'text', content: choice.content, menuId: choice.id });
    },
    follow: () => answered({ type: 'event', event: 'subscribe' }),
    unfollow: async () => {
      await send({ type: 'event', event: 'unsubscribe' });
    },
    binds: async (account, mobile) => {
      const first = await says(`绑定户号 ${account}`);
      if (/同意/.test(first)) await says('同意');
      return says(await codeFor(mobile));
    },
  };
};

/** A thread as lines, for messages of failed tests. */
export const spoken = (messages: readonly ThreadMessage[]): string =>
  messages.map(({ seq, from, channel, text }) => `${seq} ${from}${channel ? `/${channel}` : ''}> ${text}`).join('\n');

/** The driver API at this address. */
export const driver = (api: string): Driver => {
  const demo: Driver['demo'] = () => ask<Demo>(`${api}/demo`);
  const customer: Driver['customer'] = async (account) => {
    const found = (await demo()).customers.find((one) => one.account === account);
    if (!found) throw new Error(`the demo has no account ${account}`);
    return found;
  };
  const sms: Driver['sms'] = (mobile) => ask<Sms[]>(`${api}/sms${mobile ? `?mobile=${mobile}` : ''}`);
  const code: Driver['code'] = async (mobile) => {
    const last = (await sms(mobile)).at(-1)?.code;
    if (!last) throw new Error(`no code was sent to ${mobile}`);
    return last;
  };
  const resident: Driver['resident'] = async (nickname) => {
    const { openid } = await ask<{ openid: string }>(`${api}/residents`, 'POST', nickname ? { nickname } : {});
    return residentOf(api, openid, code);
  };
  const follower: Driver['follower'] = async (nickname) => {
    const one = await resident(nickname);
    await one.follow();
    return one;
  };
  return {
    demo,
    now: async () => new Date((await ask<{ now: string }>(`${api}/now`)).now),
    customer,
    resident,
    follower,
    subscribers: async (count) => {
      const wanted = { count, bind: true, subscribe: true };
      const { openids } = await ask<{ openids: string[] }>(`${api}/residents`, 'POST', wanted);
      return openids.map((openid) => residentOf(api, openid, code));
    },
    sms,
    code,
    bound: async (...accounts) => {
      const one = await follower();
      for (const account of accounts) {
        const said = await one.binds(account, (await customer(account)).mobile);
        if (!said.includes('绑好了')) throw new Error(`${account} was not bound: ${said}`);
      }
      return one;
    },
    menu: () => ask(`${api}/menu`),
    calls: (path = '', since = 0) => ask<PlatformCall[]>(`${api}/calls?path=${path}&since=${since}`),
    fault: async (fault) => {
      await ask(`${api}/faults`, 'POST', fault);
    },
    noFaults: async () => {
      await ask(`${api}/faults`, 'DELETE');
    },
    pass: async (advanceSeconds) => (await ask<{ now: string }>(`${api}/clock`, 'POST', { advanceSeconds })).now,
  };
};
