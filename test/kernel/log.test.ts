import fs from 'node:fs';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { createLog, maskFields, silentLog } from '../../src/kernel/log.js';
import { traced } from '../../src/kernel/trace.js';

const MOBILE = '13800000001';
const OPENID = 'oABCDEFGHIJKLMNOPQRSTUVWXYZ1';

afterEach(() => {
  jest.restoreAllMocks();
});

/** What is written to stderr meanwhile. */
const written = (act: () => void): string => {
  const parts: string[] = [];
  const spy = jest.spyOn(fs, 'writeSync').mockImplementation(((fd: number, data: string) => {
    expect(fd).toBe(2);
    parts.push(String(data));
    return Buffer.byteLength(data);
  }) as never);
  act();
  spy.mockRestore();
  return parts.join('');
};

describe('maskFields', () => {
  it('masks who and withholds what', () => {
    expect(
      maskFields({
        openid: OPENID,
        resident: OPENID,
        mobile: MOBILE,
        phone: MOBILE,
        holder: '李建国',
        address: '滨河路18号芳草园3栋2单元501',
        password: 'geheim',
        text: '我家水费多少',
        accessToken: 'abc',
        attempts: 3,
      }),
    ).toEqual({
      openid: 'oAB***YZ1',
      resident: 'oAB***YZ1',
      mobile: '138****0001',
      phone: '138****0001',
      holder: '李*',
      address: '滨河路18号…501',
      password: '[withheld]',
      text: '[withheld]',
      accessToken: '[withheld]',
      attempts: 3,
    });
  });

  it('reaches into objects and lists', () => {
    expect(
      maskFields({ request: { customer: { mobile: MOBILE }, people: [{ holder: '李建国' }], mobile: [MOBILE] } }),
    ).toEqual({
      request: { customer: { mobile: '138****0001' }, people: [{ holder: '李*' }], mobile: ['138****0001'] },
    });
  });

  it('withholds whole objects and lists', () => {
    expect(maskFields({ body: { mobile: MOBILE }, content: [MOBILE] })).toEqual({
      body: '[withheld]',
      content: '[withheld]',
    });
  });

  it('masks a mobile that came as a number or without a prototype', () => {
    const bare = Object.assign(Object.create(null), { mobile: Number(MOBILE) });
    expect(maskFields({ bare })).toEqual({ bare: { mobile: '138****0001' } });
  });

  it('leaves dates, errors and what is not there alone', () => {
    const [at, err] = [new Date(0), new Error('x')];
    expect(maskFields({ at, err, mobile: undefined, code: null })).toEqual({ at, err, mobile: undefined, code: null });
  });

  it('does not change its input and survives what refers to itself', () => {
    const ring: Record<string, unknown> = { mobile: MOBILE };
    ring.self = ring;
    expect(JSON.stringify(maskFields(ring))).not.toContain(MOBILE);
    expect(ring.mobile).toBe(MOBILE);
  });
});

describe('a written line', () => {
  it('carries the trace of what is running, through all that it sets off', async () => {
    const log = createLog('info');
    const line = (act: () => void) => JSON.parse(written(act));
    expect(line(() => log.info('outside'))).not.toHaveProperty('trace');
    await traced('0123456789abcdef0123', async () => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      expect(line(() => log.info({ mobile: MOBILE }, 'inside'))).toMatchObject({
        trace: '0123456789ab',
        mobile: '138****0001',
      });
    });
    expect(line(() => log.info('after'))).not.toHaveProperty('trace');
  });

  it('is JSON with level, name and time, and holds no mobile, holder or words', () => {
    const line = written(() =>
      createLog('info').info({ mobile: MOBILE, customer: { holder: '李建国' }, text: '我家漏水' }, 'sent'),
    );
    expect(line).not.toMatch(/13800000001|建国|漏水/);
    expect(JSON.parse(line)).toMatchObject({
      level: 'info',
      name: 'water',
      msg: 'sent',
      mobile: '138****0001',
      customer: { holder: '李*' },
    });
    expect(JSON.parse(line).time).toMatch(/^\d{4}-\d\d-\d\dT/);
  });

  it('keeps an error with its message and stack, its own fields masked', () => {
    const line = written(() => createLog('info', 'sandbox').error({ err: new Error('broke'), mobile: MOBILE }));
    expect(line).not.toContain(MOBILE);
    const { err, ...rest } = JSON.parse(line);
    expect(rest).toMatchObject({ level: 'error', name: 'sandbox', mobile: '138****0001' });
    expect(err).toMatchObject({ message: 'broke', stack: expect.stringContaining('log.test') });
  });

  it('is not written below the level, nor ever by a silent log', () => {
    expect(written(() => createLog('warn').info('no'))).toBe('');
    expect(written(() => createLog('silent').error('no'))).toBe('');
    expect(written(() => silentLog.error('no'))).toBe('');
  });
});
