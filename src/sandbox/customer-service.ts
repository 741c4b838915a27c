import type { Clock } from '../kernel/clock.js';
import { reject } from './errcodes.js';
import { type Fields, fieldsOf, isFields, listOf, stringOf } from './input.js';
import type { Journal } from './journal.js';
import type { MediaKind, MediaStore } from './media.js';
import type { Residents } from './residents.js';
import { isTooLong, rawText, stripTags } from './rich-text.js';
import type { Draft, ThreadMessage, Threads } from './threads.js';
import type { MessageWindows } from './windows.js';

/** Messages that the account sends of its own accord, inside the allowance that the resident has opened. */
export interface CustomerService {
  /** POST /cgi-bin/message/custom/send. @throws PlatformError 40003 | 40007 | 40008 | 44004 | 45002 | 45008 | 45015 | 45047 */
  send(message: Fields): ThreadMessage;
  /** POST /cgi-bin/message/custom/typing. @throws PlatformError 40003 | 45072 | 45080 | 45081 */
  typing(command: Fields): void;
}

/** What customer-service messages touch. */
export interface CustomerServiceDeps {
  journal: Journal;
  residents: Residents;
  threads: Threads;
  windows: MessageWindows;
  media: MediaStore;
  clock: Clock;
}

type Shown = Pick<Draft, 'type' | 'text' | 'raw'>;
type Reader = (content: Fields, media: MediaStore) => Shown;

const lines = (...words: (string | undefined)[]): string => words.filter(Boolean).join('\n');

const words = (content: Fields, name: string): string => {
  const value = stringOf(content[name]) ?? '';
  return isTooLong(value) ? reject(45002) : value;
};

const text: Reader = (content) => {
  const value = words(content, 'content');
  return value ? { type: 'text', text: stripTags(value), raw: rawText(value) } : reject(44004);
};

const medium =
  (kind: MediaKind, label: string): Reader =>
  (content, media) => {
    const mediaId = stringOf(content.media_id) ?? '';
    if (media.current(mediaId)?.kind !== kind) return reject(40007);
    const title = stringOf(content.title);
    const description = stringOf(content.description);
    const raw = { mediaId, ...(title ? { title } : {}), ...(description ? { description } : {}) };
    return { type: kind, text: lines(label, title, description), raw };
  };

const music: Reader = (content) => {
  const title = words(content, 'title');
  const description = words(content, 'description');
  return {
    type: 'music',
    text: lines('[音乐]', title, description),
    raw: { title, description, url: stringOf(content.musicurl) ?? '' },
  };
};

const news: Reader = (content) => {
  const [article, ...more] = listOf(content.articles).map(fieldsOf);
  if (!article) return reject(44004);
  if (more.length > 0) return reject(45008);
  const title = words(article, 'title');
  const description = words(article, 'description');
  const raw = { title, description, url: stringOf(article.url) ?? '', picUrl: stringOf(article.picurl) ?? '' };
  return { type: 'news', text: lines(title, description), raw };
};

const msgmenu: Reader = (content) => {
  const head = words(content, 'head_content');
  const tail = words(content, 'tail_content');
  const choices = listOf(content.list)
    .map(fieldsOf)
    .map((item) => ({ id: String(item.id ?? ''), content: words(item, 'content') }));
  if (choices.length === 0 || choices.some((choice) => !choice.id || !choice.content)) return reject(44004);
  const all = lines(head, ...choices.map((choice) => choice.content), tail);
  return { type: 'msgmenu', text: all, raw: { head, choices, tail } };
};

/** Kinds of which the sandbox shows only that they came, with their own title where they have one. */
const card =
  (type: string, label: string): Reader =>
  (content) => ({ type, text: lines(label, stringOf(content.title)), raw: content });

const readers: Readonly<Record<string, Reader>> = {
  text,
  image: medium('image', '[图片]'),
  voice: medium('voice', '[语音]'),
  video: medium('video', '[视频]'),
  music,
  news,
  msgmenu,
  mpnews: card('mpnews', '[图文]'),
  mpnewsarticle: card('mpnewsarticle', '[图文]'),
  wxcard: card('wxcard', '[卡券]'),
  miniprogrampage: card('miniprogrampage', '[小程序]'),
};

const TYPING_NEEDS_ACT_MS = 30_000;
const TYPING_LASTS_MS = 15_000;

/** Validates a message first, then the allowance: a refused message costs nothing. */
export const createCustomerService = ({
  journal,
  residents,
  threads,
  windows,
  media,
  clock,
}: CustomerServiceDeps): CustomerService => {
  const typingSince = new Map<string, number>();
  const receiver = (message: Fields): string => {
    const resident = residents.find(stringOf(message.touser) ?? '');
    return resident ? resident.openid : reject(40003);
  };
  const mayWrite = (openid: string): void => {
    const state = residents.need(openid).following ? windows.state(openid) : 'closed';
    if (state === 'closed') reject(45015);
    if (state === 'spent') reject(45047);
  };
  return {
    send: (message) => {
      const openid = receiver(message);
      const type = stringOf(message.msgtype) ?? '';
      const read = Object.hasOwn(readers, type) ? readers[type] : undefined;
      if (!read) return reject(40008);
      const content = message[type];
      const shown = isFields(content) ? read(content, media) : reject(44004);
      mayWrite(openid);
      typingSince.delete(openid);
      const account = stringOf(fieldsOf(message.customservice).kf_account);
      const raw = account ? { ...shown.raw, kfAccount: account } : shown.raw;
      return journal.together(() => {
        windows.spend(openid);
        return threads.append(openid, { from: 'account', channel: 'kf', ...shown, raw });
      });
    },
    typing: (command) => {
      const openid = receiver(command);
      const now = clock.now().getTime();
      const since = typingSince.get(openid);
      if (command.command === 'CancelTyping') return void typingSince.delete(openid);
      if (command.command !== 'Typing') return reject(45072);
      if ((windows.sinceLastAct(openid) ?? Number.POSITIVE_INFINITY) > TYPING_NEEDS_ACT_MS) return reject(45080);
      if (since !== undefined && now - since < TYPING_LASTS_MS) return reject(45081);
      typingSince.set(openid, now);
    },
  };
};
