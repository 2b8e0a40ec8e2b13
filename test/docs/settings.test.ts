import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT, codeSpans, read, tableRows } from './markdown.ts';

const FOLDERS =
  'activities api domain media net providers stack telemetry temporal workers workflows'.split(' ');
/** A mark that the supervisor puts on its processes; setting it by hand has no meaning. */
const INTERNAL = /^PROMPTREEL_PART$/;
/** What `npm test` hands to the tests, after taking away whatever the caller had set. */
const CHECKS = /^check\//;
const NAME = /\b(?:PROMPTREEL_[A-Z_]*[A-Z]|STORAGE_EMULATOR_HOST|XDG_CACHE_HOME)\b/g;
const PER_SERVER = 'PROMPTREEL_VIDEO_SERVER_<NAME>_';

function sources(): string[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ts|mjs)$/.test(name) && !CHECKS.test(name))
      .map((name) => readFileSync(join(ROOT, folder, name), 'utf8'))
      // A name in a comment reads nothing.
      .map((text) => text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')),
  );
}

function settingsInCode(): string[] {
  const texts = sources();
  const named = texts.flatMap((text) => text.match(NAME) ?? []);
  const temporal = texts.flatMap((text) =>
    [...text.matchAll(/\benv\.(TEMPORAL_[A-Z_]+)/g)].map((match) => match[1] ?? ''),
  );
  const suffixes = read('providers/generators/openai-videos/server-list.ts').matchAll(
    /setting\('(\w+)'\)/g,
  );
  const perServer = [...suffixes].map((match) => `${PER_SERVER}${match[1]}`);
  const all = [...named, ...temporal, ...perServer].filter(
    (name) => !INTERNAL.test(name) && name !== 'PROMPTREEL_VIDEO_SERVER',
  );
  return [...new Set(all)].toSorted();
}

function settingsInTable(): string[] {
  return tableRows(read('README.md'), '| Name | Default | Parts |').flatMap(([names = '']) =>
    codeSpans(names),
  );
}

/** Read by Temporal's own library, or no setting of ours but part of a default. */
const NOT_OURS = new Set(['TEMPORAL_API_KEY', 'TEMPORAL_TLS*', 'XDG_CACHE_HOME']);

test('the scan finds what each kind of reader reads', () => {
  expect(settingsInCode()).toEqual(
    expect.arrayContaining([
      'PROMPTREEL_STOP_GRACE',
      'PROMPTREEL_MEDIA_SLOTS',
      'PROMPTREEL_TEMPORAL_UI',
      'STORAGE_EMULATOR_HOST',
      'TEMPORAL_ADDRESS',
      `${PER_SERVER}MODEL`,
    ]),
  );
});

test('every setting that code reads is in the table of the README', () => {
  const told = new Set(settingsInTable());
  expect(settingsInCode().filter((name) => !told.has(name) && !NOT_OURS.has(name))).toEqual([]);
});

test('every setting in the table of the README is read by code', () => {
  const inCode = new Set(settingsInCode());
  expect(settingsInTable().filter((name) => !inCode.has(name) && !NOT_OURS.has(name))).toEqual([]);
});

test('no setting is told twice', () => {
  const told = settingsInTable();
  expect(told.filter((name, at) => told.indexOf(name) < at)).toEqual([]);
});
