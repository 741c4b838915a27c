import { button, el, icon, webAddress } from './dom.js';
import { piecesOf } from './pieces.js';
import { enlarge } from './sheets.js';
import { dayOf } from './time.js';
import { driver } from './wire.js';

const VOICE_STEPS = 10;

const link = (words, url, className) => {
  const address = webAddress(url);
  if (!address) return el('span', { text: words });
  return el('a', { class: className, href: address, target: '_blank', rel: 'noopener noreferrer', text: words });
};

const startsLine = (before) => before === undefined || before.text.endsWith('\n');
const endsLine = (after) => after === undefined || after.text.startsWith('\n');

/** A choice that has a line of its own becomes a row as wide as the bubble and takes the line break after it with it. */
const words = (message, tap) => {
  const body = el('div', { class: 'bubble words-bubble' });
  const pieces = piecesOf(message);
  let afterRow = false;
  for (const [index, piece] of pieces.entries()) {
    const text = afterRow ? piece.text.replace(/^\n/, '') : piece.text;
    afterRow = false;
    if (piece.kind === 'choice') {
      afterRow = startsLine(pieces[index - 1]) && endsLine(pieces[index + 1]);
      body.append(button(text, () => tap(piece.choice), { class: afterRow ? 'choice alone' : 'choice' }));
    } else if (piece.kind === 'link') body.append(link(text, piece.url, 'link'));
    else body.append(text);
  }
  return body;
};

const voice = ({ raw, text }) => {
  const seconds = Math.max(1, Math.round(raw?.seconds ?? 1));
  const said = el('p', { class: 'voice-words', hidden: true, text: (raw?.words ?? text) || '（没有声音）' });
  const bar = button('', () => {
    said.hidden = !said.hidden;
    bar.setAttribute('aria-expanded', String(!said.hidden));
  });
  bar.className = 'bubble voice';
  bar.dataset.length = String(Math.min(VOICE_STEPS, Math.ceil(seconds / 2)));
  bar.setAttribute('aria-label', `语音 ${seconds} 秒，点开看文字`);
  bar.setAttribute('aria-expanded', 'false');
  bar.append(icon('waves'), el('span', { text: `${seconds}″` }));
  return el('div', { class: 'voice-box' }, bar, said);
};

const picture = ({ raw, text }) => {
  if (!raw?.mediaId) return el('div', { class: 'bubble words-bubble', text: text || '[图片]' });
  const src = driver.media(raw.mediaId);
  const open = button('', () => enlarge(src), { class: 'picture', 'aria-label': '图片，点开放大' });
  const image = el('img', { src, alt: '图片' });
  image.addEventListener('error', () => open.replaceChildren(el('span', { class: 'lost', text: '图片已过期' })), {
    once: true,
  });
  open.append(image);
  return open;
};

/** A drawn map, moved by the coordinates so that two places do not look the same. */
export const mapTile = (latitude, longitude) => {
  const tile = el('div', { class: 'map', 'aria-hidden': 'true' }, el('span', { class: 'map-pin' }, icon('pin')));
  tile.style.backgroundPosition = `${Math.round(Math.abs(longitude * 1000) % 100)}% ${Math.round(Math.abs(latitude * 1000) % 100)}%`;
  return tile;
};

const place = ({ raw }) => {
  const latitude = Number(raw?.latitude ?? 0);
  const longitude = Number(raw?.longitude ?? 0);
  return el(
    'div',
    { class: 'card place' },
    el('p', { class: 'card-title', text: raw?.label || '位置' }),
    el('p', { class: 'card-sub', text: `纬度 ${latitude.toFixed(4)}　经度 ${longitude.toFixed(4)}` }),
    mapTile(latitude, longitude),
  );
};

const template = ({ raw, text, at }) => {
  const fields = raw?.fields ?? [];
  const rows = fields.map(({ label, value }) =>
    el('div', { class: 'card-row' }, el('dt', { text: label }), el('dd', { text: value })),
  );
  const card = el(
    'div',
    { class: 'card template' },
    el('p', { class: 'card-title', text: raw?.title || text.split('\n')[0] }),
    el('p', { class: 'card-sub', text: dayOf(new Date(at)) }),
    rows.length > 0 ? el('dl', { class: 'card-rows' }, ...rows) : el('p', { class: 'card-text', text }),
  );
  const address = raw?.url ? webAddress(raw.url) : null;
  if (address) {
    const more = link('详情', address, 'card-more');
    more.append(icon('go'));
    card.append(more);
  }
  return card;
};

/** The page asks nobody but its own server, so a picture from elsewhere is left out. */
const ownPicture = (url) => {
  const address = url ? webAddress(url) : null;
  return address && new URL(address).origin === location.origin
    ? el('img', { class: 'card-picture', src: address, alt: '' })
    : null;
};

const article = ({ raw, text }) => {
  const first = raw?.articles?.[0] ?? raw ?? {};
  const card = el(
    'div',
    { class: 'card article' },
    ownPicture(first.picUrl),
    el('p', { class: 'card-title', text: first.title || text.split('\n')[0] }),
    first.description ? el('p', { class: 'card-text', text: first.description }) : null,
  );
  const address = first.url ? webAddress(first.url) : null;
  if (address) {
    const more = link('阅读全文', address, 'card-more');
    more.append(icon('go'));
    card.append(more);
  }
  return card;
};

const shapes = {
  voice,
  image: picture,
  location: place,
  template,
  subscription: template,
  news: article,
  link: article,
  mpnews: article,
};

const avatar = (from) =>
  from === 'account'
    ? el('img', { class: 'avatar', src: 'drop.svg', alt: '公众号' })
    : el('span', { class: 'avatar person', role: 'img', 'aria-label': '我' }, icon('person'));

/** A grey note in the middle of the thread; it stands on this page only unless the platform sent it. */
export const note = (text, ...more) => el('div', { class: 'note', role: 'note' }, el('span', { text }), ...more);

/**
 * Draws one message of the thread.
 * @param tap called with `{id, content}` when the resident taps a choice
 */
export const bubble = (message, tap) => {
  if (message.from === 'platform') return note(message.text);
  const byChannel = message.channel === 'template' || message.channel === 'subscription' ? template : undefined;
  const body = (byChannel ?? shapes[message.type] ?? words)(message, tap);
  if (body.classList.contains('template')) return el('div', { class: 'line wide', data: { seq: message.seq } }, body);
  const side = message.from === 'resident' ? 'mine' : 'theirs';
  return el(
    'div',
    { class: `line ${side}`, data: { seq: message.seq } },
    avatar(message.from),
    el('div', { class: 'body' }, body),
  );
};
