import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readConfig } from '../../../stack/config.ts';
import { summaryLine } from '../../../cli/check/check.ts';
import { testEnvironment } from '../../../cli/check/test-program.ts';
import { runToolCheck, toolChecks } from '../../../cli/check/tool-checks.ts';
import { countTests, runVitest, slowestFiles } from '../../../cli/check/vitest-check.ts';
import { scratchDir } from '../../stack/scratch.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const env = { PATH: process.env['PATH'] ?? '' };

test('tools and tests are counted alike', () => {
  const results = [
    { passed: 1, failed: 0, skipped: 0 },
    { passed: 40, failed: 2, skipped: 3 },
  ];
  expect(summaryLine(results)).toBe('41 passed, 2 failed');
});

const report = { numPassedTests: 5, numFailedTests: 0, numPendingTests: 1 };

test('a run that fails without a failed test still counts as a failure', () => {
  expect(countTests(report, 0)).toEqual({ passed: 5, failed: 0, skipped: 1 });
  expect(countTests(report, 1)).toMatchObject({ passed: 5, failed: 1 });
  expect(countTests({ ...report, numFailedTests: 2 }, 1)).toMatchObject({ failed: 2 });
});

test('the slowest files are told, the slowest first', () => {
  const file = (name: string, endTime: number) => ({ name, startTime: 1_000, endTime });
  const testResults = [file('a', 2_000), file('b', 9_500), ...Array(12).fill(file('c', 1_100))];
  const lines = slowestFiles({ ...report, testResults });
  expect(lines).toHaveLength(10);
  expect(lines[0]?.trim()).toBe('8.5 s  b');
});

test('a run without a report or without tests is a failure', () => {
  expect(countTests(undefined, null)).toMatchObject({ passed: 0, failed: 1 });
  expect(countTests({ ...report, numPassedTests: 0 }, 0)).toMatchObject({ failed: 1 });
});

test('a tool without a configuration is not a check', () => {
  const names = (dir: string) =>
    toolChecks({ root: dir, env, compose: 'docker-compose' }).map((check) => check.name);
  expect(names(scratchDir())).toEqual(['prettier', 'oxlint', 'tsc']);
  const dir = scratchDir();
  for (const file of ['.dependency-cruiser.cjs', 'docker-compose.yml']) {
    writeFileSync(join(dir, file), '');
  }
  mkdirSync(join(dir, 'api'));
  expect(names(dir)).toContain('dependency-cruiser');
  expect(names(dir)).toContain('docker-compose config');
});

test('a tool that complains is a failure and so is a missing one', async () => {
  const places = { root, env, compose: undefined };
  const run = (command: string, args: string[] = []) =>
    runToolCheck({ name: 'it', command, args }, places);
  expect(await run('true')).toMatchObject({ passed: 1, failed: 0 });
  expect(await run('false')).toMatchObject({ passed: 0, failed: 1 });
  expect(await run('/nowhere/at-all')).toMatchObject({ failed: 1 });
});

test('tests see none of the settings of the shell they are started from', () => {
  const settings = {
    PROMPTREEL_API_KEYS: 'a:b',
    TEMPORAL_ADDRESS: 'x:1',
    KEPT: 'yes',
    HOME: '/tmp',
  };
  const config = readConfig(root, { ...env, ...settings });
  const tools = {
    temporalCli: '/t',
    gcsEmulator: '/g',
    chromium: '/c',
    mpv: undefined,
    compose: undefined,
  };
  const seen = testEnvironment(config, tools);
  expect(Object.keys(seen)).not.toContain('PROMPTREEL_API_KEYS');
  expect(Object.keys(seen)).not.toContain('TEMPORAL_ADDRESS');
  expect(seen).toMatchObject({ KEPT: 'yes', PROMPTREEL_TEMPORAL_CLI: '/t' });
});

test.runIf(process.platform === 'linux')(
  'a process that a test leaves behind is ended and counted as a failure',
  async () => {
    const dir = scratchDir();
    const pidFile = join(dir, 'pid');
    writeFileSync(
      join(dir, 'leaves.test.mjs'),
      `import { spawn } from 'node:child_process';
       import { writeFileSync } from 'node:fs';
       import { expect, test } from ${JSON.stringify(join(root, 'node_modules/vitest/dist/index.js'))};
       test('leaves a process', () => {
         const child = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
         child.unref();
         writeFileSync(${JSON.stringify(pidFile)}, String(child.pid));
         expect(1).toBe(1);
       });`,
    );
    writeFileSync(
      join(dir, 'vitest.config.mjs'),
      `export default { test: { include: ['leaves.*'] } };`,
    );
    const args = ['--config', join(dir, 'vitest.config.mjs'), '--root', dir];
    const results = await runVitest({ root, env: { ...process.env }, args });
    expect(summaryLine(results)).toBe('1 passed, 1 failed');
  },
);
