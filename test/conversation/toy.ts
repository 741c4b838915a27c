import { createEngine, type EngineOptions } from '../../src/conversation/engine.js';
import { askWith, backTo, done, end, formsFor, goTo, ok, stay, wrong } from '../../src/conversation/form.js';
import { type Detours, type Goal, intentsFor } from '../../src/conversation/intent.js';
import type { RepairCopy } from '../../src/conversation/repair.js';
import { choice, choices, plainText, type Spoken, text } from '../../src/conversation/reply.js';
import type { Kept } from '../../src/conversation/session.js';
import { flagSlot, slot, textSlot } from '../../src/conversation/slots.js';
import type { Conversations } from '../../src/conversation/store.js';
import type { Input, Turn } from '../../src/conversation/turn.js';
import type { Understanding, Understood } from '../../src/conversation/understanding.js';
import { type HandClock, handClock } from '../../src/kernel/clock.js';
import { silentLog } from '../../src/kernel/log.js';

/** A shop of toys: enough of a domain to talk about, with every effect counted under its cause. */
export interface Shop {
  member: Set<string>;
  sent: Map<string, string>;
  orders: Map<string, string>;
  tries: number;
  /** Called inside handlers, so that tests can interfere. */
  meanwhile(): Promise<void>;
}

export const newShop = (): Shop => ({
  member: new Set(),
  sent: new Map(),
  orders: new Map(),
  tries: 0,
  meanwhile: async () => undefined,
});

const defineIntent = intentsFor<Shop>();
const defineForm = formsFor<Shop>();
const toySlot = textSlot({ carries: true });
const pageSlot = slot((value) => (typeof value === 'number' ? value : undefined), { once: true });

const price = defineIntent({
  name: 'price',
  title: '查价格',
  examples: [],
  suggested: true,
  slots: { toy: toySlot, page: pageSlot, all: flagSlot() },
  about: (_, words) => (words.includes('全部') ? { all: true } : undefined),
  answer: async ({ slots, services }) => {
    await services.meanwhile();
    if (slots.all) return text('都是十元');
    if (slots.toy === undefined)
      return choices('哪一个？', [
        choice('小车', { slots: { toy: '小车' } }),
        choice('娃娃', { slots: { toy: '娃娃' } }),
        choice('都看', { slots: { all: true } }),
      ]);
    return { ...text(`${slots.toy}十元，第${slots.page ?? 1}页`), more: { page: (slots.page ?? 1) + 1 } };
  },
});

const points = defineIntent({
  name: 'points',
  title: '查积分',
  examples: [],
  suggested: true,
  needs: 'member',
  slots: { toy: toySlot },
  answer: ({ slots }) => text(`积分一百${slots.toy ? `，买${slots.toy}用` : ''}`),
});

const person = defineIntent({
  name: 'person',
  title: '人工',
  examples: [],
  command: 'human',
  answer: ({ services, cause }) => {
    services.orders.set(`person/${cause}`, 'call');
    return text('已转人工');
  },
});

const broken = defineIntent({
  name: 'broken',
  title: '坏了',
  examples: [],
  answer: () => {
    throw new Error('handler broke');
  },
});

const outOfScope = defineIntent({
  name: 'out_of_scope',
  title: '',
  examples: [],
  answer: ({ words }) => (words.includes('天气') ? text('天气我不懂') : undefined),
});

const followed = defineIntent({
  name: 'followed',
  title: '',
  examples: [],
  on: 'follow',
  slots: { scene: textSlot() },
  answer: ({ slots }) => text(`欢迎${slots.scene ?? ''}`),
});

const fire = defineIntent({
  name: 'fire',
  title: '',
  examples: [],
  on: 'danger',
  slots: { kind: textSlot() },
  answer: ({ slots }) => text(`危险：${slots.kind ?? ''}，先离开`),
});

interface Joining {
  agreed: boolean;
  number: string;
  code: string;
}

const join = defineForm<Joining>({
  name: 'join',
  title: '入会',
  examples: [],
  suggested: true,
  fields: [
    {
      name: 'agreed',
      ask: () => choices('同意吗？', [choice('同意', { answer: true }), choice('不同意', { answer: false })]),
      read: (said) => (said.kind === 'text' ? said.understood.yes : undefined),
      check: ({ values }) => (values.agreed ? ok : end(text('那就不办了'))),
    },
    {
      name: 'number',
      early: true,
      slot: textSlot(),
      ask: () => text('请发四位会员号'),
      help: () => text('会员号在卡上，请发四位会员号'),
      read: (said) => (said.kind === 'text' && /^\d+$/.test(said.text) ? said.text : undefined),
      check: ({ values }) => (values.number.length === 4 ? ok : wrong(text('会员号是四位，请再发'))),
    },
    {
      name: 'code',
      enter: ({ values, services, cause }) => {
        if (values.number === '0000') return backTo('number', text('没有这个会员号'));
        services.sent.set(cause, values.number);
        return askWith(text(`验证码发到${values.number}了，请回复两位数字`));
      },
      ask: () => text('请回复两位数字'),
      read: (said) => (said.kind === 'text' && /^\d{2}$/.test(said.text) ? said.text : undefined),
      check: ({ values, services }) => {
        services.tries += 1;
        if (values.code === '99') return end(text('冻结了'));
        return values.code === '42' ? ok : wrong(text('不对，请再发两位数字'));
      },
      words: [
        { says: ['重发'], do: 'enter' },
        { says: ['换号'], do: () => backTo('number') },
        { says: ['没卡'], do: () => goTo({ intent: 'person' }) },
        { says: ['等等'], do: () => stay(text('不急，请回复两位数字')) },
      ],
    },
  ],
  submit: ({ resident, services }) => {
    services.member.add(resident);
    return done(text('入会成功'));
  },
});

interface Ordering {
  what: string;
  voice?: string;
  place?: { label: string };
  photos?: string[];
}

const order = defineForm<Ordering>({
  name: 'order',
  title: '订做',
  examples: [],
  begin: ({ services }) => (services.orders.size >= 90 ? end(text('今天订满了')) : stay(text('好的。'))),
  open: ({ words }) => ({ what: words.includes('木马') ? words : undefined }),
  fields: [
    {
      name: 'what',
      label: '内容',
      free: true,
      ask: () => text('要做什么'),
      read: (said) => (said.kind === 'text' ? said.text : undefined),
    },
    {
      name: 'voice',
      unasked: true,
      accepts: ['voice'],
      read: (said) => (said.kind === 'voice' ? said.mediaId : undefined),
    },
    {
      name: 'place',
      label: '地点',
      accepts: ['text', 'location'],
      free: true,
      optional: true,
      ask: () => text('送到哪里'),
      read: (said) => {
        if (said.kind === 'location') return { label: said.label };
        return said.kind === 'text' ? { label: said.text } : undefined;
      },
    },
    {
      name: 'photos',
      unasked: true,
      accepts: ['image'],
      many: { max: 2 },
      slot: slot((value) => (Array.isArray(value) ? (value as string[]) : undefined)),
      read: (said) => (said.kind === 'image' ? said.mediaId : undefined),
      got: ({ values }) => text(`收到第${values.photos?.length ?? 0}张`),
    },
  ],
  confirm: {
    ask: ({ values: { what, place, photos, voice } }) =>
      text(`${what}／${place?.label ?? '无'}／${photos?.length ?? 0}张／${voice ?? '无'}`),
    submit: '提交',
    modify: '修改',
    cancel: '不做了',
  },
  submit: ({ values, services, cause }) => {
    services.orders.set(cause, values.what);
    return done(text(`已订：${values.what}`));
  },
});

export const toyGoals: readonly Goal<Shop>[] = [price, points, person, broken, outOfScope, followed, fire, join, order];

export const toyDetours: Detours<Shop> = {
  member: {
    form: 'join',
    met: ({ services, resident }) => services.member.has(resident),
    say: ({ title }) => text(`先入会才能${title}。`),
  },
};

const commands: Record<string, Understood['command']> = {
  取消: 'cancel',
  返回: 'back',
  帮助: 'help',
  人工: 'human',
  更多: 'more',
  慢点: 'slow',
  照常: 'usual',
};
const intents: [RegExp, string][] = [
  [/价格|多少钱/, 'price'],
  [/积分/, 'points'],
  [/入会/, 'join'],
  [/订做/, 'order'],
  [/坏/, 'broken'],
];

/** Understands a few words, in the way the real one answers. */
export const toyUnderstanding: Understanding = {
  normalise: (words) =>
    words
      .normalize('NFKC')
      .replace(/[\u200b-\u200d\ufeff\p{Cc}]/gu, '')
      .trim()
      .toLowerCase(),
  understand: (raw) => {
    const words = toyUnderstanding.normalise(raw);
    const found = intents
      .filter(([pattern]) => pattern.test(words))
      .sort(([a], [b]) => words.search(a) - words.search(b))
      .map(([, name]) => name);
    const toy = /小车|娃娃/.exec(words)?.[0];
    const command = commands[words];
    const base = {
      text: words,
      intent: found[0] ?? 'out_of_scope',
      confidence: words.includes('大概') ? 0.6 : 0.95,
      slots: toy ? { toy } : {},
      alternatives: words.includes('也许') ? ['points', 'price'] : [],
      also: found.slice(1),
      ...(command ? { command } : {}),
      ...(words.endsWith('呢') ? { again: true } : {}),
      ...(words === '第二个' ? { ordinal: 2 } : words === '最后一个' ? { ordinal: -1 } : {}),
      ...(words === '是' ? { yes: true } : {}),
      ...(words === '没有' ? { no: true } : {}),
      ...(words.includes('着火') ? { danger: '火' } : {}),
      ...(/[\p{L}\p{N}]/u.test(words) ? {} : { empty: true }),
    };
    if (found.length) return { ...base, action: 'answer' };
    return { ...base, action: words.includes('天气') ? 'out_of_scope' : 'clarify' };
  },
};

export const toyRepair: RepairCopy = {
  again: ({ ask, misses }) => ({ ...ask, text: `没懂${misses}，${ask.text}` }),
  giveUp: ({ ask, title }) => ({
    text: `还是没懂，${title}：${ask.text}`,
    choices: [choice('人工', { command: 'human' })],
    tail: '不办回复取消',
  }),
  putAway: ({ title }) => text(`${title}先放下了`),
  resume: ({ title, ask }) => ({ ...ask, text: `（接着${title}）${ask.text}` }),
  waiting: ({ title }) => `（${title}还等着）`,
  expired: ({ title }) => text(`${title}过期了`),
  formHelp: ({ title, ask }) => ({ ...ask, text: `正在${title}，${ask.text}` }),
  wrongKind: ({ ask, got }) => ({ ...ask, text: `不要${got}，${ask.text}` }),
  enough: ({ ask, max }) => ({ ...ask, text: `最多${max}，${ask.text}` }),
  modifyWhich: (list) => choices('改哪个？', list),
  noted: ({ ask }) => ({ ...ask, text: `记下了，${ask.text}` }),
  changeTo: ({ words, choices: list }) => choices(`${words}改哪个？`, list),
  wished: (list) => choices('还问到：', list),
  moreBelow: () => '还有，说更多',
  otherChoices: () => text('别的：'),
  slow: () => text('慢慢说'),
  usual: () => text('照常说'),
  cancelled: ({ title }) => text(`${title}取消了`),
  nothingAsked: () => text('没问什么'),
  nothingToCancel: () => text('没什么可取消'),
  withBot: () => text('现在就是机器人'),
  nothingMore: () => text('没有更多'),
  nothingBack: () => text('不能再返回'),
  help: (list) => choices('能办这些', list),
  choiceGone: () => text('选项过期了'),
  clarify: ({ choices: list, misses }) =>
    choices(misses === 1 ? '没听明白，是想' : '选一个', [...list, choice('人工', { command: 'human' })]),
  handOver: () =>
    choices('转人工吧', [choice('转人工', { intent: 'person' }, 'yes'), choice('不用', { command: 'cancel' }, 'no')]),
  empty: () => text('没看到字'),
  strayDigits: (digits) => text(`没在问数字：${digits}`),
  tooLong: () => text('太长了'),
  secretPasted: () => text('别发证件号'),
  danger: (kind) => text(`当心${kind}`),
  heard: (words) => `您说：${words}`,
  unheard: ({ why, misses }) => text(`${why.kind} ${misses}`),
  unheardHandOver: ({ why }) => text(`${why.kind}，人工`),
  gotLocation: ({ label }) => choices(`位置${label}`, [choice('订做', { intent: 'order' })]),
  gotPhoto: ({ mediaId }) =>
    choices('收到照片', [choice('照着订做', { intent: 'order', slots: { photos: [mediaId] } })]),
  unsupported: (type) => text(`看不了${type}`),
};

/** A store that holds rows as the real one does: serialised. */
export const memoryConversations = (): Conversations & { rows: Map<string, { version: number; json: string }> } => {
  const rows = new Map<string, { version: number; json: string }>();
  return {
    rows,
    load: async (resident) => {
      const row = rows.get(resident);
      return row && { version: row.version, kept: JSON.parse(row.json) as Kept };
    },
    save: async (resident, readVersion, kept) => {
      if ((rows.get(resident)?.version ?? 0) !== readVersion) return false;
      rows.set(resident, { version: readVersion + 1, json: JSON.stringify(kept) });
      return true;
    },
    forget: async (resident) => {
      rows.delete(resident);
    },
    forgetIdle: async (before, limit) => {
      const idle = [...rows].filter(([, { json }]) => (JSON.parse(json) as Kept).session.at < before.getTime());
      for (const [resident] of idle.slice(0, limit)) rows.delete(resident);
      return Math.min(idle.length, limit);
    },
  };
};

export interface Talk {
  shop: Shop;
  clock: HandClock;
  conversations: ReturnType<typeof memoryConversations>;
  decisions: string[];
  /** The words of the answer, as read. */
  say(words: string): Promise<string>;
  send(input: Input, key?: string): Promise<Spoken | undefined>;
  hear(input: Input): Promise<string>;
  /** Taps the choice with this label of an earlier answer. */
  tap(spoken: Spoken | undefined, label: string): Promise<string>;
  answer(turn: Turn): Promise<Spoken | undefined>;
}

export const startTalk = (changes: Partial<EngineOptions<Shop>> = {}, resident = 'anna'): Talk => {
  const shop = changes.services ?? newShop();
  const clock = handClock('2026-11-21T09:00:00+08:00');
  const conversations = memoryConversations();
  const decisions: string[] = [];
  const engine = createEngine<Shop>({
    intents: toyGoals,
    detours: toyDetours,
    conversations,
    services: shop,
    understanding: toyUnderstanding,
    repair: toyRepair,
    clock,
    log: silentLog,
    lookUp: (words) => (words.includes('营业时间') ? { reply: text('九点到五点'), sure: true } : undefined),
    menu: { PRICE: { intent: 'price', slots: { toy: '小车' } } },
    onDecision: ({ policy }) => decisions.push(policy),
    ...changes,
  });
  let count = 0;
  const send: Talk['send'] = (input, key = `turn-${++count}`) =>
    engine.answer({ key, resident, at: clock.now(), input });
  const hear: Talk['hear'] = async (input) => {
    const spoken = await send(input);
    return spoken ? plainText(spoken) : '';
  };
  return {
    shop,
    clock,
    conversations,
    decisions,
    send,
    hear,
    say: (words) => hear({ kind: 'text', text: words }),
    tap: (spoken, label) => {
      const id = spoken?.choices.find((given) => given.label === label)?.id;
      if (id === undefined) throw new Error(`nothing labelled ${label} was offered`);
      return hear({ kind: 'text', text: label, choice: id });
    },
    answer: engine.answer,
  };
};
