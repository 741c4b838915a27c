import { describe, expect, it } from '@jest/globals';
import { canonicalJson, follows, GENESIS, type Link, linkAfter } from '../../../src/domain/activity/chain.js';

const at = new Date('2026-11-21T01:00:00.000Z');
const act = { at, who: 'liuyang', what: 'ticket.reply', which: 'TS20261121042', result: 'done' as const };

const chain = (length: number): Link[] => {
  const links: Link[] = [];
  for (let i = 0; i < length; i += 1) links.push(linkAfter(links.at(-1), { ...act, detail: { left: i } }));
  return links;
};

describe('canonical JSON', () => {
  it('does not depend on the order of keys, at any depth', () => {
    expect(canonicalJson({ b: 1, a: { d: [1, { f: 2, e: 3 }], c: null } })).toBe(
      '{"a":{"c":null,"d":[1,{"e":3,"f":2}]},"b":1}',
    );
    expect(canonicalJson({ a: undefined, at })).toBe('{"at":"2026-11-21T01:00:00.000Z"}');
  });
});

describe('the chain', () => {
  it('begins with the genesis hash and counts from 1', () => {
    const [first, second] = chain(2) as [Link, Link];
    expect([first.seq, first.prevHash]).toEqual([1, GENESIS]);
    expect([second.seq, second.prevHash]).toEqual([2, first.hash]);
    expect(first.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([
    ['who', { who: 'zhou' }],
    ['what', { what: 'ticket.close' }],
    ['when', { at: new Date('2026-11-21T01:00:00.001Z') }],
    ['the result', { result: 'refused' as const }],
    ['the detail', { detail: { left: 9 } }],
    ['the place', { seq: 3 }],
    ['the hash before', { prevHash: GENESIS }],
    ['the hash', { hash: GENESIS }],
  ])('shows a change of %s', (_name, change) => {
    const [first, second] = chain(2) as [Link, Link];
    expect(follows(first, second)).toBe(true);
    expect(follows(first, { ...second, ...change })).toBe(false);
  });

  it('shows a missing link', () => {
    const [first, , third] = chain(3) as [Link, Link, Link];
    expect(follows(first, third)).toBe(false);
  });
});
