import { describe, expect, it } from '@jest/globals';
import { demoQuestions } from '../../../demo/questions.js';
import { judge } from '../../../src/domain/knowledge/judge.js';
import { indexQuestions } from '../../../src/domain/knowledge/match.js';
import { gist, isForeign } from '../../support/reading.js';

const index = indexQuestions(demoQuestions, gist);
const nearest = (words: string): string | undefined =>
  judge(index.nearest(gist(words), 2), isForeign(words)).answer?.question.id;

/** Asked in words of their own, none of them a wording of the base. */
const worded: readonly [string, string][] = [
  ['水价现在是多少', 'bill-prices'],
  ['请问阶梯水价怎么划分的', 'bill-tiers'],
  ['污水处理费为什么要收啊', 'bill-sewage'],
  ['我家水表不走了怎么办', 'meter-broken'],
  ['水管冻住了', 'meter-frozen'],
  ['请问怎么开发票', 'pay-invoice'],
  ['低保有没有优惠', 'bill-relief'],
  ['水质报告哪里能看', 'quality-report'],
  ['周末营业厅上班吗', 'service-hours'],
  ['滞纳金怎么收', 'bill-late-charge'],
  ['营业厅几点开门', 'service-hours'],
  ['自来水怎么发黄了', 'quality-yellow'],
  ['自来水有漂白粉的味道', 'quality-chlorine'],
  ['户号在哪', 'account-number-where'],
  ['验证码收不到', 'account-no-code'],
  ['房子过户要带什么材料', 'account-transfer'],
  ['怎么办理银行代扣', 'pay-auto-debit'],
  ['水表能不能移个位置', 'meter-move'],
  ['水压太小了', 'pressure-weak'],
  ['新房子怎么申请接水', 'service-connection'],
];

const strangers = [
  '今天天气怎么样',
  '给我讲个笑话',
  '帮我订一张去上海的火车票',
  '电费怎么交',
  '你叫什么名字',
  '我想吃火锅',
  '股票今天涨了吗',
  '手机没信号了',
  '附近有什么好玩的地方',
  '谢谢',
  '哈哈哈哈',
  '12345678',
  '天然气费在哪里查',
  '明天会下雨吗',
  '孩子上学要什么材料',
  'hello world',
  '话费怎么查',
  '宽带多少钱一个月',
  '燃气表坏了怎么办',
  '暖气不热找谁',
  '你是机器人吗',
  '社保怎么交',
  '水果多少钱一斤',
  '停车费怎么交',
  '你们几点吃饭',
];

describe('the nearest question', () => {
  it.each(worded)('%s → %s', (words, id) => {
    expect(nearest(words)).toBe(id);
  });

  it.each(strangers)('%s is nobody’s question', (words) => {
    expect(nearest(words)).toBeUndefined();
  });

  it('every wording of the base finds its own question', () => {
    for (const question of demoQuestions)
      for (const words of [question.title, ...question.asked])
        expect([words, nearest(words)]).toEqual([words, question.id]);
  });

  it('has nothing to say to nothing', () => {
    for (const words of ['', '   ', '！？。', '😀😀', '\u200b']) expect(index.nearest(gist(words), 1)).toEqual([]);
    expect(indexQuestions([], gist).nearest(gist('水价'), 3)).toEqual([]);
  });

  it('finds through punctuation, blanks and full-width letters', () => {
    expect(nearest('  污水 处理费，是什么？？ ')).toBe('bill-sewage');
  });

  it('stays quick with a very long message', () => {
    expect(nearest('水价现在是多少'.repeat(2000))).toBe('bill-prices');
  });
});
