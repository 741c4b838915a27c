import { expect, it } from '@jest/globals';
import { readOrdinal } from '../../../src/conversation/nlu/ordinals.js';

it.each([
  ['第一个', 1],
  ['选第三条', 3],
  ['2号', 2],
  ['最后一个', -1],
  ['第二个几点来水', 2],
  ['那第二家周六开门吗', 2],
  ['最后一条是什么', -1],
  ['第一个月的水费', undefined],
  ['第三个季度用了多少', undefined],
  ['第一次来', undefined],
])('%s: %s', (words, place) => expect(readOrdinal(words)).toBe(place));
