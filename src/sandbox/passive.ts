import { decrypt, signatureOf } from './envelope.js';
import type { MediaKind, MediaStore } from './media.js';
import { isTooLong, rawText, stripTags } from './rich-text.js';
import type { MessageMode } from './settings.js';
import type { Draft } from './threads.js';
import { childOf, parseXml, wordsOf, type XmlElement } from './xml.js';

/** What the account answered: nothing, a message, or something that no phone can show. */
export type PassiveReply = { kind: 'nothing' } | { kind: 'message'; draft: Draft } | { kind: 'broken'; reason: string };

/** Whose answer it must be, and the media it may name. */
export interface PassiveDeps {
  account: { appId: string; token: string; originalId: string };
  media: MediaStore;
}

/** What is answered: to whom, as what (ordinary messages get at most one article), and in which mode and under which key it went out. */
export interface Asked {
  openid: string;
  msgType: string;
  mode: MessageMode;
  encodingAesKey: string;
}

type Shown = Pick<Draft, 'type' | 'text' | 'raw'>;

const broken = (reason: string): PassiveReply => ({ kind: 'broken', reason });
const NOTHING: PassiveReply = { kind: 'nothing' };

/** Opens an encrypted answer; a string is the reason why it cannot be opened. */
const opened = (box: string, envelope: XmlElement, key: string, { account }: PassiveDeps): { xml: string } | string => {
  const timestamp = wordsOf(envelope, 'TimeStamp');
  const nonce = wordsOf(envelope, 'Nonce');
  if (!timestamp || !nonce) return 'TimeStamp or Nonce is missing';
  if (wordsOf(envelope, 'MsgSignature') !== signatureOf(account.token, timestamp, nonce, box))
    return 'MsgSignature is wrong';
  const content = decrypt(box, key);
  if (!content) return 'Encrypt is not of this key';
  return content.appId === account.appId ? { xml: content.xml } : 'the AppId inside is not the account';
};

const text = (reply: XmlElement): Shown | string => {
  const content = wordsOf(reply, 'Content');
  if (!content) return 'Content is empty';
  return isTooLong(content) ? 'Content is too long' : { type: 'text', text: stripTags(content), raw: rawText(content) };
};

const medium =
  (element: string, kind: MediaKind, label: string) =>
  (reply: XmlElement, media: MediaStore): Shown | string => {
    const inner = childOf(reply, element);
    const mediaId = inner && wordsOf(inner, 'MediaId');
    if (!inner || mediaId === undefined) return `${element} has no MediaId`;
    if (media.current(mediaId)?.kind !== kind) return `MediaId is not a current ${kind}`;
    const title = wordsOf(inner, 'Title');
    const description = wordsOf(inner, 'Description');
    const words = [label, title, description].filter(Boolean).join('\n');
    return {
      type: kind,
      text: words,
      raw: { mediaId, ...(title ? { title } : {}), ...(description ? { description } : {}) },
    };
  };

const music = (reply: XmlElement): Shown | string => {
  const inner = childOf(reply, 'Music');
  if (!inner || !wordsOf(inner, 'ThumbMediaId')) return 'Music has no ThumbMediaId';
  const title = wordsOf(inner, 'Title') ?? '';
  const description = wordsOf(inner, 'Description') ?? '';
  const raw = { title, description, url: wordsOf(inner, 'MusicUrl') ?? '' };
  return { type: 'music', text: ['[音乐]', title, description].filter(Boolean).join('\n'), raw };
};

const MAX_ARTICLES = 8;

const news = (reply: XmlElement, _media: MediaStore, most: number): Shown | string => {
  const items = childOf(reply, 'Articles')?.children ?? [];
  if (items.length === 0 || wordsOf(reply, 'ArticleCount') !== String(items.length))
    return 'ArticleCount is not the number of items';
  if (items.length > most) return `${items.length} articles where ${most} may be sent`;
  const articles = items.map((item) => ({
    title: wordsOf(item, 'Title') ?? '',
    description: wordsOf(item, 'Description') ?? '',
    picUrl: wordsOf(item, 'PicUrl') ?? '',
    url: wordsOf(item, 'Url') ?? '',
  }));
  const words = articles.flatMap(({ title, description }) => [title, description]).filter(Boolean);
  return { type: 'news', text: words.join('\n'), raw: { ...articles[0], articles } };
};

const readers: Readonly<
  Record<string, (reply: XmlElement, media: MediaStore, mostArticles: number) => Shown | string>
> = {
  text,
  image: medium('Image', 'image', '[图片]'),
  voice: medium('Voice', 'voice', '[语音]'),
  video: medium('Video', 'video', '[视频]'),
  music,
  news,
};

const readReply = (root: XmlElement, { openid, msgType }: Asked, { account, media }: PassiveDeps): PassiveReply => {
  if (wordsOf(root, 'ToUserName') !== openid) return broken('ToUserName is not the resident');
  if (wordsOf(root, 'FromUserName') !== account.originalId) return broken('FromUserName is not the account');
  if (!/^\d{1,13}$/.test(wordsOf(root, 'CreateTime') ?? '')) return broken('CreateTime is not a number');
  const type = wordsOf(root, 'MsgType') ?? '';
  // Handed over to WeChat's own desk: nothing is shown for it.
  if (type === 'transfer_customer_service')
    return msgType === 'event' ? broken('an event cannot be handed over') : NOTHING;
  const read = Object.hasOwn(readers, type) ? readers[type] : undefined;
  if (!read) return broken(`MsgType "${type}" is unknown`);
  const shown = read(root, media, msgType === 'event' ? MAX_ARTICLES : 1);
  return typeof shown === 'string'
    ? broken(shown)
    : { kind: 'message', draft: { from: 'account', channel: 'passive', ...shown } };
};

const isNothing = (body: string): boolean => body === '' || body === 'success';

/**
 * Judges the body of an answer as the platform does. In safe mode a message must be encrypted; in plain mode it must not be.
 * `success` and an empty body say that nothing is to be shown.
 */
export const readPassive = (body: string, asked: Asked, deps: PassiveDeps): PassiveReply => {
  const { mode, encodingAesKey } = asked;
  if (isNothing(body)) return NOTHING;
  const envelope = parseXml(body);
  if (envelope?.name !== 'xml') return broken('the answer is not well-formed XML');
  const box = wordsOf(envelope, 'Encrypt');
  if (box === undefined)
    return mode === 'safe' ? broken('the answer is not encrypted') : readReply(envelope, asked, deps);
  if (mode === 'plain') return broken('the answer is encrypted in plain mode');
  const content = opened(box, envelope, encodingAesKey, deps);
  if (typeof content === 'string') return broken(content);
  if (isNothing(content.xml)) return NOTHING;
  const reply = parseXml(content.xml);
  return reply?.name === 'xml' ? readReply(reply, asked, deps) : broken('the decrypted answer is not well-formed XML');
};
