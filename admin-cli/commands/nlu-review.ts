import { routes } from '../../src/admin-api/contract.js';
import { command } from '../command.js';
import type { Context } from '../context.js';
import { type Example, writeExamples } from '../example-files.js';
import { exported, sentence, sentences } from '../nlu-views.js';
import { reviewReasons, reviewStates } from '../nlu-words.js';
import { table } from '../output.js';
import { flag, oneOf, optional, required, textLike, wordsOf } from '../settings.js';
import { moreBelow, paging } from './paging.js';

const id = required('编号，见 nlu review', '编号', textLike(/^[0-9a-f]{16}$/, '请照抄列表里的编号'));
const force = flag('同事标得不一样时，以这次为准');

export const review = command({
  name: 'nlu review',
  summary: '没听准的话，说得多的在前；已去掉姓名、号码、门牌',
  options: {
    state: optional('看哪些，默认还没处理的', '状态', oneOf(reviewStates)),
    reason: optional('只看一种原因', '原因', oneOf(reviewReasons)),
    ...paging,
  },
  example: 'admin-cli nlu review --reason asked_back --limit 50',
  async run({ state, reason, limit, after }, { api, out }) {
    const page = await api.call(routes.reviewList, {
      query: { limit, ...(state ? { state } : {}), ...(reason ? { reason } : {}), ...(after ? { after } : {}) },
    });
    const none = state && state !== 'open' ? '没有' : '没有要复核的话';
    out.result(page, page.items.length > 0 ? sentences(page.items) + moreBelow(page.next) : none);
  },
});

export const show = command({
  name: 'nlu show',
  summary: '看一句没听准的话：几次、为什么、后来选了什么',
  args: { id },
  example: 'admin-cli nlu show 0f3c5a7b9d1e2f40',
  async run({ id: which }, { api, out }) {
    const row = await api.call(routes.reviewShow, { params: { id: which } });
    out.result(row, sentence(row));
  },
});

export const label = command({
  name: 'nlu label',
  summary: '标出这句话的意思',
  args: {
    id,
    intent: required('意思，见 nlu labels', '意思', textLike(/^[a-z_]{2,32}$/, '请用 nlu labels 里的英文名')),
  },
  options: { force },
  example: 'admin-cli nlu label 0f3c5a7b9d1e2f40 bill_query',
  async run({ id: which, intent, force: overrule }, { api, out }) {
    const body = { intent, force: overrule };
    const row = await api.call(routes.reviewLabel, { params: { id: which }, body });
    out.result(row, `已标为“${row.verdict?.title ?? intent}”：${row.words}`);
  },
});

export const skip = command({
  name: 'nlu skip',
  summary: '这句话没有用，跳过',
  args: { id },
  options: { force },
  example: 'admin-cli nlu skip 0f3c5a7b9d1e2f40',
  async run({ id: which, force: overrule }, { api, out }) {
    const row = await api.call(routes.reviewSkip, { params: { id: which }, body: { force: overrule } });
    out.result(row, `已跳过：${row.words}`);
  },
});

export const labels = command({
  name: 'nlu labels',
  summary: '可以标的意思',
  example: 'admin-cli nlu labels',
  async run(_none, { api, out }) {
    const all = await api.call(routes.nluLabels, {});
    out.result(
      all,
      table(
        ['名字', '意思'],
        all.items.map(({ intent, title }) => [intent, title]),
      ),
    );
  },
});

const PAGE = 100;

/** All labelled sentences, page after page. */
const labelled = async ({ api, out }: Context): Promise<{ items: Example[]; held: { id: string; text: string }[] }> => {
  const items: Example[] = [];
  const held: { id: string; text: string }[] = [];
  for (let after: string | null = ''; after !== null; ) {
    const query: { limit: number; after?: string } = { limit: PAGE, ...(after ? { after } : {}) };
    const page = await api.call(routes.reviewExamples, { query });
    items.push(...page.items.map(({ text, intent }) => ({ text, intent })));
    held.push(...page.held.map(({ id: which, text }) => ({ id: which, text })));
    after = page.next;
    if (after) out.progress(`已取 ${items.length} 句`);
  }
  out.progressEnd();
  return { items, held };
};

export const exportExamples = command({
  name: 'nlu export',
  summary: '把标好的话写成例句：文件夹里一种意思一个 .txt（接在后面写），或一个 .jsonl',
  options: { out: required('文件夹，或用 .jsonl 结尾的文件', '去处', wordsOf(400)) },
  example: 'admin-cli nlu export --out ./intents/examples',
  async run({ out: to }, context) {
    const { items, held } = await labelled(context);
    const files = writeExamples(to, items);
    context.out.result({ exported: items.length, files, held }, exported(files, held));
  },
});
