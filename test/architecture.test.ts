import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { WORKFLOWS } from '../temporal/names.ts';
import { brokenImportRules, importRules } from './architecture/cruise.ts';
import { exportedValues, parse, SOURCE_RULES } from './architecture/source-rules.ts';
import type { Lockfile, Manifest } from './architecture/tree-rules.ts';
import {
  badName,
  lockedHosts,
  loosePins,
  machineBound,
  missingFromLock,
} from './architecture/tree-rules.ts';
import { isSource, ourFiles, ROOT } from './architecture/tree.ts';

const files = await ourFiles();
const sources = files.filter((path) => isSource(path));
const read = (path: string) => readFile(`${ROOT}${path}`, 'utf8');
const json = async <T>(path: string): Promise<T> => JSON.parse(await read(path));

describe('imports', () => {
  const folders = [...new Set(sources.map((path) => path.split('/')))]
    .filter((parts) => parts.length > 1)
    .map(([folder]) => folder ?? '');

  test('every folder that holds code has a row in the table of imports', () => {
    expect(folders.filter((folder) => !importRules.folders.includes(folder))).toEqual([]);
  });

  test('every import is one that the table allows', async () => {
    expect(await brokenImportRules(ROOT, [...new Set(folders)])).toEqual([]);
  });
});

describe('sources', async () => {
  const parsed = await Promise.all(
    sources.map(async (path) => ({ path, program: parse(path, await read(path)) })),
  );

  test.each(SOURCE_RULES)('$name', ({ appliesTo, offences }) => {
    const found = parsed
      .filter(({ path }) => appliesTo(path))
      .flatMap(({ path, program }) => offences(program).map((offence) => `${path}: ${offence}`));
    expect(found).toEqual([]);
  });

  test('the bundle that workers run exports the workflows and nothing else', () => {
    const entry = parsed.find(({ path }) => path === 'workflows/index.ts');
    expect(entry && new Set(exportedValues(entry.program))).toEqual(
      new Set(Object.values(WORKFLOWS)),
    );
  });
});

describe('names, texts and pins', () => {
  test('files are kebab-case and named for what they hold', () => {
    expect(files.map((path) => badName(path)).filter((problem) => problem !== null)).toEqual([]);
  });

  test('no file names a package registry or a path of one machine', async () => {
    const texts = files.filter((path) => !/\.(png|jpe?g|mp4|webm|ico|woff2|bin|gz)$/.test(path));
    const found = await Promise.all(
      texts.map(async (path) => machineBound(await read(path)).map((hit) => `${path}: ${hit}`)),
    );
    expect(found.flat()).toEqual([]);
  });

  test('every dependency is pinned, and all of Temporal at one version', async () => {
    expect(loosePins(await json<Manifest>('package.json'))).toEqual([]);
  });

  test('the lockfile is whole for every platform', async () => {
    expect(missingFromLock(await json<Lockfile>('package-lock.json'))).toEqual([]);
  });

  test('the lockfile names no host', async () => {
    expect(lockedHosts(await json<Lockfile>('package-lock.json'))).toEqual([]);
  });
});
