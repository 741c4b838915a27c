import { describe, expect, it } from '@jest/globals';
import { type RefusalCode, Refused, reasonOf, refusals, refuse } from '../../src/kernel/errors.js';

const thrownBy = (act: () => unknown): unknown => {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
};

describe('Refused', () => {
  it('carries its code, kind, detail and data', () => {
    const error = thrownBy(() => refuse('ticket_unknown', 'TS1', { number: 'TS1' }));
    expect(error).toBeInstanceOf(Refused);
    expect(error).toMatchObject({
      name: 'Refused',
      code: 'ticket_unknown',
      kind: 'missing',
      detail: 'TS1',
      data: { number: 'TS1' },
      message: 'ticket_unknown: TS1',
    });
  });

  it('says only its code when there is no detail', () => {
    expect(new Refused('conflict')).toMatchObject({ message: 'conflict', detail: '', data: {} });
  });

  it('is an expression that fills in for what is missing', () => {
    const found = (value: string | undefined): string => value ?? refuse('not_found');
    expect(found('here')).toBe('here');
    expect(thrownBy(() => found(undefined))).toMatchObject({ code: 'not_found' });
  });

  it('has a kind for every code', () => {
    const kinds = ['failed', 'invalid', 'unauthenticated', 'forbidden', 'missing', 'conflict'];
    for (const code of Object.keys(refusals) as RefusalCode[]) expect(kinds).toContain(new Refused(code).kind);
  });
});

describe('reasonOf', () => {
  it.each([
    [new Error('broken'), 'broken'],
    ['words', 'words'],
    [undefined, 'undefined'],
    [{}, '[object Object]'],
  ])('%p', (thrown, reason) => expect(reasonOf(thrown)).toBe(reason));
});
