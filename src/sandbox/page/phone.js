import { createComposer } from './composer.js';
import { byId } from './dom.js';
import { drawClocks, drawHints } from './hints.js';
import { chooseMenuItem, drawMenu } from './menu.js';
import { createPlaces } from './places.js';
import { drawMe, drawResidents, nameOf, rememberedResident, rememberResident } from './residents.js';
import { closeSheet, openSheet } from './sheets.js';
import { createSms } from './sms.js';
import { createThread } from './thread.js';
import { createDemoTime, inFull } from './time.js';
import { driver, keepStream } from './wire.js';

const TYPING_AFTER_MS = 250;
const BOOT_RETRY_MS = 2000;

/** Who this tab plays; `resident` is null until there is one. */
const state = { resident: null, lastSeq: 0, stream: null, waiting: 0, typing: 0 };

const time = createDemoTime((now) => {
  byId('status-time').textContent = inFull(now);
  byId('status-time').dateTime = now.toISOString();
  for (const place of document.querySelectorAll('.clock-now')) place.textContent = inFull(now);
});
const thread = createThread({
  now: time.now,
  tap: ({ id, content }) => send({ type: 'text', content, ...(id ? { menuId: String(id) } : {}) }),
});
const places = createPlaces({ send: (payload) => send(payload) });
const composer = createComposer({
  send: (payload) => send(payload),
  note: thread.note,
  pickPlace: places.open,
  onMenu: () => loadMenu(),
});
const fill = (words) => {
  closeSheet();
  if (byId('chat').hidden) return byId('follow').focus();
  composer.fill(words);
};
const sms = createSms({ now: time.now, fill });

const offline = (lost) => {
  byId('offline').hidden = !lost;
};

const showScreen = (name) => {
  byId('profile').hidden = name !== 'profile';
  byId('chat').hidden = name !== 'chat';
  byId('follow').textContent = state.resident?.following ? '发消息' : '关注公众号';
  drawMe(state.resident);
  byId('unfollow').hidden = !state.resident?.following;
  if (name === 'chat') thread.toEnd();
};

const waitBegins = () => {
  state.waiting += 1;
  if (state.waiting > 1) return;
  state.typing = setTimeout(() => {
    byId('typing').textContent = '对方正在输入…';
    byId('chat').classList.add('is-typing');
  }, TYPING_AFTER_MS);
};
const waitEnds = () => {
  state.waiting -= 1;
  if (state.waiting > 0) return;
  clearTimeout(state.typing);
  byId('typing').textContent = '';
  byId('chat').classList.remove('is-typing');
};

const send = async (payload) => {
  waitBegins();
  try {
    await driver.send(state.resident.openid, payload);
    return true;
  } catch (problem) {
    if (problem.status === 409) {
      state.resident.following = false;
      showScreen('profile');
    } else if (problem.status === undefined) {
      thread.note('没有发出去', () => send(payload));
    } else {
      thread.note(`平台没有接受这条消息（${problem.status}）`, () => send(payload));
    }
    return false;
  } finally {
    waitEnds();
  }
};

const loadMenu = async () => {
  const act = { send, note: thread.note, pickPlace: places.open, pickPicture: composer.pickPicture };
  const published = await driver.menu().catch(() => null);
  drawMenu(published, (item) => chooseMenuItem(item, act));
};

const receive = (message) => {
  if (message.seq <= state.lastSeq) return;
  state.lastSeq = message.seq;
  thread.add(message);
};

/** Before a lost stream is opened again: is the resident still known, and does she still follow? */
const lookAgain = async (openid) => {
  const found = (await driver.residents()).find((one) => one.openid === openid);
  if (state.resident?.openid !== openid) return false;
  if (!found || found.lastSeq < state.lastSeq) {
    play(found ?? null);
    return false;
  }
  const changed = found.following !== state.resident.following;
  state.resident = found;
  if (changed) showScreen(found.following ? 'chat' : 'profile');
  return true;
};

const play = (resident) => {
  state.stream?.close();
  state.stream = null;
  state.resident = resident;
  state.lastSeq = 0;
  offline(false);
  rememberResident(resident?.openid ?? null);
  thread.clear();
  composer.reset();
  document.title = resident ? `${byId('chat-name').textContent} · ${nameOf(resident)}` : byId('chat-name').textContent;
  showScreen(resident?.following ? 'chat' : 'profile');
  if (!resident) return;
  state.stream = keepStream({
    address: () => driver.threadEvents(resident.openid, state.lastSeq),
    receive,
    onState: (open) => offline(!open),
    before: () => lookAgain(resident.openid),
  });
  if (resident.following) loadMenu();
};

const makeResident = async (nickname) => {
  const count = (await driver.residents()).length;
  const name = nickname || `居民${count + 1}`;
  const { openid } = await driver.newResident(name);
  return { openid, nickname: name, following: false, lastSeq: 0 };
};

const follow = async () => {
  if (state.resident?.following) return showScreen('chat');
  const act = byId('follow');
  act.disabled = true;
  act.textContent = '正在关注…';
  try {
    if (!state.resident) play(await makeResident());
    state.resident.following = true;
    showScreen('chat');
    byId('words').focus({ preventScroll: true });
    loadMenu();
    if (!(await send({ type: 'event', event: 'subscribe' }))) state.resident.following = false;
  } catch {
    thread.note('没有关注成功');
    offline(true);
  } finally {
    act.disabled = false;
    byId('follow').textContent = state.resident?.following ? '发消息' : '关注公众号';
  }
};

const unfollow = async () => {
  closeSheet();
  if (!(await send({ type: 'event', event: 'unsubscribe' }))) return;
  state.resident.following = false;
  showScreen('profile');
};

const chooseResident = async () => {
  const residents = await driver.residents().catch(() => []);
  drawResidents(residents, state.resident?.openid, (resident) => {
    closeSheet();
    play(resident);
  });
  byId('new-nickname').value = '';
  openSheet('residents');
};

const wireButtons = () => {
  byId('follow').addEventListener('click', follow);
  byId('unfollow').addEventListener('click', unfollow);
  byId('who-else').addEventListener('click', chooseResident);
  byId('switch').addEventListener('click', chooseResident);
  byId('to-profile').addEventListener('click', () => showScreen('profile'));
  byId('open-more').addEventListener('click', () => openSheet('more'));
  byId('new-resident').addEventListener('submit', async (event) => {
    event.preventDefault();
    const resident = await makeResident(byId('new-nickname').value.trim()).catch(() => null);
    closeSheet();
    if (resident) play(resident);
    else offline(true);
  });
  drawClocks(time, () => thread.note('时间没有推动，请再试一次'));
};

const named = (name) => {
  for (const place of document.querySelectorAll('.company')) place.textContent = name;
  document.title = name;
};

const setDemo = (demo) => {
  drawHints(demo, fill);
  if (!demo) return;
  places.setDemo(demo);
  sms.setPeople(demo.customers ?? []);
};

/** Everything the first screen needs; the demo facts come from the service, which may be down, so they are asked for again until they are there. */
const loadDemo = async () => {
  try {
    setDemo(await driver.demo());
  } catch {
    setTimeout(loadDemo, BOOT_RETRY_MS * 5);
  }
};

const boot = async () => {
  try {
    const [company, residents] = await Promise.all([driver.company(), driver.residents()]);
    offline(false);
    named(company.name);
    const openid = rememberedResident();
    const known = residents.find((one) => one.openid === openid) ?? null;
    play(known);
    time.ask().catch(() => {});
    loadDemo();
  } catch {
    offline(true);
    setTimeout(boot, BOOT_RETRY_MS);
  }
};

wireButtons();
setDemo(null);
showScreen('profile');
boot();
