import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import type { StackConfig } from '../../stack/config.ts';
import type { TestTools } from '../../stack/setup/setup.ts';
import { setUpTests } from '../../stack/setup/setup.ts';
import type { CheckResult } from './check.ts';
import { summaryLine } from './check.ts';
import type { Program } from '../program.ts';
import { createCommand } from '../program.ts';
import { runToolCheck, toolChecks } from './tool-checks.ts';
import { runVitest } from './vitest-check.ts';

// A setting from the caller's shell must not decide what the tests see; what it asks of the tests does.
const SETTING = /^(PROMPTREEL_(?!TEST_)|TEMPORAL_|STORAGE_EMULATOR_HOST$)/;

/** What the tests are handed: where the programs are, and none of this shell's own settings. */
export function testEnvironment(config: StackConfig, tools: TestTools): NodeJS.ProcessEnv {
  const kept = Object.entries(config.inherited).filter(([name]) => !SETTING.test(name));
  return {
    ...Object.fromEntries(kept),
    PATH: `${dirname(process.execPath)}:${config.inherited.PATH ?? ''}`,
    PROMPTREEL_CACHE_DIR: config.cacheDir,
    PROMPTREEL_TEMPORAL_CLI: tools.temporalCli,
    PROMPTREEL_GCS_EMULATOR: tools.gcsEmulator,
    PROMPTREEL_TEST_CHROMIUM: tools.chromium,
    ...(tools.mpv === undefined ? {} : { PROMPTREEL_TEST_MPV: tools.mpv }),
  };
}

function finish(results: readonly CheckResult[]): number {
  const skipped = results.reduce((total, result) => total + result.skipped, 0);
  if (skipped > 0) console.log(`\n${skipped} skipped`);
  console.log(summaryLine(results));
  return results.some((result) => result.failed > 0) ? 1 : 0;
}

/** Arguments that are none of ours go to vitest. */
const forVitest = (name: string, summary: string) =>
  createCommand(name, summary)
    .argument('[arguments...]', 'handed to vitest: files, -t, --maxWorkers …')
    .allowUnknownOption();

/** `npm test`: set-up, then everything that CI checks. */
export const testProgram: Program = (config, end) =>
  forVitest('npm test', 'Set-up, then everything that CI checks.').action(async (args: string[]) =>
    end(await runTests(config, args)),
  );

/** `npm run test:full`: the tests that take long, `*.full.test.ts`. */
export const fullTestProgram: Program = (config, end) =>
  forVitest('npm run test:full', 'The tests that take long.').action(async (args: string[]) =>
    end(await runWithConfig('test/full/vitest.config.ts', config, args)),
  );

/** `npm run test:breaks`: one line of the product made wrong at a time; the tests must notice. */
export const breaksProgram: Program = (config, end) =>
  createCommand('npm run test:breaks', 'Breaks one line at a time; the tests must notice.')
    .argument('[arguments...]')
    .allowUnknownOption()
    .action(async (args: string[]) => end(await runBreaks(config, args)));

/** `npm run soak`: the long runs of `test/soak`, which the everyday test leaves out. */
export const soakProgram: Program = (config, end) =>
  forVitest('npm run soak', 'Long runs with endless kills.').action(async (args: string[]) =>
    end(await runWithConfig('test/soak/vitest.config.ts', config, args)),
  );

async function runTests(config: StackConfig, args: readonly string[]): Promise<number> {
  const tools = await setUpTests(config);
  const env = testEnvironment(config, tools);
  const places = { root: config.root, env, compose: tools.compose };
  const results: CheckResult[] = [];
  for (const check of toolChecks(places)) results.push(await runToolCheck(check, places));
  results.push(...(await runVitest({ root: config.root, env, args })));
  return finish(results);
}

async function runWithConfig(
  file: string,
  config: StackConfig,
  args: readonly string[],
): Promise<number> {
  const tools = await setUpTests(config);
  const env = testEnvironment(config, tools);
  return finish(await runVitest({ root: config.root, env, args: ['--config', file, ...args] }));
}

async function runBreaks(config: StackConfig, args: readonly string[]): Promise<number> {
  const env = testEnvironment(config, await setUpTests(config));
  const program = join(config.root, 'test', 'breaks', 'run.ts');
  const child = spawn(process.execPath, [program, ...args], { env, stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  return typeof code === 'number' ? code : 1;
}
