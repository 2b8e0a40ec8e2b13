import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runStep } from '../../stack/early/steps.mjs';
import { runProgram } from '../../stack/setup/run-program.ts';
import type { Check, CheckResult } from './check.ts';

/** Where product code lives; the rules of `architecture.md` are about these. */
const SOURCE_FOLDERS =
  'domain workflows activities records providers net telemetry media temporal config workers api client cli web stack simulators bench';

interface CheckPlaces {
  root: string;
  env: NodeJS.ProcessEnv;
  /** `docker-compose`, where the machine has it. */
  compose: string | undefined;
}

/** The checks that are programs of their own; those without a configuration are not run. */
export function toolChecks({ root, compose }: CheckPlaces): Check[] {
  const here = (path: string): boolean => existsSync(join(root, path));
  const bin = (name: string): string => join(root, 'node_modules', '.bin', name);
  const checks: Check[] = [
    { name: 'prettier', command: bin('prettier'), args: ['--check', '--log-level=warn', '.'] },
    { name: 'oxlint', command: bin('oxlint'), args: [] },
    { name: 'tsc', command: bin('tsc'), args: ['-p', '.'] },
  ];
  if (here('web/tsconfig.json')) {
    checks.push({ name: 'tsc web', command: bin('tsc'), args: ['-p', 'web'] });
  }
  const rules = '.dependency-cruiser.cjs';
  if (here(rules)) {
    const folders = SOURCE_FOLDERS.split(' ').filter(here);
    const args = ['--config', rules, ...folders];
    checks.push({ name: 'dependency-cruiser', command: bin('depcruise'), args });
  }
  if (here('knip.json')) checks.push({ name: 'knip', command: bin('knip'), args: [] });
  if (compose !== undefined && here('docker-compose.yml')) {
    checks.push({ name: 'docker-compose config', command: compose, args: ['config', '-q'] });
  }
  return checks;
}

/** Runs a tool; its output is shown only where it complains. */
export async function runToolCheck(check: Check, places: CheckPlaces): Promise<CheckResult> {
  const { root: cwd, env } = places;
  try {
    await runStep(check.name, async () => {
      const { code, stdout, stderr } = await runProgram(check.command, check.args, { cwd, env });
      if (code !== 0) throw new Error(`${stdout}${stderr}`.trim() || `ended with status ${code}`);
    });
    console.error(`  passed  ${check.name}`);
    return { passed: 1, failed: 0, skipped: 0 };
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    console.error(`  FAILED  ${check.name}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}
