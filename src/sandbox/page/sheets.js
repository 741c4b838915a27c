import { byId } from './dom.js';

const layer = byId('layer');
const behind = [byId('screen'), document.querySelector('.status')];
let shown = null;
let opener = null;
let onClosed = null;

/** Closes the sheet that is open, if any, and gives the focus back to what opened it. */
export const closeSheet = () => {
  if (!shown) return;
  shown.hidden = true;
  layer.hidden = true;
  for (const part of behind) part.inert = false;
  const back = opener;
  const told = onClosed;
  shown = null;
  opener = null;
  onClosed = null;
  if (back?.isConnected) back.focus({ preventScroll: true });
  told?.();
};

/**
 * Opens one sheet over the phone; the rest of the phone is out of reach until it is closed (button, Esc, or a tap beside it).
 * @param focus the element to focus, else the sheet's close button
 */
export const openSheet = (name, focus = null, whenClosed = null) => {
  const from = shown ? opener : document.activeElement;
  if (shown) shown.hidden = true;
  shown = byId(`sheet-${name}`);
  opener = from;
  onClosed = whenClosed;
  shown.hidden = false;
  layer.hidden = false;
  for (const part of behind) part.inert = true;
  (focus ?? shown.querySelector('.sheet-close')).focus({ preventScroll: true });
};

layer.addEventListener('click', (event) => {
  if (event.target === layer || event.target.closest('.sheet-close') || event.target.id === 'sheet-picture')
    closeSheet();
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && shown) closeSheet();
});

/** Shows a picture as large as the phone allows. */
export const enlarge = (src) => {
  byId('picture').src = src;
  openSheet('picture');
};
