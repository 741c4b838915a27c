import { beforeAll, describe, expect, it } from '@jest/globals';
import { withDatabase } from '../support/database.js';
import { readTalks, talkFiles } from '../support/transcript.js';
import { createWorld, runTalk, type World } from '../support/world.js';

const database = withDatabase();
let world: World;
beforeAll(async () => {
  world = await createWorld(database.db());
});

describe.each(talkFiles())('%s', (file) => {
  it.each(readTalks(file).map((talk) => [talk.title, talk] as const))('%s', async (_, talk) => {
    expect(await runTalk(talk, world)).toBeUndefined();
  });
});
