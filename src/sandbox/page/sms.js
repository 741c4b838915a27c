import { button, byId, el } from './dom.js';
import { closeSheet, openSheet } from './sheets.js';
import { inChat } from './time.js';
import { driver, keepStream } from './wire.js';

const SHOWN_MS = 15_000;
const LISTED = 50;

const banner = byId('banner');
const unread = byId('sms-unread');
const choice = byId('sms-mobile');

const codeIn = (message) => message.code ?? /(?<!\d)\d{6}(?!\d)/.exec(message.text)?.[0] ?? null;
const keyOf = (message) => `${message.at} ${message.mobile} ${message.text}`;

/**
 * Text messages: one slides in at the top when it comes; the drawer keeps the earlier ones. The person may say which mobile is hers;
 * until then the phone gets everybody's.
 * @param fill puts a code into the chat's input
 */
export const createSms = ({ now, fill }) => {
  let all = [];
  let loaded = false;
  let mine = '';
  let timer = 0;

  const hide = () => {
    clearTimeout(timer);
    banner.hidden = true;
    banner.replaceChildren();
  };
  const useCode = (code) => {
    hide();
    unread.hidden = true;
    closeSheet();
    navigator.clipboard?.writeText(code).catch(() => {});
    fill(code);
  };
  const codeButton = (message) => {
    const code = codeIn(message);
    return code ? button('复制验证码', () => useCode(code), { class: 'copy-code' }) : null;
  };
  const hideLater = () => {
    clearTimeout(timer);
    timer = setTimeout(() => (banner.matches(':hover, :focus-within') ? hideLater() : hide()), SHOWN_MS);
  };
  const announce = (message) => {
    banner.replaceChildren(
      el(
        'div',
        { class: 'banner-head' },
        el('b', { text: '短信' }),
        el('span', { text: message.mobile }),
        button('关闭', hide, { class: 'banner-close' }),
      ),
      el('p', { text: message.text }),
    );
    const copy = codeButton(message);
    if (copy) banner.append(copy);
    banner.hidden = false;
    hideLater();
  };
  const draw = () => {
    const rows = all
      .filter((message) => mine === '' || message.mobile === mine)
      .slice(-LISTED)
      .reverse();
    const cards = rows.map((message) => {
      const at = new Date(message.at);
      const head = el(
        'div',
        { class: 'sms-head' },
        el('b', { text: message.mobile }),
        el('time', { text: inChat(at, now() ?? at) }),
      );
      const card = el('article', { class: 'sms' }, head, el('p', { text: message.text }));
      const copy = codeButton(message);
      if (copy) card.append(copy);
      return card;
    });
    byId('sms-list').replaceChildren(...(cards.length > 0 ? cards : [el('p', { class: 'empty', text: '还没有短信' })]));
  };
  const take = (message) => {
    if (all.some((known) => keyOf(known) === keyOf(message))) return;
    all.push(message);
    draw();
    if (mine !== '' && message.mobile !== mine) return;
    unread.hidden = false;
    announce(message);
  };
  /** What came while the stream was away is taken as new; what was there before the page was opened is not. */
  const load = async () => {
    const answer = await driver.sms();
    const items = Array.isArray(answer) ? answer : (answer?.items ?? []);
    if (!loaded) all = items;
    else for (const message of items) take(message);
    loaded = true;
    draw();
  };

  choice.addEventListener('change', () => {
    mine = choice.value;
    draw();
  });
  byId('open-sms').addEventListener('click', () => {
    unread.hidden = true;
    hide();
    draw();
    openSheet('sms');
  });
  keepStream({
    address: driver.smsEvents,
    receive: take,
    onState: (open) => open && load().catch(() => {}),
  });

  return {
    /** @param people the demo customers whose mobiles can be chosen */
    setPeople: (people) => {
      const mobiles = [...new Map(people.map((person) => [person.mobile, person.holder]))].slice(0, LISTED);
      choice.replaceChildren(
        el('option', { value: '', text: '所有手机号' }),
        ...mobiles.map(([mobile, holder]) => el('option', { value: mobile, text: `${mobile}　${holder}` })),
      );
      choice.value = mine;
    },
  };
};
