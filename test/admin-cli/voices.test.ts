import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { type RunningAdmin, startAdmin } from '../admin-api/fakes.js';
import { sitDown } from './run.js';

let admin: RunningAdmin;
let desk: ReturnType<typeof sitDown>;
beforeEach(async () => {
  admin = await startAdmin();
  desk = sitDown(admin.url);
  await desk.login('liuyang', 'autumn water');
});
afterEach(async () => {
  desk.standUp();
  await admin.close();
});

it('voices are listed without long numbers, and shown whole on record', async () => {
  const list = await desk.run(['voice', 'list', '--since', '2026-11-20']);
  expect(list.out).toMatch(/方草园停水了吗，我的手机\*{11}/);
  expect(list.out).toContain('（没声音或没听清）');
  expect(list.out).not.toContain('13800000001');
  const before = admin.acts.length;
  expect((await desk.json(['voice', 'list', '--uncorrected'])).document.items).toHaveLength(1);
  const shown = await desk.run(['voice', 'show', 'v1']);
  expect(shown.out).toContain('13800000001');
  expect(shown.out).toMatch(/识别 +│ tencent 16k_zh，用了 0\.9 秒/);
  expect(admin.acts.slice(before)).toEqual([
    expect.objectContaining({ who: 'liuyang', what: 'voice.view_full', which: 'v1', result: 'done' }),
  ]);
  expect((await desk.run(['voice', 'show', 'nobody'])).code).toBe(5);
});

it('a voice is corrected, and what it teaches is said', async () => {
  const args = ['voice', 'correct', 'v1', '--text', '芳草园停水了吗'];
  expect((await desk.run(args)).out).toBe(
    '已校对\n“方草”改成“芳草”，记了 1 次；再有一条语音这样改就生效，要马上生效加 --learn\n',
  );
  expect((await desk.run([...args, '--learn'])).out).toBe('已校对\n以后听到“方草”，按“芳草”算（人工确认）\n');
  expect((await desk.run(['voice', 'words'])).out).toMatch(/方草.*芳草.*1.*还差一次/);
  expect((await desk.run(['voice', 'unlearn', 'w1'])).out).toBe('已去掉\n');
  expect((await desk.run(['voice', 'unlearn', 'w2'])).code).toBe(5);
  expect((await desk.run(['voice', 'correct', 'v1'])).code).toBe(2);
});

it('a recording is saved for the user alone, as the file name says', async () => {
  const saved = async (name: string): Promise<string> => {
    const file = join(desk.folder, name);
    expect((await desk.json(['voice', 'play', 'v1', '--out', file])).document).toMatchObject({ id: 'v1', file });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    return readFileSync(file, 'latin1');
  };
  expect(await saved('v.wav')).toBe('RIFF');
  expect(await saved('v.amr')).toBe('#!AMR\n');
  expect((await desk.run(['voice', 'play', 'v1', '--out', join(desk.folder, 'v.mp3')])).code).toBe(2);
  expect(admin.acts.map(({ what }) => what)).toEqual(['staff.sign_in', 'voice.play', 'voice.play']);
});
