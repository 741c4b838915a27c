import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import type { Spoken } from '../../src/conversation/reply.js';
import type { Turn } from '../../src/conversation/turn.js';
import { handClock } from '../../src/kernel/clock.js';
import { createSeal } from '../../src/kernel/crypto.js';
import { randomIds } from '../../src/kernel/ids.js';
import { type Log, silentLog } from '../../src/kernel/log.js';
import type { TemplateDelivery } from '../../src/wechat/inbound.js';
import type { Delivery } from '../../src/wechat/late.js';
import { createMessages, type MessagesDeps } from '../../src/wechat/messages.js';
import type { Outgoing } from '../../src/wechat/outbound.js';
import { createWebhook } from '../../src/wechat/webhook.js';
import { openReply, type Push, secrets } from './fixtures.js';
import { memoryClaims } from './memory-stores.js';

export const words = {
  slow: '正在查，稍等，结果马上发给您',
  storedLater: '系统刚才慢了，您的内容已经收到，稍后给您答复',
  notYetStored: '系统有点慢，几分钟内没收到答复请再发一次',
  notStored: '系统刚才出了问题，这条没收到，请过几分钟再发一次',
  failed: '这件事没办成，请稍后再试',
  mayBeLost: '刚才给您的答复可能没发到，没看到的话请再问一次',
};

export const seal = createSeal({ keys: [{ id: 'k1', key: Buffer.alloc(32, 7) }], indexKey: Buffer.alloc(32, 8) });

export const say = (text: string): Spoken => ({ text, choices: [] });

/** A promise that the test opens. */
export const gate = () => {
  let open: () => void = () => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, passed };
};

export interface EdgeOptions {
  answer?: (turn: Turn) => Promise<Spoken | undefined>;
  claims?: ReturnType<typeof memoryClaims>;
  delivery?: (messages: readonly Outgoing[], cause: string) => Promise<Delivery>;
  deps?: Partial<MessagesDeps>;
  queued?: boolean;
  log?: Log;
}

/** The edge over real HTTP with a fake engine behind it and a fake customer-service channel beside it. */
export const startEdge = async ({
  answer,
  claims = memoryClaims(),
  delivery,
  deps = {},
  queued = false,
  log = silentLog,
}: EdgeOptions = {}) => {
  const clock = handClock('2026-11-21T09:00:00+08:00');
  const turns: Turn[] = [];
  const late: { openid: string; messages: readonly Outgoing[]; cause: string }[] = [];
  const channel: string[] = [];
  /** What each reply held, and how late answers ended. */
  const outcomes: string[] = [];
  const deliveries: TemplateDelivery[] = [];
  const listeners: (() => void)[] = [];
  const happened = (): void => {
    for (const run of listeners) run();
  };
  const messages = createMessages({
    store: claims.store,
    seal,
    ids: randomIds,
    log,
    onLate: (way) => {
      outcomes.push(way);
      happened();
    },
    words,
    answer: async (turn) => {
      turns.push(turn);
      return answer ? answer(turn) : say(`答：${turn.input.kind === 'text' ? turn.input.text : turn.input.kind}`);
    },
    hear: async () => ({ heard: { kind: 'words', text: '上个月水费多少' }, by: 'tencent 16k_zh', ms: 900 }),
    deliver: async (message) => {
      late.push(message);
      happened();
      const outcome = await (delivery?.(message.messages, message.cause) ?? 'sent');
      happened();
      return outcome;
    },
    channel: {
      opened: async (_openid, cause) => {
        channel.push(`opened ${cause}`);
        return { queued };
      },
      flush: async () => {
        channel.push('flush');
        happened();
      },
      gone: async () => {
        channel.push('gone');
        happened();
      },
    },
    deadlineMs: 150,
    passiveMs: 0,
    pollMs: 10,
    ...deps,
  });
  const app = new Koa();
  app.silent = true;
  app.use(
    createWebhook({
      config: secrets,
      clock,
      messages,
      delivered: async (event) => {
        deliveries.push(event);
        happened();
      },
      log,
      onReply: (outcome) => outcomes.push(outcome),
      bodyMs: 300,
    }),
  );
  const server: Server = createServer(app.callback());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const send = async (query: object, body: string | undefined, method = 'POST') => {
    const search = new URLSearchParams(query as Record<string, string>);
    const response = await fetch(`${origin}/wechat?${search}`, { method, ...(body === undefined ? {} : { body }) });
    return { status: response.status, type: response.headers.get('content-type') ?? '', text: await response.text() };
  };
  const post = async ({ query, body }: Push): Promise<string | undefined> => {
    const { status, text } = await send(query, body);
    if (status !== 200) throw new Error(`status ${status}`);
    return openReply(text)?.content;
  };
  /** Waits until `done` holds; looked at whenever something happened. */
  const until = (done: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (done()) resolve();
      };
      listeners.push(look);
      look();
    });
  const idle = async (): Promise<void> => {
    await messages.stop(5_000);
  };
  const close = async (): Promise<void> => {
    await messages.stop(100);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return {
    origin,
    clock,
    turns,
    late,
    channel,
    outcomes,
    deliveries,
    claims,
    messages,
    send,
    post,
    until,
    idle,
    close,
    server,
  };
};

export type Edge = Awaited<ReturnType<typeof startEdge>>;

const wordsOf = (message: Outgoing): string => {
  switch (message.msgtype) {
    case 'text':
      return message.text.content;
    case 'msgmenu':
      return message.msgmenu.head_content;
    case 'image':
      return `[${message.image.media_id}]`;
    case 'picture':
      return `[${message.picture.alt}]`;
  }
};

/** The words of customer-service messages; a picture is what it shows, in brackets. */
export const kfWords = (messages: readonly Outgoing[]): string[] => messages.map(wordsOf);
