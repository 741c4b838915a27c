import { expect, it } from '@jest/globals';
import { bare, normalise } from '../../../src/conversation/nlu/normalise.js';
import { ruleFor } from '../../../src/conversation/nlu/rules.js';
import { readTicketAct, readTicketTail } from '../../../src/conversation/nlu/ticket-acts.js';
import { additionIn } from '../../../templates/replies/complaint.js';

it.each([
  ['催一下', 'urge'],
  ['怎么还没人来', 'urge'],
  ['咋还没人管呢', 'urge'],
  ['帮我催催单子', 'urge'],
  ['你们怎么还不来人修啊', 'urge'],
  ['没解决', 'reopen'],
  ['根本没修好啊', 'reopen'],
  ['重新打开工单', 'reopen'],
  ['解决了', 'solved'],
  ['已经修好了', 'solved'],
  ['那个单子撤了吧', 'withdraw'],
  ['撤销投诉', 'withdraw'],
  ['我的投诉不用处理了', 'withdraw'],
  ['把刚才登记的报修取消', 'withdraw'],
])('%s: a ticket to %s', (words, act) => {
  const said = normalise(words);
  expect([ruleFor(bare(said))?.[0], readTicketAct(said)]).toEqual(['ticket_status', act]);
});

it.each([
  '进度',
  '解决了吗',
  '解决了没有',
  '我的投诉到哪了',
  '处理好了吗',
  '撤回同意',
  '取消绑定',
  '投诉你们乱收费取消了我的优惠',
])('%s: only asks', (words) => {
  expect(readTicketAct(normalise(words))).toBeUndefined();
});

it.each([
  ['补充', ''],
  ['我要补充照片', ''],
  ['补充一下', ''],
  ['再补一张照片', ''],
  ['补充一下，晚上响得更厉害', '晚上响得更厉害'],
  ['我还要补充几句：白天也响', '白天也响'],
  ['TS20261121001补充：晚上也响', '晚上也响'],
])('%s: adds to a ticket', (words, rest) => {
  const said = normalise(words);
  expect([ruleFor(said)?.[0], additionIn(said)]).toEqual(['complaint', rest]);
});

it.each(['补交水费', '补办发票', '补充协议怎么签', '水费补缴'])('%s: adds nothing to a ticket', (words) => {
  expect(ruleFor(normalise(words))?.[0]).not.toBe('complaint');
  expect(additionIn(normalise(words))).toBeUndefined();
});

it.each([
  ['042', '042'],
  ['尾号042', '042'],
  ['042那个', '042'],
  ['42', undefined],
  ['20261121', undefined],
  ['9月', undefined],
])('%s: the tail %s', (words, tail) => {
  expect(readTicketTail(normalise(words))).toBe(tail);
});
