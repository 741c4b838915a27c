import type { RepairCopy, Unheard } from '../../src/conversation/repair.js';
import { choice, choices, type Reply, text } from '../../src/conversation/reply.js';
import { quoted } from '../format.js';

const lower = (words: string): string => words.replace(/[。.]$/, '');
/** A clause after these words; what ends with a question stays a sentence of its own. */
const onto = (words: string, clause: string): string => `${lower(words)}${/[?？]$/.test(words) ? '' : '，'}${clause}`;
const asked = (ask: Reply, words: string): Reply => ({ ...ask, text: words });
const human = choice('人工', { command: 'human' });

const LONGEST_SHOWN = 40;
/** A run of digits as long as a code, an account or a mobile number: only the end of the longer ones is said back. */
const LONG_NUMBER = /[\d０-９〇零一二三四五六七八九幺]{6,}/gu;
const withoutNumbers = (words: string): string =>
  words.replace(LONG_NUMBER, (digits) =>
    digits.length > 6 ? `尾号${digits.slice(-4)}` : `（${digits.length}位数字）`,
  );

const unheardOnce = (why: Unheard, hotline: string): string => {
  switch (why.kind) {
    case 'nothing':
      return '这段语音没听清，麻烦再说一遍，或者打几个字';
    case 'too long':
      return `语音太长了，请说短一点（${why.limitSeconds}秒以内），或者打几个字`;
    case 'unavailable':
      return `现在听不了语音，不是您的问题。麻烦打几个字，急事打 ${hotline}`;
  }
};
const unheardTwice = {
  nothing: '还是没听清。靠近话筒慢慢说，或者打字，一两个词就行，如“水费”“停水”',
  'too long': '这段还是太长，分成几段说，一段一件事；打字也行',
  unavailable: '语音还没恢复，请先打字，一两个词就行，如“水费”“停水”',
} as const;
const unheardThrice = {
  nothing: '语音一直没听清。打字告诉我，或者找人工：',
  'too long': '语音一直太长，我听不完。打字告诉我，或者找人工：',
  unavailable: '语音一直没恢复。打字告诉我，或者找人工：',
} as const;

/** All that the engine says of itself. */
export const repair = ({ hotline }: { hotline: string }): RepairCopy => ({
  again: ({ ask, misses }) =>
    asked(ask, misses === 1 ? `没看明白。${ask.text}` : `还是没看明白。${onto(ask.text, '办不了就回复“人工”')}`),
  giveUp: ({ ask }) => ({
    text: `还是没弄懂，给您转人工吧？\n${lower(ask.text)}`,
    choices: [human, choice('不办了', { command: 'cancel' })],
  }),
  putAway: ({ title }) => text(`${title}先放一放，没有提交任何内容。要接着办，回复“${title}”；要找人，回复“人工”`),
  resume: ({ title, ask }) => asked(ask, `（接着刚才的${title}）${ask.text}`),
  waiting: ({ title }) => `选完接着办${title}；不办了回复“取消”`,
  expired: ({ title }) => text(`刚才的${title}隔得久了，没有提交。要办，回复“${title}”`),
  formHelp: ({ title, ask }) => asked(ask, `正在办${title}。${ask.text}\n不办了回复“取消”，找人回复“人工”`),
  noted: ({ ask }) => asked(ask, `好，记下了。${ask.text}`),
  changeTo: ({ words, choices: list }) =>
    choices(
      `“${quoted(words, 30)}”写到哪一项？`,
      list.map((one) => ({ ...one, label: `${one.label}改成这个` })),
      '不用改就回复“提交”，不办了回复“取消”',
    ),
  wrongKind: ({ ask, got }) =>
    asked(
      ask,
      `${{ text: '这里不用打字', voice: '这里不能用语音', image: '这里不用照片', location: '这里不用位置', other: '这个我看不了' }[got]}。${ask.text}`,
    ),
  enough: ({ ask, max }) => asked(ask, `照片够了，最多 ${max} 张，这张没有收。${ask.text}`),
  modifyWhich: (list) => choices('改哪一项？', list),
  wished: (list) => choices('您还问到：', list),
  cancelled: () => text('好，没有提交任何内容。'),
  nothingToCancel: () => text('现在没有正在办的事。要办什么直接说'),
  withBot: () => text('现在就是机器人在回答您，要办什么直接说。找人回复“人工”'),
  moreBelow: () => '后面还有，回复“更多”',
  otherChoices: () => text('还可以选：'),
  slow: () =>
    text(
      '好，以后一次少说一点，您慢慢看。\n打字、说话、回数字都行。\n字太小：微信“我-设置-通用-字体大小”里调。\n要改回来，回复“正常模式”',
    ),
  usual: () => text('好，改回来了。要慢一点，回复“慢一点”'),
  nothingMore: () => text('没有更多了。'),
  nothingBack: () => text('已经是第一步了。不办了回复“取消”'),
  help: (list) => choices('我能办这些，点一下或直接说：', list),
  choiceGone: () => text('那个选项过期了，请直接说您要办什么'),
  clarify: ({ choices: list, misses }) =>
    choices(misses === 1 ? '没听明白，您是想：' : '请点一个，或换个说法：', [...list, human]),
  handOver: () =>
    choices('还是没弄懂，给您转人工吧？', [
      choice('转人工', { intent: 'human_agent' }, 'yes'),
      choice('不用', { command: 'cancel' }, 'no'),
    ]),
  empty: () => text('收到了，不过没看到文字。要办什么，打字或说话都行；回复“帮助”看能办什么'),
  nothingAsked: () => text('好。要办什么直接说，比如“查水费”“今天停水吗”；回复“帮助”看能办什么'),
  strayDigits: () => text('您发的是一串数字，现在没有在问您数字。要绑定户号回复“绑定”，要查水费回复“水费”'),
  tooLong: () => text('太长了我看不全，请用一两句话说要办什么，或回复“人工”'),
  secretPasted: () => text('请不要在聊天里发证件号、卡号、密码，我没有保存。建议您长按撤回那条消息'),
  danger: () => text(`先保证人安全。24小时抢修电话 ${hotline}`),
  heard: (words) => `您说：${quoted(withoutNumbers(words), LONGEST_SHOWN)}`,
  unheard: ({ why, misses }) => text(misses === 1 ? unheardOnce(why, hotline) : unheardTwice[why.kind]),
  unheardHandOver: ({ why }) => choices(unheardThrice[why.kind], [human]),
  gotLocation: ({ label, latitude, longitude }) =>
    choices('收到位置。您是想：', [
      choice('查这里停不停水', { intent: 'outage_lookup', slots: { point: { latitude, longitude, label } } }),
      choice('投诉这里的问题', { intent: 'complaint', slots: { place: { label, latitude, longitude } } }),
      choice('找最近的营业厅', { intent: 'outlets', slots: { point: { latitude, longitude, label } } }),
    ]),
  gotPhoto: ({ mediaId }) =>
    choices('收到照片。您是想：', [
      choice('投诉，附上这张', { intent: 'complaint', slots: { photos: [mediaId] } }),
      choice('不用了', { command: 'cancel' }),
    ]),
  unsupported: () => text('这种消息我还看不了，请打字、说话、发照片或位置'),
});
