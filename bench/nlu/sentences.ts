import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Labelled } from '../../src/conversation/nlu/score.js';

/** Sentences that nobody learns from; they are measured in the folder of the project. */
const FROZEN = 'test/conversation/nlu/frozen.jsonl';
/** The day on which they were written. */
export const TODAY = '2026-11-21';

export const frozenSentences = (): readonly Labelled[] =>
  readFileSync(resolve(FROZEN), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Labelled);
