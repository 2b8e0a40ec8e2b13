import { chooseSandbox, type Sandbox } from '../media/ffmpeg/sandbox.ts';
import type { Log } from '../telemetry/log.ts';
import type { WorkerConfig } from './config.ts';

/**
 * Asked and told once, when a worker starts: what a machine allows does not change under a process.
 * @throws SandboxError when one is required and none works
 */
export async function mediaSandbox(
  { roles, sandbox: setting }: Pick<WorkerConfig, 'roles' | 'sandbox'>,
  log: Log,
): Promise<Sandbox> {
  if (!roles.includes('media')) return 'none';
  const sandbox = await chooseSandbox(setting);
  if (sandbox === 'none') log.warn({ setting }, 'ffmpeg runs without a sandbox');
  else log.info({ sandbox }, 'ffmpeg runs in a sandbox');
  return sandbox;
}
