import { describe, expect, it } from '@jest/globals';
import { withSite } from '../support/service.js';

describe('status and doctor', () => {
  const site = withSite();

  it('find all well in the demo', async () => {
    await site().signIn();
    const status = await site().cli(['status']);
    expect([status.code, status.stderr]).toEqual([0, '']);
    expect(status.stdout).toMatch(/状态.*正常/);
    const doctor = await site().cli(['doctor']);
    expect([doctor.code, doctor.stderr]).toEqual([0, '']);
    expect(doctor.stdout).toMatch(/^(✓ .+\n){10}\n没有问题\n$/);
  });

  it('say what is wrong with the platform, the templates and the recognisers, and what to do', async () => {
    await site().fault({ path: '/cgi-bin/stable_token', errcode: 40164 });
    await site().fault({ path: '/speech', errcode: 'AuthFailure.SignatureFailure' });
    const doctor = await site().cli(['doctor']);
    await site().noFaults();
    expect(doctor.code).toBe(1);
    expect(doctor.stdout).toMatch(/✗ 微信平台：.*40164.*\n +怎么办：.*IP 白名单/);
    expect(doctor.stdout).toMatch(/✗ 语音识别：腾讯云 不可用：密钥不对.*\n +怎么办：/);
    await site().fault({ path: '/cgi-bin/template/get_all', body: { template_list: [] } });
    const { checks } = JSON.parse((await site().cli(['doctor', '--json'])).stdout) as { checks: { code: string }[] };
    await site().noFaults();
    expect(checks.map(({ code }) => code)).toContain('templates_unknown');
  });
});
