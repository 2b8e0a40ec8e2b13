import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitForLock } from './lock.mjs';
import { Problem, explainOutput } from './problem.mjs';
import { runStep } from './steps.mjs';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const KEPT_OUTPUT = 20_000;

export const nodeBinary = (root) => join(root, 'node_modules', 'node', 'bin', 'node');

function packagesIn(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages ?? {};
  } catch {
    return undefined;
  }
}

/**
 * Whether `node_modules` holds what the lockfile says. npm writes its own list of what it installed
 * as the very last thing, so a broken-off install has none. Comparing the two, rather than keeping a
 * stamp of our own, also accepts a tree that somebody installed with npm by hand.
 */
export function isInstalled(root) {
  const wanted = packagesIn(join(root, 'package-lock.json'));
  const installed = packagesIn(join(root, 'node_modules', '.package-lock.json'));
  if (wanted === undefined || installed === undefined) return false;
  if (!existsSync(nodeBinary(root))) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    const found = installed[path];
    if (found === undefined) return entry.optional === true || entry.devOptional === true;
    return found.version === entry.version;
  });
}

/** npm as it runs us, else the one on PATH. */
function npmCommand() {
  const script = process.env.npm_execpath;
  const usable = script !== undefined && /npm-cli\.c?js$/.test(script) && existsSync(script);
  return usable ? [process.execPath, [script]] : ['npm', []];
}

/** Resolves with `refused` for a failure that says `refusal`. @throws Problem for any other. */
function runNpm(root, args, refusal) {
  const [command, prefix] = npmCommand();
  const env = { ...process.env, NODE_ENV: 'development' };
  const child = spawn(command, [...prefix, ...args], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const keep = (chunk) => (output = (output + chunk).slice(-KEPT_OUTPUT));
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const stop = () => {
    child.kill('SIGTERM');
    process.exit(130);
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  const ended = new Promise((resolve, reject) => {
    child.on('error', () =>
      reject(new Problem('npm was not found: install Node.js 20.20 or newer together with npm.')),
    );
    child.on('close', (code) => {
      if (code === 0) return resolve('done');
      if (refusal?.test(output)) return resolve('refused');
      process.stderr.write(output);
      const text = `\`npm ${args[0]}\` failed (above is what it said): check the network, then again.`;
      reject(new Problem(explainOutput(output, text)));
    });
  });
  return ended.finally(() => SIGNALS.forEach((signal) => process.off(signal, stop)));
}

/** Makes `node_modules` match the lockfile; at once when it does already. */
export async function ensureInstalled(root) {
  if (isInstalled(root)) return;
  const lock = join(root, '.promptreel', 'install.lock');
  const unlock = await waitForLock(lock, (owner) =>
    console.error(`  … waiting for another set-up of this checkout (pid ${owner?.pid})`),
  );
  try {
    if (isInstalled(root)) return;
    await runStep('Installing the dependencies with npm ci', async () => {
      const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
      const all = ['--include=dev', '--include=optional', ...quiet];
      // A registry that lacks the packages of other platforms makes `npm ci` find the lockfile
      // wrong (EUSAGE); `npm install` takes the same versions from it and passes over the rest.
      const clean = await runNpm(root, ['ci', ...all], /\bEUSAGE\b/);
      if (clean === 'refused') await runNpm(root, ['install', '--no-save', ...all]);
      // Where npm is told not to run install scripts, Node 24 must be asked for by name.
      if (!existsSync(nodeBinary(root))) {
        await runNpm(root, ['rebuild', 'node', '--ignore-scripts=false', ...quiet]);
      }
    });
  } finally {
    unlock();
  }
  if (!existsSync(nodeBinary(root))) {
    throw new Problem(
      'npm did not fetch Node 24: allow the install script of the package `node`, delete node_modules and run the command again.',
    );
  }
}
