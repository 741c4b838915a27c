import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { accumulators } from '../../../src/database/embedded/accumulators.js';
import { expressionOperators } from '../../../src/database/embedded/expression-operators.js';
import { predicates } from '../../../src/database/embedded/predicates.js';
import { stages } from '../../../src/database/embedded/stages.js';
import { updateOperators } from '../../../src/database/embedded/update-operators.js';

const folder = 'test/database/contract';
const used = readdirSync(folder)
  .map((name) => readFileSync(`${folder}/${name}`, 'utf8'))
  .join('\n');

it.each(
  Object.entries({ accumulators, expressionOperators, predicates, stages, updateOperators }),
)('of %s every one has its cases', (_, supported) => {
  const named = Object.keys(supported).filter((name) => !new RegExp(`\\${name}\\b`).test(used));
  expect(named).toEqual([]);
});
