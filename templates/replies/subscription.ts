import { choice, choices, type Reply, text } from '../../src/conversation/reply.js';

interface HomeName {
  account: string;
  label: string;
  tail: string;
}

const names = (homes: readonly HomeName[]): string => homes.map(({ label, tail }) => `${label}·尾号${tail}`).join('、');

export const which = (homes: readonly HomeName[]): Reply =>
  choices('订阅哪一处？', [
    ...homes.map(({ label, account }) => choice(label, { slots: { account } })),
    choice(homes.length === 2 ? '两处都订' : '都订', { slots: { account: 'all' } }),
  ]);

export const whichToStop = (homes: readonly HomeName[]): Reply =>
  choices('退订哪一处？', [
    ...homes.map(({ label, account }) => choice(label, { slots: { account } })),
    choice(homes.length === 2 ? '两处都退' : '都退', { slots: { account: 'all' } }),
  ]);

export const subscribed = (homes: readonly HomeName[]): Reply =>
  text(`订好了：${names(homes)}\n每月3日上午把上个月的账单发给您。不想收了，回复“退订”`);

export const already = (homes: readonly HomeName[]): Reply =>
  text(`已经订着了：${names(homes)}\n每月3日上午发。不想收了，回复“退订”`);

export const stopped = (homes: readonly HomeName[]): Reply =>
  text(`退好了：${names(homes)}，以后不再发账单。想再收，回复“订阅”`);

export const neverHad: Reply = text('您没有订阅账单，不会收到。要订，回复“订阅”');
