import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { settingsHelp, settingsTable } from '../../config/settings-text.ts';
import { rowOf, SETTINGS } from '../../config/settings.ts';
import { ROOT, read } from './markdown.ts';

/** Marks that the supervisor and `npm test` put on their processes; setting them has no meaning. */
const INTERNAL = /^PROMPTREEL_(PART|TEST_\w+|TEMPORAL_CLI|GCS_EMULATOR|VIDEO_SERVER)$/;
const NAME = /\bPROMPTREEL_[A-Z_]*[A-Z]\b/g;
const FOLDERS =
  'activities api cli client config domain media net providers records stack telemetry temporal web workers workflows';

interface Source {
  path: string;
  text: string;
}

/** Everything of ours but the table itself. */
function sources(): Source[] {
  const paths = FOLDERS.split(' ').flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(tsx?|mjs)$/.test(name))
      .map((name) => join(folder, name)),
  );
  return paths
    .filter((path) => !path.startsWith('config/rows/'))
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
}

/** A name in a comment reads nothing. */
const withoutComments = ({ text }: Source) => text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');

test('the table of the README is the table of settings', () => {
  const [told] = /^\| Name \| Default \| Parts \|.*\n(?:\|.*\n)+/m.exec(read('README.md')) ?? [];
  expect(told, 'node config/print-settings.ts --write').toBe(`${settingsTable()}\n`);
});

test('every setting that code names is in the table', () => {
  const named = sources().flatMap((source) => source.text.match(NAME) ?? []);
  const unknown = new Set(named.filter((name) => !rowOf(name) && !INTERNAL.test(name)));
  expect([...unknown]).toEqual([]);
});

test('every setting in the table is read by code', () => {
  const code = sources().map(withoutComments).join('\n');
  // Read by Temporal's own library, or by the suffix of a name.
  const foreign = /^(TEMPORAL_(API_KEY|TLS<…>)|.*<NAME>.*)$/;
  const unread = Object.keys(SETTINGS).filter(
    (name) => !foreign.test(name) && !new RegExp(`\\b${name}\\b`).test(code),
  );
  expect(unread).toEqual([]);
});

test.each([
  ['api/main.ts', 'A'],
  ['workers/main.ts', 'W'],
] as const)('%s --help lists its settings and starts nothing', async (program, part) => {
  const run = promisify(execFile)(process.execPath, [join(ROOT, program), '--help'], { env: {} });
  const { stdout, stderr } = await run;
  expect(stdout).toBe(settingsHelp(part));
  expect(stdout).toContain('PROMPTREEL_STORE\n');
  expect(stdout.includes('PROMPTREEL_MEDIA_SLOTS')).toBe(part === 'W');
  expect(stderr).toBe('');
});
