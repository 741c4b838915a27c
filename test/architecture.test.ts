import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { labels } from '../intents/examples.js';
import { intents } from '../intents/index.js';
import { demoJobs } from '../jobs/index.js';
import { bare, normalise } from '../src/conversation/nlu/normalise.js';
import { ruleFor } from '../src/conversation/nlu/rules.js';
import { variableNames } from '../src/kernel/config.js';
import { refusals } from '../src/kernel/errors.js';
import { readTalks } from './support/transcript.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const outer = ['src', 'intents', 'templates', 'jobs', 'demo', 'admin-cli', 'bench'];

const filesUnder = (folder: string, ends: string): string[] =>
  existsSync(join(root, folder))
    ? readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) return filesUnder(path, ends);
        return entry.name.endsWith(ends) ? [path] : [];
      })
    : [];

const sources = outer.flatMap((folder) => filesUnder(folder, '.ts'));
const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');
/** Without comments: what they say is no code. */
const codeOf = (path: string): string => textOf(path).replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '');

describe('who imports whom', () => {
  it('keeps the import table', () => {
    const run = spawnSync(
      process.execPath,
      [
        join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
        '--config',
        '.dependency-cruiser.cjs',
        ...outer,
      ],
      { cwd: root, encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } },
    );
    expect({ status: run.status, said: run.status === 0 ? '' : run.stdout + run.stderr }).toEqual({
      status: 0,
      said: '',
    });
  }, 120_000);
});

describe('lists', () => {
  const support = [
    'index',
    'kit',
    'slots',
    'homes',
    'known-answer',
    'passwords',
    'bill-pictures',
    'bill-why',
    'detours',
    'examples',
    'consent',
    'own-data',
    'own-tickets',
    'ticket-acts',
    'bill-settings',
    'notices',
  ];
  const kebab = (name: string): string => name.replaceAll('_', '-');

  it('lists every intent, and every listed intent has its file', () => {
    const files = readdirSync(join(root, 'intents'))
      .filter((name) => name.endsWith('.ts'))
      .map((name) => name.slice(0, -3));
    const written = files.filter((name) => !support.includes(name)).sort();
    const listed = intents
      .map(({ name }) => kebab(name))
      .filter((name) => name !== 'unfollow')
      .sort();
    expect(written).toEqual(listed);
  });

  it('has examples for every label, and no others', () => {
    expect(
      filesUnder('intents/examples', '.txt')
        .map((path) => path.slice('intents/examples/'.length, -4))
        .sort(),
    ).toEqual([...labels].sort());
    const learnt = intents
      .filter(({ on, byRule }) => on === undefined && byRule === undefined)
      .map(({ name }) => name)
      .sort();
    expect([...labels].sort()).toEqual(learnt);
  });

  it('has a rule for every example of a goal that the classifier does not learn', () => {
    const understood = intents
      .filter(({ byRule }) => byRule)
      .flatMap(({ name, examples }) => examples.map((words) => ({ name, words })));
    for (const { name, words } of understood)
      expect([words, ruleFor(bare(normalise(words)))?.[0]]).toEqual([words, name]);
  });

  it.each(
    intents.filter(({ on }) => on === undefined).map(({ name }) => name),
  )('%s has a happy, an interrupted and a given-up talk', (name) => {
    expect(existsSync(join(root, `test/talks/${name}.talk`))).toBe(true);
    const kinds = new Set(readTalks(`${name}.talk`).map(({ title }) => title.split(':')[0]));
    for (const kind of ['happy', 'interrupted', 'given up']) expect(kinds).toContain(kind);
  });

  it('lists every job', () => {
    const written = filesUnder('jobs', '.ts')
      .map((path) => path.slice('jobs/'.length, -3))
      .filter((name) => name !== 'index')
      .sort();
    expect(
      demoJobs(async () => [])
        .map(({ name }) => name)
        .sort(),
    ).toEqual(written);
  });
});

describe('the page ARCHITECTURE.md', () => {
  const page = textOf('ARCHITECTURE.md');

  it('names every folder of src and every outer folder, and none that is not there', () => {
    const named = [...page.matchAll(/^(src\/[\w-]+|[\w-]+)\/ /gm)].map(([, folder]) => folder!);
    const there = [
      ...outer.filter((folder) => folder !== 'src'),
      ...readdirSync(join(root, 'src'))
        .filter((name) => statSync(join(root, 'src', name)).isDirectory())
        .map((name) => `src/${name}`),
    ];
    for (const folder of there) expect(page).toContain(`${folder}/`);
    for (const folder of named) expect(existsSync(join(root, folder))).toBe(true);
  });

  it('names every domain module', () => {
    for (const module of readdirSync(join(root, 'src/domain')))
      expect(page).toMatch(new RegExp(`^src/domain/.*\\b${module}\\b`, 'm'));
  });

  it('is one page', () => {
    expect(page.split('\n').length).toBeLessThan(110);
  });
});

describe('house rules', () => {
  const clockFree = sources.filter((path) => !path.startsWith('src/kernel/'));
  const found = (paths: readonly string[], pattern: RegExp, read = codeOf): string[] =>
    paths.filter((path) => pattern.test(read(path))).map((path) => relative('.', path));

  it('takes time, chance and the environment from the kernel', () => {
    expect(found(clockFree, /Date\.now\(\)|new Date\(\)|Math\.random\(/)).toEqual([]);
    expect(found(sources, /process\.env/).sort()).toEqual([
      'admin-cli/main.ts',
      'bench/site/process.ts',
      'src/demo-reset.ts',
      'src/main.ts',
      'src/nlu-files.ts',
      'src/staff-add.ts',
    ]);
  });

  it('keeps Chinese where words are made or understood', () => {
    const house = sources.filter(
      (path) =>
        !/^(templates|demo|admin-cli|bench|src\/(sandbox|site|conversation\/nlu))\//.test(path) &&
        path !== 'src/kernel/config.ts',
    );
    const speaking = house.filter((path) => /[\u4e00-\u9fff]/.test(codeOf(path).replace(/examples: \[[^\]]*\]/g, '')));
    expect(speaking).toEqual([]);
  });

  it('keeps files short', () => {
    expect(sources.filter((path) => textOf(path).split('\n').length > 300)).toEqual([]);
  });

  it('leaves nothing for later', () => {
    expect(found(sources, /\b(TODO|FIXME|XXX|HACK)\b/, textOf)).toEqual([]);
    expect(found(sources, /\bas any\b|@ts-ignore|@ts-nocheck|biome-ignore/, textOf)).toEqual([]);
  });

  it('documents every variable in both READMEs', () => {
    for (const readme of ['README.md', 'README.zh-CN.md'])
      for (const name of variableNames.filter((name) => name !== 'NODE_ENV'))
        expect(textOf(readme)).toContain(`\`${name}\``);
  });

  it('uses every refusal code', () => {
    const all = sources
      .filter((path) => path !== 'src/kernel/errors.ts')
      .map(textOf)
      .join('\n');
    expect(Object.keys(refusals).filter((code) => !all.includes(`'${code}'`) && !all.includes(` ${code}:`))).toEqual(
      [],
    );
  });
});
