import { button, byId, el, webAddress } from './dom.js';

const nav = byId('menu');

const closePops = (except = null) => {
  for (const pop of nav.querySelectorAll('.menu-pop')) {
    if (pop === except) continue;
    pop.hidden = true;
    pop.previousElementSibling.setAttribute('aria-expanded', 'false');
  }
};

document.addEventListener('click', (event) => {
  if (!nav.contains(event.target)) closePops();
});
nav.addEventListener('keydown', (event) => {
  const open = nav.querySelector('.menu-pop:not([hidden])');
  if (event.key !== 'Escape' || !open) return;
  event.stopPropagation();
  closePops();
  open.previousElementSibling.focus();
});

const parent = (item, choose) => {
  const pop = el('div', { class: 'menu-pop', role: 'menu', 'aria-label': item.name, hidden: true });
  for (const child of item.sub_button) {
    const pick = () => {
      closePops();
      choose(child);
    };
    pop.append(button(child.name, pick, { role: 'menuitem' }));
  }
  const opener = button(item.name, () => {
    closePops(pop);
    pop.hidden = !pop.hidden;
    opener.setAttribute('aria-expanded', String(!pop.hidden));
  });
  opener.className = 'menu-top has-pop';
  opener.setAttribute('aria-haspopup', 'menu');
  opener.setAttribute('aria-expanded', 'false');
  return el('div', { class: 'menu-slot' }, opener, pop);
};

/** The items on the screen, to tell whether others were published since. */
let drawn = '';

/**
 * Draws the account's custom menu. The same menu again leaves the one on the screen alone, with what is open in it.
 * @param published what the platform answers: `{menu: {button: […]}}` or the same without the wrapper
 * @param choose called with the item that was chosen
 */
export const drawMenu = (published, choose) => {
  const items = (published?.menu ?? published)?.button ?? [];
  const asked = JSON.stringify(items);
  if (asked === drawn) return;
  drawn = asked;
  if (items.length === 0) return nav.replaceChildren(el('p', { class: 'menu-none', text: '这个公众号还没有菜单' }));
  nav.replaceChildren(
    ...items.map((item) =>
      item.sub_button?.length > 0
        ? parent(item, choose)
        : el(
            'div',
            { class: 'menu-slot' },
            button(item.name, () => choose(item), { class: 'menu-top' }),
          ),
    ),
  );
};

/**
 * What choosing an item does, by its type; opening a sub-menu does nothing at the platform.
 * @param act `send` a payload, `pickPlace`, `pickPicture`, `note`
 */
export const chooseMenuItem = (item, act) => {
  const type = item.type ?? 'click';
  if (type === 'click') return act.send({ type: 'event', event: 'CLICK', key: item.key });
  if (type === 'location_select') return act.pickPlace();
  if (type.startsWith('pic_')) return act.pickPicture();
  if (type !== 'view') return act.note(`「${item.name}」在演示的手机上打不开`);
  const address = webAddress(item.url);
  if (address) window.open(address, '_blank', 'noopener,noreferrer');
  return act.send({ type: 'event', event: 'VIEW', key: item.url });
};
