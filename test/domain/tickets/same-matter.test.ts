import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { likeness, sameMatter, samePlace } from '../../../src/domain/tickets/same-matter.js';
import { OWNER, withDesk } from './desk.js';

const words = fc.string({ unit: fc.constantFrom(...'路口井盖松动有响声水管漏了三天没人修'), maxLength: 30 });
const marks = fc.constantFrom('，', '。', ' ', '！', '…');

describe('likeness', () => {
  it('is between 0 and 1, the same both ways, and 1 for what is the same', () => {
    fc.assert(
      fc.property(words, words, (a, b) => {
        const alike = likeness(a, b);
        expect(alike).toBeGreaterThanOrEqual(0);
        expect(alike).toBeLessThanOrEqual(1);
        expect(likeness(b, a)).toBeCloseTo(alike, 12);
        if (a !== '') expect(likeness(a, a)).toBe(1);
      }),
    );
  });

  it('knows no marks and blanks', () => {
    fc.assert(
      fc.property(words, words, marks, (a, b, mark) => {
        expect(likeness([...a].join(mark), b)).toBeCloseTo(likeness(a, b), 12);
      }),
    );
  });

  it('does not grow when one says more that the other does not', () => {
    fc.assert(
      fc.property(words, words, (a, b) => {
        expect(likeness(a, `${b}电表`)).toBeLessThanOrEqual(likeness(a, b) + 1e-9);
      }),
    );
  });
});

describe('the same matter', () => {
  it.each([
    ['路口井盖松动有响声', '路口的井盖松动，有响声', true],
    ['楼下水管漏水三天了', '楼下水管漏水三天了没人修', true],
    ['抄表员从来不上门', '滨河路施工噪音太大', false],
    ['漏水', '漏水', false],
  ])('%s / %s: %s', (a, b, same) => {
    expect(sameMatter({ text: a }, { text: b })).toBe(same);
  });

  it('knows places by distance, else by their words; no place is the same as none', () => {
    const at = (latitude: number) => ({ label: '', latitude, longitude: 114.3 });
    expect(samePlace(at(30.6), at(30.601))).toBe(true);
    expect(samePlace(at(30.6), at(30.602))).toBe(false);
    expect(samePlace({ label: '滨河路 12 号' }, { label: '滨河路12号' })).toBe(true);
    expect(samePlace({ label: '说不清' }, { label: '说不清' })).toBe(false);
    expect(samePlace(undefined, undefined)).toBe(false);
  });
});

describe('tickets', () => {
  const desk = withDesk();
  const place = { label: '滨河路12号' };

  it("finds the resident's own of the last hour that is not over", async () => {
    const { tickets, filed, clock } = desk();
    const { number } = await filed({ place });
    const asked = { openid: OWNER, text: '又是别的话', place };
    expect((await tickets.similar(asked))?.number).toBe(number);
    expect(await tickets.similar({ ...asked, openid: 'oOther' })).toBeUndefined();
    expect(await tickets.similar({ openid: OWNER, text: '水压太低了' })).toBeUndefined();
    clock.advance(3601);
    expect(await tickets.similar(asked)).toBeUndefined();
  });

  it('shows staff what others filed from the same place in the hours around, and joins nothing', async () => {
    const { tickets, filed, clock } = desk();
    const one = await filed({ place });
    const other = await filed({ place, openid: 'oOther' });
    await filed({ place: { label: '人民路100号' }, openid: 'oThird' });
    await filed({ place });
    clock.advance(7 * 3600);
    await filed({ place, openid: 'oLate' });
    const { items } = await tickets.list({ limit: 9 });
    const near = await tickets.near(items);
    expect(near.get(one.number)).toEqual([other.number]);
    expect(near.get(other.number)).toHaveLength(2);
  });
});
