import { z } from 'zod';
import { Refused, refuse } from '../kernel/errors.js';
import type { Log } from '../kernel/log.js';
import { codes } from './answers.js';
import { multipart } from './multipart.js';
import type { KfMessage } from './outbound.js';
import type { Called } from './platform-calls.js';
import { shapeFields } from './template-fields.js';
import { type ApiOptions, TokenedApi } from './tokened-api.js';

/** What became of a customer-service message. `maybe`: it may have arrived, of a template message too. */
export type KfOutcome =
  | { kind: 'sent' }
  | { kind: 'closed'; code: number }
  | { kind: 'refused'; code: number }
  | { kind: 'unreachable'; maybe: boolean };

export type TemplateOutcome =
  | { kind: 'sent'; msgId: string }
  | { kind: 'refused'; code: number; gone: boolean; quota: boolean }
  | { kind: 'unreachable'; maybe: boolean };

export interface TemplateMessage {
  openid: string;
  templateId: string;
  /** by the template's own keys; shortened to what WeChat allows in each */
  fields: Readonly<Record<string, string>>;
  /** The platform delivers one message an openid and id within ten minutes. */
  clientMsgId: string;
  url?: string;
}

const templateList = z.object({
  template_list: z.array(z.object({ template_id: z.string(), title: z.string().default('') })),
});
const sentTemplate = z.object({ msgid: z.string().default('0') });
const uploaded = z.object({ media_id: z.string().min(1) });

/** The calls that we make, with outcomes in place of errors. */
export class WechatClient extends TokenedApi {
  private readonly notes: Log;

  /** @throws Refused bad_configuration */
  constructor(options: ApiOptions) {
    super(options);
    this.notes = options.log;
  }

  /** One customer-service message. */
  async sendCustom(openid: string, message: KfMessage): Promise<KfOutcome> {
    const called = await this.call({ path: '/cgi-bin/message/custom/send', json: { touser: openid, ...message } });
    if (called.kind !== 'answered')
      return called.kind === 'unreachable' ? called : { kind: 'unreachable', maybe: true };
    const { errcode: code, errmsg } = called.verdict;
    if (code === 0) return { kind: 'sent' };
    // a platform that stayed busy through our tries did not take it, and neither did one that refused our token
    if (codes.notTaken.has(code) || codes.token.has(code)) return { kind: 'unreachable', maybe: false };
    if (codes.closed.has(code)) return { kind: 'closed', code };
    this.notes.warn({ openid, errcode: code, errmsg }, 'a customer-service message was refused');
    return { kind: 'refused', code };
  }

  /** One template message; the outcome type is the outreach module's. */
  async sendTemplate(message: TemplateMessage): Promise<TemplateOutcome> {
    const { openid, templateId, fields, clientMsgId, url } = message;
    const data = Object.fromEntries(Object.entries(shapeFields(fields)).map(([key, value]) => [key, { value }]));
    const json = { touser: openid, template_id: templateId, client_msg_id: clientMsgId, ...(url ? { url } : {}), data };
    const send = (): Promise<Called> => this.call({ path: '/cgi-bin/message/template/send', json });
    let called = await send();
    if (called.kind === 'answered' && codes.sporadic.has(called.verdict.errcode)) called = await send();
    if (called.kind !== 'answered')
      return called.kind === 'unreachable' ? called : { kind: 'unreachable', maybe: true };
    const { errcode: code, errmsg } = called.verdict;
    if (code === 0) return { kind: 'sent', msgId: sentTemplate.safeParse(called.verdict).data?.msgid ?? '0' };
    if (codes.notTaken.has(code) || codes.token.has(code)) return { kind: 'unreachable', maybe: false };
    this.notes.warn({ openid, errcode: code, errmsg }, 'a template message was refused');
    return { kind: 'refused', code, gone: codes.gone.has(code), quota: codes.quota.has(code) };
  }

  /** Shows the resident that an answer is being written; a refusal is no harm. */
  async typing(openid: string): Promise<void> {
    await this.call({ path: '/cgi-bin/message/custom/typing', json: { touser: openid, command: 'Typing' } });
  }

  /** A media file of the last three days. @throws Refused platform_refused (gone for good) | platform_unreachable (try again) */
  async getMedia(mediaId: string, signal?: AbortSignal): Promise<{ bytes: Buffer; type: string }> {
    const aborting = signal ? { signal } : {};
    const query = { media_id: mediaId };
    const called = await this.call({ path: '/cgi-bin/media/get', query, file: true, ...aborting });
    if (called.kind === 'file') return { bytes: called.bytes, type: called.type };
    if (called.kind === 'unreachable' || called.verdict.errcode === codes.busy)
      throw new Refused('platform_unreachable', 'media');
    throw new Refused('platform_refused', `media: ${called.verdict.errcode}`);
  }

  /** @returns the media id, good for three days @throws Refused platform_refused | platform_unreachable */
  async uploadBytes(file: { bytes: Buffer; kind: 'image' | 'voice'; name: string; type: string }): Promise<string> {
    const called = await this.call({
      path: '/cgi-bin/media/upload',
      query: { type: file.kind },
      body: multipart(file),
    });
    if (called.kind !== 'answered') throw new Refused('platform_unreachable', 'upload');
    if (called.verdict.errcode !== 0) throw new Refused('platform_refused', `upload: ${called.verdict.errcode}`);
    return uploaded.safeParse(called.verdict).data?.media_id ?? refuse('platform_refused', 'upload without a media id');
  }

  /** @throws Refused platform_refused | platform_unreachable */
  async publishMenu(menu: object): Promise<void> {
    await this.promised((callback) => this.createMenu(menu, callback));
  }

  /** The templates in use. @throws Refused platform_refused | platform_unreachable */
  async listTemplates(): Promise<readonly { id: string; title: string }[]> {
    const list = templateList.safeParse(await this.promised((callback) => this.getAllPrivateTemplate(callback)));
    if (!list.success) return refuse('platform_refused', 'the template list is malformed');
    return list.data.template_list.map(({ template_id, title }) => ({ id: template_id, title }));
  }

  /** Whether the platform knows us: a token can be had. @throws Refused platform_refused | platform_unreachable */
  async check(): Promise<void> {
    await this.tokens.get();
  }

  /** The same, though a token is held: id and secret are shown again. @throws Refused platform_refused | platform_unreachable */
  async introduce(): Promise<void> {
    await this.stableToken();
  }
}
