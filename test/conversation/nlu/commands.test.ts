import { describe, expect, it } from '@jest/globals';
import { readCommand, saysNo, saysYes } from '../../../src/conversation/nlu/commands.js';
import { normalise } from '../../../src/conversation/nlu/normalise.js';

const command = (words: string) => readCommand(normalise(words));

describe('readCommand', () => {
  it.each([
    '取消',
    '取消！',
    '取消吧',
    '取消了',
    '我要取消',
    '退出',
    '算了',
    '算了吧',
    '算了，不办了',
    '算了不抄了',
    '不办了',
    '不弄了',
    '不绑了',
    '不投诉了',
    '先不弄了',
    '先不绑了吧',
    '等等，先不绑了',
    '哎，那算了',
    '等一下，不办了',
    '不想弄了',
    '我不弄了',
    '回头再说',
    '以后再说吧',
    '下次再弄',
    '拉倒吧',
    '不搞了',
    '唔搞了',
    '结束',
    '退出吧',
    'cancel',
    'Quit',
    '取消🙏',
  ])('cancel: %s', (words) => expect(command(words)).toBe('cancel'));

  it.each(['返回', '上一步', '回到上一步', '返回上一步', '后退', '退回去', 'back'])('back: %s', (words) =>
    expect(command(words)).toBe('back'));

  it.each([
    '帮助',
    '菜单',
    '功能',
    '你能做什么',
    '你都能干啥',
    '可以查什么',
    '能办什么',
    '怎么用',
    '有什么功能',
    'help',
    'Menu',
    '主菜单',
  ])('help: %s', (words) => expect(command(words)).toBe('help'));

  it.each([
    '人工',
    '转人工',
    '人工客服',
    '我要人工',
    '找客服',
    '真人',
    '我要找个真人',
    '活人',
    '转人工服务',
    '请转人工',
    '麻烦转人工',
    '转人工谢谢',
    '我要跟真人说话',
    '给我转人工',
    '帮我转人工',
    '帮我接人工客服',
    '人工！！！',
    '轉人工',
    '叫个人来',
  ])('human: %s', (words) => expect(command(words)).toBe('human'));

  it.each(['更多', '下一页', '还有吗', '继续看', '再看看后面的', '往后看'])('more: %s', (words) =>
    expect(command(words)).toBe('more'));

  it.each([
    '取消订阅',
    '取消账单推送',
    '取消老房子的提醒',
    '怎么取消代扣',
    '停水',
    '停止供水通知在哪看',
    '我要投诉客服',
    '人工客服态度太差',
    '客服电话多少',
    '你们工作人员骂人',
    '帮助老人绑户号',
    '水表怎么用',
    '不要再发账单了',
    '不用每月提醒我',
    '更多水费',
    '返回的水是黄的',
    '水费算了多少',
    '不查水费查停水',
    '结束停水是几点',
    '',
    '你好',
  ])('none: %s', (words) => expect(command(words)).toBeUndefined());
});

describe('saysYes and saysNo', () => {
  it.each([
    '是',
    '是的',
    '对',
    '好',
    '好的',
    '嗯',
    '嗯嗯',
    '行',
    '可以',
    '同意',
    '我同意',
    '确认',
    '确定',
    '没错',
    '要',
    '要的',
    '中',
    '得',
    '系',
    'OK',
    'yes',
    '同意并继续',
    '好👌',
    '可以啊',
    '行吧',
    '嗯好的',
    '同意！',
    '是呀',
  ])('yes: %s', (words) => {
    expect(saysYes(normalise(words))).toBe(true);
    expect(saysNo(normalise(words))).toBe(false);
  });
  it.each([
    '不',
    '不是',
    '不对',
    '不行',
    '不同意',
    '我不同意',
    '否',
    '没有',
    '不用',
    '不用了',
    '不要',
    '唔要',
    'no',
    '错了',
    '不是的',
    '不需要',
    '不好',
    '不必了',
    '别了',
  ])('no: %s', (words) => {
    expect(saysNo(normalise(words))).toBe(true);
    expect(saysYes(normalise(words))).toBe(false);
  });
  it.each([
    '好多水费',
    '是不是停水',
    '要查水费',
    '对不起',
    '不是停水是漏水',
    '没有水',
    '可以查什么',
    '确认书',
    '',
    '行不行',
    '好不好',
  ])('neither: %s', (words) => {
    expect(saysYes(normalise(words))).toBe(false);
    expect(saysNo(normalise(words))).toBe(false);
  });
});
