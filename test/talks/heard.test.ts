import { beforeAll, expect, it } from '@jest/globals';
import { digestOf } from '../../src/kernel/ids.js';
import { withDatabase } from '../support/database.js';
import { createWorld, type Person, type World } from '../support/world.js';

const database = withDatabase();
let world: World;
beforeAll(async () => {
  world = await createWorld(database.db());
});

const speaks = (person: Person, text: string): Promise<string> =>
  person.does({ kind: 'voice', mediaId: 'm', heard: { kind: 'words', text } });

/** A voice in which this was heard, and what a clerk says it was. */
const corrected = async (heard: string, said: string): Promise<readonly { from: string; to: string }[]> => {
  const { voices } = world.services;
  const key = digestOf(`${heard} ${world.clock.now().toISOString()}`);
  world.clock.advance(60);
  await voices.keep({ key, openid: 'oSomebody', at: world.clock.now(), outcome: 'words', heard, ms: 900 });
  return (await voices.correct({ id: key, text: said, by: 'li', learn: false })).learnt;
};

it('a place that recognisers mishear is understood once it was corrected twice, in voices only', async () => {
  const one = world.resident();
  const outage = '有影响：翡翠城明天 09:00 起';
  expect(await speaks(one, '明天翡翠城停水吗')).toContain(outage);
  expect(await speaks(one, '明天非脆城停水吗')).not.toContain(outage);

  expect(await corrected('非脆城几点来水', '翡翠城几点来水')).toEqual([
    expect.objectContaining({ from: '非脆', to: '翡翠', active: false }),
  ]);
  expect(await speaks(one, '明天非脆城停水吗')).not.toContain(outage);
  expect(await corrected('我住非脆城', '我住翡翠城')).toEqual([expect.objectContaining({ times: 2, active: true })]);

  const understood = await speaks(world.resident(), '明天非脆城停水吗');
  expect(understood).toContain(outage);
  expect(understood).toMatch(/^您说：明天翡翠城停水吗\n/);
  expect(await world.resident().says('明天非脆城停水吗')).not.toContain(outage);
});

it('what residents write themselves is never put right, nor the name of a place', async () => {
  expect(await corrected('交水费', '教水肺')).toEqual([]);
  expect(await corrected('金桂苑停水吗', '金贵苑停水吗')).toEqual([]);
});
