import Router from '@koa/router';
import type { Context } from 'koa';
import { sameSecret } from '../kernel/crypto.js';
import type { CustomerService } from './customer-service.js';
import { PlatformError, reject } from './errcodes.js';
import type { FinishEvents } from './finish-events.js';
import { MODELS_PATH, type ModelService } from './hugging-face.js';
import { type Fields, fieldsOf, isFields, parseJson, stringOf } from './input.js';
import { type MediaKind, type MediaStore, sniffed } from './media.js';
import type { Menu } from './menu.js';
import { firstFile } from './multipart.js';
import { answerJson, bodyOf } from './platform-edge.js';
import type { Residents } from './residents.js';
import type { SmsGateway } from './sms.js';
import type { SpeechService } from './speech.js';
import type { TemplateMessages } from './templates.js';
import type { TextModels } from './text-models.js';
import type { TokenServer } from './tokens.js';

/** Everything behind the paths that the service calls. */
export interface ApiDeps {
  tokens: TokenServer;
  customerService: CustomerService;
  templates: TemplateMessages;
  finishEvents: FinishEvents;
  media: MediaStore;
  menu: Menu;
  residents: Residents;
  sms: SmsGateway;
  smsKey: string;
  speech: SpeechService;
  models: ModelService;
  textModels: TextModels;
  mediaUrl(id: string): string;
}

const OK = { errcode: 0, errmsg: 'ok' };

const jsonOf = (ctx: Context): Fields => {
  const value = parseJson(bodyOf(ctx).toString('utf8'));
  return isFields(value) ? value : reject(47001);
};

const uploads: Record<MediaKind, { bytes: number; types: readonly string[] }> = {
  image: { bytes: 10 * 1024 * 1024, types: ['image/png', 'image/jpeg', 'image/gif'] },
  voice: { bytes: 2 * 1024 * 1024, types: ['audio/amr', 'audio/mp3'] },
  video: { bytes: 10 * 1024 * 1024, types: ['video/mp4'] },
  thumb: { bytes: 64 * 1024, types: ['image/jpeg'] },
};
const isKind = (type: string | undefined): type is MediaKind => type !== undefined && Object.hasOwn(uploads, type);

const upload =
  ({ media }: ApiDeps) =>
  (ctx: Context): void => {
    const type = stringOf(ctx.query.type);
    if (!isKind(type)) throw new PlatformError(40004);
    const file = firstFile(ctx.get('content-type'), bodyOf(ctx)) ?? reject(41005);
    if (file.bytes.length === 0) reject(44004);
    if (file.bytes.length > uploads[type].bytes) reject(40006);
    if (!uploads[type].types.includes(sniffed(file.bytes) ?? '')) reject(40005);
    const saved = media.save(type, file.bytes);
    answerJson(ctx, { type, media_id: saved.id, created_at: Math.floor(saved.at / 1000) });
  };

const download =
  ({ media, mediaUrl }: ApiDeps) =>
  (ctx: Context): void => {
    const file = media.current(stringOf(ctx.query.media_id) ?? '') ?? reject(40007);
    if (file.kind === 'video') {
      answerJson(ctx, { video_url: mediaUrl(file.id) });
      return;
    }
    ctx.set('Content-Type', file.contentType);
    ctx.set('Content-Disposition', `attachment; filename="${file.id}.${file.contentType.split('/')[1] ?? 'bin'}"`);
    ctx.body = media.bytes(file);
  };

const userInfo =
  ({ residents }: ApiDeps) =>
  (ctx: Context): void => {
    const resident = residents.find(stringOf(ctx.query.openid) ?? '') ?? reject(40003);
    const { openid, following, since } = resident;
    const follower = {
      subscribe: 1,
      openid,
      language: 'zh_CN',
      subscribe_time: Math.floor(Date.parse(since) / 1000),
      remark: '',
      groupid: 0,
      tagid_list: [],
      subscribe_scene: 'ADD_SCENE_SEARCH',
      qr_scene: 0,
      qr_scene_str: '',
    };
    answerJson(ctx, following ? follower : { subscribe: 0, openid, tagid_list: [] });
  };

/** What the gateway's caller said, or the status and code of what is wrong with it. */
const readSms = (
  ctx: Context,
  key: string,
): { mobile: string; text: string; id: string } | [status: number, code: string] => {
  if (!sameSecret(ctx.get('authorization'), `Bearer ${key}`)) return [401, 'wrong_key'];
  const message = fieldsOf(parseJson(bodyOf(ctx).toString('utf8')));
  const [mobile, text, id] = [stringOf(message.mobile), stringOf(message.text), stringOf(message.id)];
  return mobile && /^1\d{10}$/.test(mobile) && text && id ? { mobile, text, id } : [400, 'bad_input'];
};

const sendSms =
  ({ sms, smsKey }: ApiDeps) =>
  (ctx: Context): void => {
    const read = readSms(ctx, smsKey);
    if (Array.isArray(read)) {
      ctx.status = read[0];
      ctx.body = { error: { code: read[1] } };
    } else ctx.body = { id: read.id, delivered: sms.send(read) };
  };

type Act = (ctx: Context) => void;

/** An act that is answered with `{"errcode":0}` once it is done. */
const done =
  (act: (message: Fields) => unknown): Act =>
  (ctx) => {
    act(jsonOf(ctx));
    answerJson(ctx, OK);
  };

const sendTemplate =
  ({ templates, finishEvents }: ApiDeps): Act =>
  (ctx) => {
    const { msgid } = templates.send(jsonOf(ctx));
    finishEvents.wake();
    // A bare integer, as WeChat writes it; no JavaScript number could hold it.
    answerJson(ctx, { ...OK, msgid }, `{"errcode":0,"errmsg":"ok","msgid":${msgid}}`);
  };

/** The platform's paths. All but the token calls need an `access_token`. */
export const platformApi = (deps: ApiDeps): Router => {
  const { tokens, menu, customerService, templates, speech, models, textModels } = deps;
  const router = new Router();
  const authorised = (method: 'get' | 'post', path: string, act: Act): void => {
    router[method](`/cgi-bin/${path}`, (ctx) => {
      tokens.check(stringOf(ctx.query.access_token));
      act(ctx);
    });
  };
  router.get('/cgi-bin/token', (ctx) => answerJson(ctx, tokens.plain(ctx.query)));
  router.post('/cgi-bin/stable_token', (ctx) => answerJson(ctx, tokens.stable(jsonOf(ctx))));
  authorised('post', 'message/custom/send', done(customerService.send));
  authorised('post', 'message/custom/typing', done(customerService.typing));
  authorised('post', 'message/template/send', sendTemplate(deps));
  authorised('get', 'template/get_all_private_template', (ctx) => answerJson(ctx, { template_list: templates.list() }));
  authorised('post', 'media/upload', upload(deps));
  authorised('get', 'media/get', download(deps));
  authorised('post', 'menu/create', done(menu.publish));
  authorised('get', 'menu/get', (ctx) => answerJson(ctx, { menu: menu.current() ?? reject(46003) }));
  authorised('get', 'menu/delete', (ctx) => {
    menu.remove();
    answerJson(ctx, OK);
  });
  authorised('get', 'user/info', userInfo(deps));
  const addresses: Act = (ctx) => answerJson(ctx, { ip_list: ['127.0.0.1'] });
  authorised('get', 'get_api_domain_ip', addresses);
  authorised('get', 'getcallbackip', addresses);
  router.post('/sms/send', sendSms(deps));
  router.post('/speech', (ctx) => {
    ctx.body = speech.recognise({ method: ctx.method, headers: ctx.headers, body: bodyOf(ctx) });
  });
  router.post([...textModels.paths], (ctx) => textModels.answer(ctx, bodyOf(ctx)));
  router.post(`${MODELS_PATH}/:owner/:model`, (ctx) => models.answer(ctx, bodyOf(ctx)));
  return router;
};
