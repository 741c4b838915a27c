import type { Middleware } from 'koa';
import type { Clock } from '../kernel/clock.js';
import type { Seal } from '../kernel/crypto.js';
import type { Ids } from '../kernel/ids.js';
import type { Log } from '../kernel/log.js';
import { type ClaimFigures, type Connection, claimEraser, claimFigures, claimStore } from './claims-store.js';
import { type TemplateOutcome, WechatClient } from './client.js';
import type { GuardSecrets } from './guard.js';
import { createHearing, type Recognise } from './hearing.js';
import type { TemplateDelivery } from './inbound.js';
import { createKf } from './kf.js';
import type { LateDeps } from './late.js';
import { publishMenu } from './menu.js';
import { createMessages, type Messages, type MessagesDeps } from './messages.js';
import { noticeStore } from './notices-store.js';
import { createLadder, type Ladder, type LadderDeps, type Notice, type NoticeReach, type NoticeWay } from './notify.js';
import { createPictures, type Pictures, type PicturesDeps } from './pictures.js';
import { pictureMarks } from './pictures-store.js';
import type { OnCall } from './platform-calls.js';
import { platformClock } from './platform-clock.js';
import type { Answer } from './think.js';
import { tokenStore } from './token-store.js';
import { closeConnections } from './transport.js';
import { createWebhook, type WebhookDeps } from './webhook.js';
import { createWindows, type Windows } from './windows.js';
import { windowStore } from './windows-store.js';
import type { EdgeWords } from './words.js';

export type { ClaimFigures } from './claims-store.js';
export type { TemplateDelivery } from './inbound.js';
export type { Delivery } from './late.js';
export type { Menu } from './menu.js';
export type { Notice as ResidentNotice } from './notify.js';
export type { PictureOutcome } from './pictures.js';
export type { EdgeWords } from './words.js';

export type TemplateName = 'bill' | 'ticket' | 'notice';

export interface WechatConfig extends GuardSecrets {
  appSecret: string;
  /** `https://api.weixin.qq.com` */
  apiOrigin: string;
  /** template ids of this account; a message whose template is missing is refused before it is sent */
  templates: Partial<Record<TemplateName, string>>;
}

export interface OutDeps {
  config: WechatConfig;
  db: Connection;
  clock: Clock;
  seal: Seal;
  ids: Ids;
  log: Log;
  /** what the ticket template says below the ticket, at most 20 characters */
  ticketHint: string;
  draw: PicturesDeps['draw'];
  onCall?: OnCall;
  sms?: LadderDeps['sms'];
}

/** What we say without being asked, and what the platform keeps for us. The types are the domain's ports. */
export interface WechatOut {
  client: WechatClient;
  ladder: Ladder;
  windows: Windows;
  notify(notice: Notice): Promise<{ way: NoticeWay; left: number }>;
  reach(openids: readonly string[]): Promise<ReadonlyMap<string, NoticeReach>>;
  sendTemplate(message: {
    openid: string;
    template: TemplateName;
    fields: Readonly<Record<string, string>>;
    clientMsgId: string;
  }): Promise<TemplateOutcome>;
  /** Sends a picture that nobody asked for, once a cause, where a window is open; never throws. */
  sendPicture: Pictures['send'];
  /** Erases windows, notes and finished messages. @returns false while a message of the resident is under way: to be asked again */
  eraseResident(openid: string): Promise<boolean>;
  /** @throws Refused platform_refused (gone for good) | platform_unreachable (try again) */
  fetchMedia(mediaId: string): Promise<{ bytes: Buffer; type: string }>;
  /** @throws Refused bad_input | platform_refused | platform_unreachable */
  publishMenu(menu: unknown): Promise<void>;
  /** The platform's clock. @throws Refused platform_unreachable */
  platformClock(): Promise<Date | undefined>;
  /** Ends the kept connections to the platform; the last step of an orderly end. */
  close(): void;
}

const TEMPLATE_UNKNOWN = 40037;

/** The half that the domain stands on. @throws Refused bad_configuration */
export const createWechatOut = (deps: OutDeps): WechatOut => {
  const { config, db, clock, seal, ids, log, ticketHint, draw, sms, onCall } = deps;
  const client = new WechatClient({
    ...config,
    tokens: tokenStore(db),
    seal,
    clock,
    ids,
    log,
    ...(onCall ? { onCall } : {}),
  });
  const windows = createWindows({ store: windowStore(db), clock });
  const send: PicturesDeps['send'] = (openid, message) => client.sendCustom(openid, message);
  const upload: PicturesDeps['upload'] = (file) => client.uploadBytes(file);
  const pictures = createPictures({ draw, upload, send, windows, marks: pictureMarks(db), clock, log });
  const eraseClaims = claimEraser(db);
  const { ticket, notice } = config.templates;
  const ladder = createLadder({
    kf: createKf({ send, show: pictures.show, windows }),
    sendTemplate: (message) => client.sendTemplate(message),
    windows,
    store: noticeStore(db),
    templates: { ...(ticket ? { ticket } : {}), ...(notice ? { notice } : {}) },
    hint: ticketHint,
    seal,
    clock,
    log,
    ...(sms ? { sms } : {}),
  });
  return {
    client,
    ladder,
    windows,
    notify: ladder.notify,
    reach: ladder.reach,
    sendTemplate: async ({ template, ...message }) => {
      const templateId = config.templates[template];
      if (!templateId) return { kind: 'refused', code: TEMPLATE_UNKNOWN, gone: false, quota: false };
      return client.sendTemplate({ ...message, templateId });
    },
    sendPicture: pictures.send,
    eraseResident: async (openid) => {
      await windows.gone(openid);
      await ladder.forget(openid);
      return eraseClaims(openid);
    },
    fetchMedia: (mediaId) => client.getMedia(mediaId),
    publishMenu: (menu) => publishMenu(client, menu),
    platformClock: () => platformClock(config.apiOrigin),
    close: closeConnections,
  };
};

export interface InDeps {
  config: GuardSecrets;
  out: WechatOut;
  db: Connection;
  clock: Clock;
  seal: Seal;
  ids: Ids;
  log: Log;
  words: EdgeWords;
  answer: Answer;
  recognise: Recognise;
  keepVoice?: MessagesDeps['keepVoice'];
  delivered(event: TemplateDelivery): Promise<void>;
  onReply?: WebhookDeps['onReply'];
  onLate?: LateDeps['onLate'];
}

/** The half that stands on the engine. */
export interface WechatIn {
  /** `GET|POST /wechat`; other paths pass through */
  middleware: Middleware;
  /** start it once the store's indexes are there; stop it before the store */
  messages: Messages;
  figures: ClaimFigures;
}

export const createWechatIn = (deps: InDeps): WechatIn => {
  const { config, out, db, clock, seal, ids, log, words, answer, recognise, delivered } = deps;
  const { onReply, onLate, keepVoice } = deps;
  const messages = createMessages({
    store: claimStore(db),
    seal,
    ids,
    log,
    words,
    answer,
    ...(onLate ? { onLate } : {}),
    ...(keepVoice ? { keepVoice } : {}),
    hear: createHearing({ fetchMedia: (mediaId, signal) => out.client.getMedia(mediaId, signal), recognise, log }),
    deliver: out.ladder.deliver,
    channel: {
      opened: out.windows.opened,
      flush: out.ladder.flush,
      gone: async (openid) => {
        await out.windows.gone(openid);
        await out.ladder.forget(openid);
      },
    },
  });
  return {
    messages,
    figures: claimFigures(db),
    middleware: createWebhook({ config, clock, messages, delivered, log, ...(onReply ? { onReply } : {}) }),
  };
};
