// The first thing that runs after `git clone`: Node's built-ins only, syntax of Node 20.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled, nodeBinary } from './early/install.mjs';
import { Problem, reportFatal } from './early/problem.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const ORPHAN_CHECK_MS = 500;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 20)) return;
  throw new Problem(
    `This is Node ${process.versions.node}; Promptreel needs Node 20.20 or newer to set itself up.`,
  );
}

/** Ends this process as the child ended. */
function endLike(code, signal) {
  if (signal === null) process.exit(code);
  for (const name of SIGNALS) process.removeAllListeners(name);
  process.kill(process.pid, signal);
}

/**
 * npm passes a signal only to the shell that it runs a script in, and a shell that dies of it tells
 * nobody. Once what npm started has lost its parent, the stop was meant for us as well.
 */
function stopWhenOrphaned(child) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    child.kill('SIGTERM');
  }, ORPHAN_CHECK_MS).unref();
}

/**
 * Goes on under Node 24. A terminal sends Ctrl-C to the whole foreground group, a service manager
 * only to the first process: every signal is passed on, and the child counts a burst as one.
 */
function continueUnderNode24(args) {
  const child = spawn(nodeBinary(root), [join(root, 'cli', 'main.ts'), ...args], {
    stdio: 'inherit',
    env: { ...process.env, PATH: `${dirname(nodeBinary(root))}:${process.env.PATH ?? ''}` },
  });
  for (const signal of SIGNALS) process.on(signal, () => child.kill(signal));
  stopWhenOrphaned(child);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(endLike(code, signal)));
  });
}

try {
  checkNode();
  await ensureInstalled(root);
  await continueUnderNode24(process.argv.slice(2));
} catch (error) {
  reportFatal(error);
}
