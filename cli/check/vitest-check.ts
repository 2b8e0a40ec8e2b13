import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { killProcessesWith, processesWith } from '../../stack/supervisor/marked-processes.ts';
import { signalGroup } from '../../stack/supervisor/process-group.ts';
import type { CheckResult } from './check.ts';

/** Carried by every process that the tests start, however deep. */
const RUN_MARK = 'PROMPTREEL_TEST_RUN';
/** Browsers and servers that were told to stop take a moment. */
const SETTLE_MS = 3000;
const COMMAND_SHOWN = 160;

const VitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  /** A row per file; times in milliseconds. */
  testResults: z
    .array(z.object({ name: z.string(), startTime: z.number(), endTime: z.number() }))
    .default([]),
});
type VitestReport = z.input<typeof VitestReport>;

const SLOWEST = 10;

/**
 * Counts a run from vitest's own JSON report. A run that failed although no test did (a file that
 * does not load, an unhandled rejection, a crash) counts as one failure more.
 */
export function countTests(report: VitestReport | undefined, code: number | null): CheckResult {
  const passed = report?.numPassedTests ?? 0;
  const failed = report?.numFailedTests ?? 0;
  const broken = failed === 0 && (code !== 0 || passed === 0);
  return { passed, failed: failed + (broken ? 1 : 0), skipped: report?.numPendingTests ?? 0 };
}

function readReport(path: string): VitestReport | undefined {
  try {
    return VitestReport.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined;
  }
}

/** The files that took longest, in seconds: where time is to be won back. */
export function slowestFiles({ testResults = [] }: VitestReport): string[] {
  return testResults
    .map(({ name, startTime, endTime }) => ({ name, seconds: (endTime - startTime) / 1000 }))
    .toSorted((a, b) => b.seconds - a.seconds)
    .slice(0, SLOWEST)
    .map(({ name, seconds }) => `${seconds.toFixed(1).padStart(7)} s  ${name}`);
}

/** Ends whatever the tests left running; that anything was is itself a failure. */
async function sweep(run: string): Promise<CheckResult> {
  const deadline = Date.now() + SETTLE_MS;
  while (processesWith(RUN_MARK, run).length > 0 && Date.now() < deadline) await sleep(100);
  const left = killProcessesWith(RUN_MARK, run);
  if (left.length === 0) return { passed: 1, failed: 0, skipped: 0 };
  console.error(`  FAILED  the tests left ${left.length} processes running (now ended):`);
  for (const command of left) console.error(`    ${command.slice(0, COMMAND_SHOWN)}`);
  return { passed: 0, failed: 1, skipped: 0 };
}

export async function runVitest(options: {
  root: string;
  env: NodeJS.ProcessEnv;
  args: readonly string[];
}): Promise<CheckResult[]> {
  const { root, env, args } = options;
  const scratch = mkdtempSync(join(tmpdir(), 'promptreel-test-'));
  const report = join(scratch, 'report.json');
  const run = randomUUID();
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const program = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const child = spawn(process.execPath, [program, 'run', ...reporters, ...args], {
    cwd: root,
    env: { ...env, [RUN_MARK]: run },
    // A group of its own, so that all of it can be ended together.
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const end = (): void => {
    if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
    killProcessesWith(RUN_MARK, run);
  };
  const interrupted = (): void => {
    end();
    process.exit(130);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, interrupted);
  try {
    const code = await new Promise<number | null>((resolve) => {
      child.once('error', () => resolve(null));
      child.once('exit', resolve);
    });
    const left = await sweep(run);
    const counted = readReport(report);
    if (counted !== undefined) {
      const files = slowestFiles(counted).map((line) => line.replace(`${root}/`, ''));
      console.log(`\nSlowest files:\n${files.join('\n')}`);
    }
    return [countTests(counted, code), left];
  } finally {
    end();
    for (const signal of signals) process.off(signal, interrupted);
    rmSync(scratch, { recursive: true, force: true });
  }
}
