import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { StackConfig } from '../config.ts';
import { runProgram } from '../setup/run-program.ts';

/**
 * Runs the deploy command against our own dev server: search attributes and the schedule of the
 * sweep. A server that somebody else runs is theirs to deploy to. Never rejects; the stack serves
 * without it, only lost runs are then noticed when they are next read.
 */
export async function deployTo(
  address: string,
  { config, env, say, signal }: DeployContext,
): Promise<void> {
  const program = join(config.programs, 'workers', 'register.ts');
  if (!existsSync(program)) return;
  const flags = ['--address', address, '--namespace', config.temporalNamespace];
  const { code, stderr } = await runProgram(process.execPath, [program, ...flags], { env, signal });
  if (code === 0 || signal.aborted) return;
  say(`the sweep could not be scheduled: ${stderr.trim().split('\n').at(-1) ?? 'no reason given'}`);
}

interface DeployContext {
  config: StackConfig;
  env: NodeJS.ProcessEnv;
  say: (line: string) => void;
  signal: AbortSignal;
}
