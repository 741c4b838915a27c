import { expect, it } from '@jest/globals';
import BayesClassifier from 'natural/lib/natural/classifiers/bayes_classifier.js';
import { gramsOf, trainYardstick } from '../../bench/nlu/yardstick.js';

const taught = {
  bill_query: ['查水费', '这个月水费多少', '我家欠费吗', '水费账单'],
  outage_lookup: ['停水了吗', '今天停水吗', '什么时候来水'],
  greet: ['你好', '在吗', '谢谢'],
};

it('takes the grams of the normalised sentence', () => {
  expect(gramsOf('查 12 吨。')).toEqual([
    '^',
    '查',
    '#',
    '吨',
    '$',
    '^查',
    '查#',
    '#吨',
    '吨$',
    '^查#',
    '查#吨',
    '#吨$',
  ]);
});

it('is the model that its own training makes', () => {
  const own = new BayesClassifier();
  for (const [label, lines] of Object.entries(taught)) for (const line of lines) own.addDocument(gramsOf(line), label);
  own.train();
  const quick = trainYardstick(taught);
  for (const words of ['水费', '什么时候停水', '谢谢你', '几点来', '账单多少钱'])
    expect([words, quick(words)]).toEqual([words, own.classify(gramsOf(words))]);
});
