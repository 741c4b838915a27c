import { byId, el, icon } from './dom.js';

const KEY = 'sandbox.resident';
const LISTED = 30;

const storage = () => {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
};

/** Which resident this tab plays: `?as=` of the tab, else the one this browser remembers. */
export const rememberedResident = () =>
  new URLSearchParams(location.search).get('as') || storage()?.getItem(KEY) || null;

/** Remembers the resident: in the tab's address if it has one of its own, else in this browser. */
export const rememberResident = (openid) => {
  const address = new URL(location.href);
  if (address.searchParams.has('as')) {
    if (openid) address.searchParams.set('as', openid);
    else address.searchParams.delete('as');
    history.replaceState(null, '', address);
    return;
  }
  if (openid) storage()?.setItem(KEY, openid);
  else storage()?.removeItem(KEY);
};

/** @returns what to call a resident on the screen */
export const nameOf = (resident) => resident?.nickname || (resident ? `居民 ${resident.openid.slice(-4)}` : '还没有');

const face = () => el('span', { class: 'avatar person small', 'aria-hidden': 'true' }, icon('person'));

/** Shows who this tab plays. */
export const drawMe = (resident) => {
  byId('me').replaceChildren(
    face(),
    el(
      'div',
      {},
      el('b', { text: nameOf(resident) }),
      el('small', { text: resident ? resident.openid : '按“关注公众号”时会新建一位' }),
    ),
  );
};

/**
 * Lists the newest residents to switch to.
 * @param choose called with the resident that was tapped
 */
export const drawResidents = (residents, current, choose) => {
  const rows = residents
    .slice(-LISTED)
    .reverse()
    .map((resident) => {
      const said = el(
        'span',
        { class: 'row-words' },
        el('b', { text: nameOf(resident) }),
        el('small', { text: resident.following ? '已关注' : '未关注' }),
      );
      const mark = resident.openid === current ? el('span', { class: 'row-now', text: '现在' }) : null;
      return el('button', { type: 'button', class: 'row', on: { click: () => choose(resident) } }, face(), said, mark);
    });
  byId('residents').replaceChildren(
    ...(rows.length > 0 ? rows : [el('p', { class: 'empty', text: '还没有居民，起个昵称新建一位' })]),
  );
};
