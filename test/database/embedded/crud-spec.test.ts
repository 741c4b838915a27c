import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Document } from 'mongodb';
import { casesIn, play } from './crud-spec.js';
import { serving } from './serving.js';

const FOLDER = resolve(process.env.CRUD_SPEC ?? '../shared/mongodb-crud-spec');
const there = existsSync(FOLDER);

const { client, problems } = serving({ monitorCommands: true });

describe('MongoDB’s published CRUD cases', () => {
  if (!there) process.stderr.write(`CRUD cases: not run, there is no folder ${FOLDER}\n`);
  (there || process.env.CRUD_SPEC ? it : it.skip)(
    'hold or are refused by name',
    async () => {
      const { cases, all } = casesIn(FOLDER);
      const wrong: string[] = [];
      const refused = new Map<string, number>();
      let passed = 0;
      for (const one of cases) {
        const outcome = await play(client(), one);
        if (outcome.kind === 'passed') passed++;
        else if (outcome.kind === 'refused') refused.set(outcome.what, (refused.get(outcome.what) ?? 0) + 1);
        else wrong.push(`${one.name}: ${outcome.why}`);
      }
      const without = [...refused.values()].reduce((sum, count) => sum + count, 0);
      process.stderr.write(
        `CRUD cases: ${all} in the folder, ${cases.length} for a standalone server 7.0: ${passed} passed, ${without} refused, ${wrong.length} wrong\n` +
          [...refused].map(([what, count]) => `  refused: ${what} (${count})\n`).join(''),
      );
      expect(wrong).toEqual([]);
      expect(passed + without).toBe(cases.length);
      expect(problems).toEqual([]);
    },
    120_000,
  );
});

describe('the runner of the cases', () => {
  const documents = [{ _id: 1, x: 11 }];
  const at = { databaseName: 'runner', collectionName: 'things' };
  const file: Document = {
    description: 'own',
    createEntities: [
      { database: { id: 'db', databaseName: 'runner' } },
      { collection: { id: 'things', database: 'db', collectionName: 'things' } },
    ],
    initialData: [{ ...at, documents }],
  };
  const find = { name: 'find', object: 'things', arguments: { filter: { x: 11 } }, expectResult: documents };
  const inc = { name: 'updateOne', object: 'things', arguments: { filter: { _id: 1 }, update: { $inc: { x: 1 } } } };
  const started = (command: Document) => [{ client: 'c', events: [{ commandStartedEvent: { command } }] }];
  const kindOf = async (test: Document) => (await play(client(), { name: 'own', file, test })).kind;

  it('tells right from wrong, and a refusal from both', async () => {
    expect(await kindOf({ operations: [find], expectEvents: started({ find: 'things' }) })).toBe('passed');
    expect(await kindOf({ operations: [find], expectEvents: started({ find: 'others' }) })).toBe('wrong');
    expect(await kindOf({ operations: [find], expectEvents: [{ client: 'c', events: [] }] })).toBe('wrong');
    expect(await kindOf({ operations: [{ ...find, expectResult: [{ _id: 1, x: 12 }] }] })).toBe('wrong');
    expect(await kindOf({ operations: [{ ...find, expectResult: [{ _id: 1 }] }] })).toBe('passed');
    expect(await kindOf({ operations: [{ ...find, expectError: { errorCode: 2 } }] })).toBe('wrong');
    expect(await kindOf({ operations: [inc], outcome: [{ ...at, documents: [{ _id: 1, x: 12 }] }] })).toBe('passed');
    expect(await kindOf({ operations: [inc], outcome: [{ ...at, documents }] })).toBe('wrong');
    expect(await kindOf({ operations: [inc], outcome: [{ ...at, documents: [{ _id: 1 }] }] })).toBe('wrong');
    const bad = { ...find, arguments: { filter: { x: { $nope: 1 } } } };
    expect(await kindOf({ operations: [bad] })).toBe('wrong');
    expect(await kindOf({ operations: [{ ...bad, expectError: { errorCode: 11000 } }] })).toBe('wrong');
    expect(await kindOf({ operations: [{ ...bad, expectError: { errorCode: 2, isClientError: false } }] })).toBe(
      'passed',
    );
    const sorted = { ...find, arguments: { filter: {}, collation: { locale: 'zh' } } };
    expect(await kindOf({ operations: [sorted] })).toBe('refused');
  });
});
