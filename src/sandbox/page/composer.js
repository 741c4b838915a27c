import { byId } from './dom.js';
import { smallJpeg } from './picture-file.js';
import { closeSheet, openSheet } from './sheets.js';

const LINES = 4;
const swapIcon = (node, name) => node.querySelector('use').setAttribute('href', `#i-${name}`);

const words = byId('words');
const sendButton = byId('send');
const panel = byId('panel');

const setPanel = (open) => {
  panel.hidden = !open;
  byId('to-panel').setAttribute('aria-expanded', String(open));
};

/** As tall as its words, up to four lines, then it scrolls. Out of sight it has no height to measure, and keeps that of one line. */
const grow = () => {
  const style = getComputedStyle(words);
  const most = Number.parseFloat(style.lineHeight) * LINES + Number.parseFloat(style.paddingTop) * 2;
  words.style.height = '';
  const needed = words.scrollHeight;
  if (needed > words.clientHeight) words.style.height = `${Math.min(needed, most)}px`;
  words.classList.toggle('full', needed > most);
  const some = words.value.trim() !== '' && !words.hidden;
  sendButton.hidden = !some;
  byId('to-panel').hidden = some;
};

/** @param mode `keys` (typing), `voice` (the talk button) or `menu` (the account's menu) */
const setMode = (mode) => {
  const toMenu = byId('to-menu');
  const toVoice = byId('to-voice');
  byId('entry').hidden = mode === 'menu';
  byId('menu').hidden = mode !== 'menu';
  words.hidden = mode === 'voice';
  byId('talk').hidden = mode !== 'voice';
  swapIcon(toMenu, mode === 'menu' ? 'keys' : 'menu');
  toMenu.setAttribute('aria-label', mode === 'menu' ? '显示键盘' : '显示菜单');
  toMenu.setAttribute('aria-pressed', String(mode === 'menu'));
  swapIcon(toVoice, mode === 'voice' ? 'keys' : 'voice');
  toVoice.setAttribute('aria-label', mode === 'voice' ? '键盘' : '语音');
  toVoice.setAttribute('aria-pressed', String(mode === 'voice'));
  setPanel(false);
  grow();
};

const wireVoice = (send) => {
  const spoken = byId('voice-words');
  const submit = () => {
    const text = spoken.value.trim();
    if (text === '') return spoken.focus();
    spoken.value = '';
    closeSheet();
    send({ type: 'voice', text });
  };
  byId('talk').addEventListener('click', () => openSheet('voice', spoken));
  byId('voice-form').addEventListener('submit', (event) => {
    event.preventDefault();
    submit();
  });
  spoken.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
};

const wirePictures = (send, note) => {
  for (const source of ['album', 'camera']) {
    const file = byId(`${source}-file`);
    byId(`pick-${source}`).addEventListener('click', () => file.click());
    file.addEventListener('change', async () => {
      const chosen = file.files[0];
      file.value = '';
      if (!chosen) return;
      setPanel(false);
      try {
        send({ type: 'image', base64: await smallJpeg(chosen) });
      } catch {
        note('这个文件不是能看的图片，没有发送');
      }
    });
  }
};

/**
 * The bar at the bottom: typing, talking, pictures, the place picker and the switch to the menu.
 * @param send gets a driver payload
 * @param note shows a grey note in the thread
 * @param pickPlace opens the place picker
 * @param onMenu called when the menu is about to be shown
 */
export const createComposer = ({ send, note, pickPlace, onMenu }) => {
  const submit = () => {
    const content = words.value;
    if (content.trim() === '') return;
    words.value = '';
    grow();
    send({ type: 'text', content });
  };
  words.addEventListener('input', grow);
  words.addEventListener('focus', () => setPanel(false));
  words.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    submit();
  });
  sendButton.addEventListener('click', () => {
    submit();
    words.focus();
  });
  byId('to-voice').addEventListener('click', () => {
    const keys = !words.hidden;
    setMode(keys ? 'voice' : 'keys');
    if (!keys) words.focus();
  });
  byId('to-menu').addEventListener('click', () => {
    const menu = byId('menu').hidden;
    if (menu) onMenu();
    setMode(menu ? 'menu' : 'keys');
  });
  byId('to-panel').addEventListener('click', () => {
    const open = panel.hidden;
    setMode('keys');
    setPanel(open);
  });
  byId('pick-place').addEventListener('click', () => {
    setPanel(false);
    pickPlace();
  });
  byId('list').addEventListener('pointerdown', () => setPanel(false));
  wireVoice(send);
  wirePictures(send, note);

  return {
    /** Puts words into the input, ready to be sent. */
    fill: (text) => {
      setMode('keys');
      words.value = text;
      grow();
      words.focus({ preventScroll: true });
    },
    pickPicture: () => byId('album-file').click(),
    reset: () => {
      words.value = '';
      setMode('keys');
    },
  };
};
