import { beforeAll, expect, it } from '@jest/globals';
import { withDatabase } from '../support/database.js';
import { readTalks } from '../support/transcript.js';
import { createWorld, runTalk, type World } from '../support/world.js';

const database = withDatabase();
let world: World;
beforeAll(async () => {
  world = await createWorld(database.db(), {}, undefined, 'Mo-Su 08:30-17:30');
});

it.each(readTalks('desk.talk').map((talk) => [talk.title, talk] as const))('%s', async (_, talk) => {
  expect(await runTalk(talk, world)).toBeUndefined();
});
