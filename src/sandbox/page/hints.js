import { button, el, icon } from './dom.js';
import { toNextThird } from './time.js';

const SHOWN_PEOPLE = 6;

const thingsToTry = (demo) => {
  const [first] = demo?.customers ?? [];
  const area = (demo?.notices ?? []).filter((notice) => notice.areas?.length > 0).at(0)?.areas[0]?.name;
  return [
    ['先绑定户号', ['绑定', first?.account]],
    ['问水费，打字或说话都行', ['上个月水费多少', '还欠多少钱']],
    ['问停水', [area ? `${area}停水了吗` : '今天停水吗']],
    ['投诉，可以发照片和位置', ['我要投诉']],
    ['每月账单自动来', ['订阅账单']],
  ];
};

const chip = (words, fill) => button(words, () => fill(words), { class: 'chip', 'aria-label': `填入：${words}` });

const steps = (demo, fill) => {
  const list = el('ol', { class: 'steps' });
  for (const [title, examples] of thingsToTry(demo)) {
    list.append(
      el(
        'li',
        {},
        el('span', { class: 'step-title', text: title }),
        el('span', { class: 'chips' }, ...examples.filter(Boolean).map((words) => chip(words, fill))),
      ),
    );
  }
  for (const words of ['员工用 admin-cli 答复，这里就收到', '把演示时间推到下月3日，看账单送到']) {
    list.append(el('li', {}, el('span', { class: 'step-title', text: words })));
  }
  return list;
};

/** Customers of one mobile are one person with several properties. */
const personsOf = (customers) => {
  const persons = new Map();
  for (const one of customers) {
    const known = persons.get(one.mobile);
    if (known) known.accounts.push(one.account);
    else persons.set(one.mobile, { ...one, accounts: [one.account] });
  }
  return [...persons.values()];
};

const person = ({ holder, accounts, mobile, password, note }, fill) => {
  const facts = [
    ['户号', accounts],
    ['手机', [mobile]],
    ['密码', [password]],
  ];
  const columns = facts.map(([label, values]) =>
    el('div', {}, el('dt', { text: label }), ...values.map((value) => el('dd', {}, chip(value, fill)))),
  );
  const head = el('div', { class: 'customer-head' }, el('b', { text: holder }), el('span', { text: note ?? '' }));
  return el('div', { class: 'customer' }, head, el('dl', {}, ...columns));
};

/**
 * Fills every place of the page that shows hints.
 * @param demo the driver's demo facts, or null when there are none
 * @param fill puts words into the chat's input
 */
export const drawHints = (demo, fill) => {
  const told = (demo?.customers ?? []).filter((one) => one.note);
  const people = personsOf(told.length > 0 ? told : (demo?.customers ?? [])).slice(0, SHOWN_PEOPLE);
  for (const place of document.querySelectorAll('.try')) place.replaceChildren(steps(demo, fill));
  for (const place of document.querySelectorAll('.people')) {
    place.replaceChildren(
      ...(people.length > 0
        ? people.map((one) => person(one, fill))
        : [el('p', { class: 'empty', text: '没有演示客户的资料' })]),
    );
  }
};

/**
 * The controls that move the demo clock, wherever the page has them.
 * @param time the demo time
 * @param failed told when the clock did not move
 */
export const drawClocks = (time, failed) => {
  const jumps = [
    ['1 小时', () => 3600],
    ['1 天', () => 86_400],
    ['到下月3日10点', () => toNextThird(time.now())],
  ];
  const all = [];
  const jump = async (seconds) => {
    for (const one of all) one.disabled = true;
    try {
      await time.ask();
      await time.advance(seconds());
    } catch {
      failed();
    } finally {
      for (const one of all) one.disabled = false;
    }
  };
  for (const place of document.querySelectorAll('.clock')) {
    const buttons = jumps.map(([words, seconds]) => {
      const act = button('', () => jump(seconds), { class: 'jump', 'aria-label': `时间快进：${words}` });
      act.append(icon('ahead'), words);
      return act;
    });
    all.push(...buttons);
    place.replaceChildren(el('p', { class: 'clock-now' }), el('div', { class: 'jumps' }, ...buttons));
  }
};
