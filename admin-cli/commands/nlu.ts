import { routes } from '../../src/admin-api/contract.js';
import { command } from '../command.js';
import { explained } from '../nlu-views.js';
import { required, wordsOf } from '../settings.js';

export const explain = command({
  name: 'nlu explain',
  summary: '看一句话会被听成什么、为什么；不保存，客户收不到',
  args: { words: required('客户会说的一句话，用引号括起来', '话', wordsOf(2000)) },
  example: 'admin-cli nlu explain "上个月睡费几多钱"',
  async run({ words }, { api, out }) {
    const shown = await api.call(routes.nluExplain, { body: { words } });
    out.result(shown, explained(words, shown));
  },
});
