import { bubble, note } from './bubbles.js';
import { button, byId, el } from './dom.js';
import { inChat } from './time.js';

const GAP_MS = 5 * 60_000;
const NEAR_PX = 48;
const KEPT_LINES = 500;

const list = byId('list');
const thread = byId('thread');
const fresh = byId('fresh');

/**
 * The message list. It stays at the newest message whatever changes its height, unless the person scrolled up: then a pill counts what came.
 * @param now the demo clock, for the words of the time lines
 * @param tap called with the choice that was tapped
 */
export const createThread = ({ now, tap }) => {
  let lastAt = null;
  let stuck = true;
  let unseen = 0;
  let top = 0;

  const toEnd = () => {
    list.scrollTop = list.scrollHeight;
    top = list.scrollTop;
    stuck = true;
    unseen = 0;
    fresh.hidden = true;
  };
  const append = (node, counts) => {
    thread.append(node);
    while (thread.childElementCount > KEPT_LINES) thread.firstElementChild.remove();
    if (stuck) return toEnd();
    if (!counts) return;
    unseen += 1;
    fresh.textContent = `↓ ${unseen} 条新消息`;
    fresh.hidden = false;
  };

  /** Only a move upwards lets go of the end: a picture that grows while a scroll is under way must not. */
  list.addEventListener('scroll', () => {
    const near = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_PX;
    if (near) stuck = true;
    else if (list.scrollTop < top) stuck = false;
    top = list.scrollTop;
    if (near && unseen > 0) toEnd();
  });
  fresh.addEventListener('click', toEnd);
  const watcher = new ResizeObserver(() => stuck && toEnd());
  watcher.observe(list);
  watcher.observe(thread);

  return {
    add: (message) => {
      const at = new Date(message.at);
      if (lastAt === null || at - lastAt > GAP_MS) {
        thread.append(el('time', { class: 'when', datetime: at.toISOString(), text: inChat(at, now() ?? at) }));
      }
      lastAt = at;
      if (message.from === 'resident') stuck = true;
      append(bubble(message, tap), message.from !== 'resident');
    },
    /** A note of this page's own, with a button to try again if there is something to try. */
    note: (words, again = null) => {
      const line = note(words);
      if (again) {
        line.append(
          button('重发', () => {
            line.remove();
            again();
          }),
        );
      }
      append(line, false);
    },
    clear: () => {
      thread.replaceChildren();
      lastAt = null;
      toEnd();
    },
    toEnd,
  };
};
