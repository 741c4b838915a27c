import { writeFileSync } from 'node:fs';
import { serialize } from 'node:v8';
import { examples } from '../intents/index.js';
import { learnFrom } from './conversation/nlu/understand.js';
import { learntFile } from './wiring-nlu.js';

// a step of the build: no start has to learn what never changes
writeFileSync(learntFile, serialize(learnFrom(examples())));
