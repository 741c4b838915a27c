import { type Errcode, reject } from './errcodes.js';
import { type Fields, fieldsOf, isFields, listOf, stringOf } from './input.js';
import type { Journal } from './journal.js';

/** A menu as published: its buttons, word for word. */
export interface PublishedMenu {
  button: readonly unknown[];
}

/** The custom menu under the chat. */
export interface Menu {
  /** POST /cgi-bin/menu/create. @throws PlatformError 40016-40027 | 40119 | 65316 */
  publish(menu: Fields): void;
  current(): PublishedMenu | undefined;
  remove(): void;
}

const limits = { top: { count: 3, bytes: 16 }, sub: { count: 5, bytes: 60 }, key: 128, url: 1024, domains: 3 } as const;
type Level = 'top' | 'sub';
const codes: Record<Level, Record<'count' | 'type' | 'name' | 'key' | 'url', Errcode>> = {
  top: { count: 40016, type: 40017, name: 40018, key: 40019, url: 40020 },
  sub: { count: 40023, type: 40024, name: 40025, key: 40026, url: 40027 },
};

const keyed = new Set([
  'click',
  'scancode_push',
  'scancode_waitmsg',
  'pic_sysphoto',
  'pic_photo_or_album',
  'pic_weixin',
  'location_select',
]);
const withMedia = new Set(['media_id', 'view_limited']);
const withArticle = new Set(['article_id', 'article_view_limited']);

const isSized = (value: string, most: number): boolean => value !== '' && Buffer.byteLength(value) <= most;

/** @returns the host that the button opens, when it opens one */
const checkButton = (button: Fields, level: Level): string | undefined => {
  const type = stringOf(button.type) ?? '';
  const key = stringOf(button.key) ?? '';
  const url = stringOf(button.url) ?? '';
  const code = codes[level];
  if (keyed.has(type)) {
    if (!isSized(key, limits.key)) reject(code.key);
    return undefined;
  }
  if (withMedia.has(type) || withArticle.has(type)) {
    const id = stringOf(button[withMedia.has(type) ? 'media_id' : 'article_id']) ?? '';
    if (!id) reject(40007);
    return undefined;
  }
  if (type === 'miniprogram' && !(stringOf(button.appid) && stringOf(button.pagepath))) reject(40119);
  if (type !== 'view' && type !== 'miniprogram') reject(code.type);
  if (!isSized(url, limits.url) || !URL.canParse(url) || !/^https?:/.test(url)) reject(code.url);
  return new URL(url).hostname;
};

const checkMenu = (menu: Fields): void => {
  const top = listOf(menu.button);
  if (top.length < 1 || top.length > limits.top.count) reject(codes.top.count);
  const hosts = new Set<string | undefined>();
  for (const each of top) {
    const button = fieldsOf(each);
    if (!isSized(stringOf(button.name) ?? '', limits.top.bytes)) reject(codes.top.name);
    const subs = listOf(button.sub_button);
    if (subs.length === 0) hosts.add(checkButton(button, 'top'));
    if (subs.length > limits.sub.count) reject(codes.sub.count);
    for (const sub of subs.map(fieldsOf)) {
      if (!isSized(stringOf(sub.name) ?? '', limits.sub.bytes)) reject(codes.sub.name);
      if (listOf(sub.sub_button).length > 0) reject(40023);
      hosts.add(checkButton(sub, 'sub'));
    }
  }
  hosts.delete(undefined);
  if (hosts.size > limits.domains) reject(65316);
};

/** No menu until one is published; a published one survives restarts. */
export const createMenu = (journal: Journal): Menu => {
  let current: PublishedMenu | undefined;
  const write = journal.topic<PublishedMenu | { removed: true }>('menu', (entry) => {
    current = 'removed' in entry ? undefined : entry;
  });
  return {
    publish: (menu) => {
      checkMenu(menu);
      const button = listOf(menu.button).map((each) => (isFields(each) ? { sub_button: [], ...each } : each));
      write({ button });
    },
    current: () => current,
    remove: () => write({ removed: true }),
  };
};
