import { type OutOf, routes } from '../../src/admin-api/contract.js';
import { command } from '../command.js';
import type { Context } from '../context.js';
import { Failure, misuse } from '../failure.js';
import { card, table } from '../output.js';
import { ANSWER_MAX, ASKED_MAX, KEYWORD_MAX, readId, readMore, readQuestionFile, TITLE_MAX } from '../question-file.js';
import { many, oneOf, optional, type Reader, required, wordsOf } from '../settings.js';
import { shortTime } from '../times.js';
import { questionStates, searchOutcomes } from '../words.js';

export type Question = OutOf<typeof routes.questionShow>;

const id = required('题目编号，见 kb list', '编号', readId);
const revisionOf: Reader<number> = (text) =>
  /^\d{1,6}$/.test(text) ? Number(text) : misuse(`“${text}”不对，修订号是一个数，见 kb show`);
const revision = optional('看过的修订号；已被别人改过就不动', '修订号', revisionOf);
/** Longer than this an answer no longer fits one look at a phone. */
const LONG = 120;

export const shown = (question: Question): string =>
  card([
    ['编号', question.id],
    ['题目', question.title],
    ['问法', question.asked.join('\n')],
    ['答案', question.answer],
    ['去处', question.more.join('、')],
    ['关键词', question.keywords.join('、')],
    ['状态', questionStates[question.state]],
    ['回答', `${question.views} 次`],
    ['修订', `${question.revision}（${question.changedBy}，${shortTime(question.changedAt)}）`],
  ]);

export const list = command({
  name: 'kb list',
  summary: '题库列表：客户问到时按题目和问法来找',
  options: {
    sort: optional('顺序', '顺序', oneOf({ id: '按编号', views: '回答多的在前' })),
    state: optional('只看哪种状态', '状态', oneOf(questionStates)),
  },
  example: 'admin-cli kb list --sort views',
  async run({ sort, state }, { api, out }) {
    const { items } = await api.call(routes.questionList, { query: { sort: sort ?? 'id' } });
    const some = items.filter((one) => state === undefined || one.state === state);
    const rows = some.map((one) => [one.id, one.title, questionStates[one.state], String(one.views)]);
    out.result({ items: some }, `${table(['编号', '题目', '状态', '回答次数'], rows)}\n共 ${some.length} 题`);
  },
});

export const show = command({
  name: 'kb show',
  summary: '看一题：问法、答案、去处',
  args: { id },
  example: 'admin-cli kb show meter-move',
  async run({ id: which }, { api, out }) {
    const question = await api.call(routes.questionShow, { params: { id: which } });
    out.result(question, shown(question));
  },
});

export const search = command({
  name: 'kb search',
  summary: '试一句话：题库会怎么答、为什么。认得出的事（查水费、报修等）在聊天里会先办，不到题库',
  args: { words: required('客户会说的话', '话', wordsOf(300)) },
  example: 'admin-cli kb search "水表能换个地方吗"',
  async run({ words }, { api, out }) {
    const found = await api.call(routes.questionSearch, { query: { words } });
    const [first] = found.nearest;
    const head = [
      `${searchOutcomes[found.outcome]}${found.outcome === 'answered' && first ? `：${first.title}` : ''}`,
      ...(found.foreign ? ['这句话像是别家的事，要和题目几乎一字不差（0.6 分）才答'] : []),
    ];
    const rows = found.nearest.map((one) => [one.score.toFixed(2), one.id, one.title]);
    const rule = '0.31 分以上、并且比第二名高一成就答；0.18 分以上给客户选';
    out.result(found, [...head, ...(rows.length > 0 ? [table(['得分', '编号', '题目'], rows), rule] : [])].join('\n'));
  },
});

const stored = async ({ api }: Context, which: string): Promise<Question | undefined> => {
  try {
    return await api.call(routes.questionShow, { params: { id: which } });
  } catch (error) {
    if (error instanceof Failure && error.kind === 'missing') return undefined;
    throw error;
  }
};

export const put = command({
  name: 'kb put',
  summary: '添一题，或改一题：没有写的部分不变。约 2 秒后对客户生效',
  args: { id },
  options: {
    title: optional('题目，一句客户会问的话', '题目', wordsOf(TITLE_MAX)),
    answer: optional('答案：先说结论，短，最多一个下一步', '答案', wordsOf(ANSWER_MAX)),
    asked: many('别的问法，可以写多个；写了就整个换掉', '问法', wordsOf(ASKED_MAX)),
    more: many(
      '去处，最多 3 个：hotline、human、能办的事如 outlets、question:编号、网址；写了就整个换掉',
      '去处',
      readMore,
    ),
    keyword: many(
      '关键词：整句就是它时马上答这一题；查水费、人工这类要办的事不能用。写了就整个换掉',
      '词',
      wordsOf(KEYWORD_MAX),
    ),
    state: optional('上线或下线', '状态', oneOf(questionStates)),
    file: optional('从文件读：--- 之间写 more、keyword、state，# 题目，- 问法，然后是答案', '文件', readQuestionFile),
    revision,
  },
  example:
    'admin-cli kb put meter-move --title 水表能移位置吗 --answer "要申请，不能自己动。" --asked 移表找谁 --more outlets',
  async run({ id: which, file = {}, revision: seen, ...given }, context) {
    if (file.id !== undefined && file.id !== which) misuse(`文件里的编号是 ${file.id}，和 ${which} 不一样`);
    const was = await stored(context, which);
    const title = given.title ?? file.title ?? was?.title ?? misuse('新题要写题目（--title）');
    const answer = given.answer ?? file.answer ?? was?.answer ?? misuse('新题要写答案（--answer）');
    const question = await context.api.call(routes.questionPut, {
      params: { id: which },
      body: {
        title,
        answer,
        asked: [...(given.asked ?? file.asked ?? was?.asked ?? [])],
        more: [...(given.more ?? file.more ?? was?.more ?? [])],
        keywords: [...(given.keyword ?? file.keywords ?? was?.keywords ?? [])],
        state: given.state ?? file.state ?? was?.state ?? 'online',
        revision: seen ?? was?.revision ?? 0,
      },
    });
    const long =
      [...answer].length > LONG ? [`答案有 ${[...answer].length} 个字，手机上一眼看不完，最好在 ${LONG} 字以内`] : [];
    context.out.result(question, ['已保存', shown(question), ...long].join('\n'));
  },
});

export const remove = command({
  name: 'kb remove',
  summary: '删掉一题；只想先不答，用 kb put 编号 --state offline',
  args: { id },
  options: { revision },
  example: 'admin-cli kb remove meter-move',
  async run({ id: which, revision: seen }, { api, out }) {
    await api.call(routes.questionRemove, {
      params: { id: which },
      query: seen === undefined ? {} : { revision: seen },
    });
    out.result({ id: which, removed: true }, `已删掉 ${which}`);
  },
});
