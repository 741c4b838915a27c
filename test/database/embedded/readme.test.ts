import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { accumulators } from '../../../src/database/embedded/accumulators.js';
import { commands } from '../../../src/database/embedded/commands/index.js';
import { generalFields } from '../../../src/database/embedded/commands/request.js';
import { expressionOperators } from '../../../src/database/embedded/expression-operators.js';
import { codes, MongoFailure } from '../../../src/database/embedded/failure.js';
import { compile } from '../../../src/database/embedded/matcher.js';
import { updateStages } from '../../../src/database/embedded/pipeline-update.js';
import { readPipeline, stages } from '../../../src/database/embedded/stages.js';
import { updateOperators } from '../../../src/database/embedded/update-operators.js';

const folder = 'src/database/embedded';
const page = readFileSync(`${folder}/README.md`, 'utf8');
const codesIn = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, code]) => code!);
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) => line.split('|').slice(1, -1));
const row = (name: string): string[] => {
  const found = rows.find(([first]) => first!.trim() === name);
  return found ? found.slice(1).flatMap(codesIn) : [];
};
const sorted = (names: Iterable<string>): string[] => [...names].sort();
const operators = (set: object | undefined): string[] => sorted(Object.keys(set ?? {}).filter((key) => key[0] === '$'));

/** Each query operator that MongoDB 7.0 documents, with an operand of the right kind. */
const mongoOperators: Readonly<Record<string, unknown>> = {
  ...Object.fromEntries(
    ['$eq', '$ne', '$gt', '$gte', '$lt', '$lte', '$exists', '$size', '$bitsAllSet', '$bitsAnySet'].map((name) => [
      name,
      1,
    ]),
  ),
  ...Object.fromEntries(['$bitsAllClear', '$bitsAnyClear', '$near', '$nearSphere'].map((name) => [name, 1])),
  ...Object.fromEntries(['$in', '$nin', '$all'].map((name) => [name, []])),
  $type: 'string',
  $mod: [2, 1],
  $regex: 'x',
  $options: 'i',
  $not: { $eq: 1 },
  $elemMatch: { $eq: 1 },
  $geoWithin: {},
  $geoIntersects: {},
};
const mongoTopLevel = { $and: [{}], $or: [{}], $nor: [{}], $expr: true, $comment: '', $where: '', $text: {} };

const refuses = (filter: Record<string, unknown>): boolean => {
  try {
    compile(filter);
    return false;
  } catch (error) {
    expect(error).toBeInstanceOf(MongoFailure);
    expect((error as MongoFailure).code).toBe(2);
    return true;
  }
};

describe('the README of the built-in database', () => {
  it('names every file, and none that is not there', () => {
    const files = readdirSync(folder).filter((name) => name.endsWith('.ts'));
    const named = [...page.matchAll(/^\| (`[\w-]+\.ts`.*?) \|/gm)].flatMap(([, cell]) => codesIn(cell!));
    expect(sorted(named)).toEqual(sorted(files));
  });

  it('names every command and its option fields', () => {
    const named = new Map(
      rows
        .filter(([first]) => /^ `[a-z]\w+`( `[a-z]\w+`)* $/i.test(first!))
        .flatMap(([first, fields]) => codesIn(first!).map((name) => [name, fields!.trim()] as const)),
    );
    expect(sorted(named.keys())).toEqual(sorted(Object.keys(commands)));
    for (const [name, { fields }] of Object.entries(commands))
      expect([name, fields ? sorted(codesIn(named.get(name)!)) : named.get(name)]).toEqual([
        name,
        fields ? sorted(fields) : 'any',
      ]);
    expect(sorted(row('general fields'))).toEqual(sorted(generalFields));
  });

  it('names every operator, stage and expression', () => {
    expect(sorted(row('update'))).toEqual(sorted([...operators(updateOperators), '$rename']));
    expect(sorted(row('update pipelines'))).toEqual(operators(updateStages));
    expect(sorted(row('stages'))).toEqual(operators(stages));
    expect(sorted(row('accumulators'))).toEqual(operators(accumulators));
    expect(sorted(row('expressions'))).toEqual(operators(expressionOperators));
  });

  it('names every query operator of MongoDB, supported or refused', () => {
    const [field, top] = [Object.keys(mongoOperators), Object.keys(mongoTopLevel)];
    const operand = (name: string) => ({
      [name]: mongoOperators[name],
      ...(name === '$options' ? { $regex: 'x' } : {}),
    });
    const refusedOnField = field.filter((name) => refuses({ a: operand(name) }));
    const refusedOnTop = top.filter((name) => refuses({ [name]: mongoTopLevel[name as keyof typeof mongoTopLevel] }));
    expect(sorted(row('query, on a field'))).toEqual(sorted(field.filter((name) => !refusedOnField.includes(name))));
    expect(sorted(row('query, top level'))).toEqual(sorted(top.filter((name) => !refusedOnTop.includes(name))));
    const said = codesIn(rows.find(([what]) => what!.includes('query operators: '))![0]!);
    expect(sorted(said)).toEqual(sorted([...refusedOnField, ...refusedOnTop, '$jsonSchema']));
    expect(refuses({ $jsonSchema: {} })).toBe(true);
  });

  it('names no stage as refused that is supported', () => {
    for (const name of codesIn(rows.find(([what]) => what!.startsWith(' stages: '))![0]!))
      expect(() => readPipeline([{ [name]: {} }], { variables: {}, find: () => [] })).toThrow(MongoFailure);
  });

  it('names every error code', () => {
    const said = page.split('Every code with a name')[1]!.split('. Refusals')[0]!;
    expect(sorted(codesIn(said))).toEqual(sorted(Object.values(codes).map(String)));
    for (const name of Object.keys(codes)) expect(said).toContain(name);
  });
});
