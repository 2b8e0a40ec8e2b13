import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { ROOT } from '../architecture/tree.ts';

/** What `stack.json` says, as `api.md` fixes it. */
export interface Part {
  name: string;
  pid: number;
  started_at: string;
  address: string;
}

export interface Stack extends AsyncDisposable {
  dataDir: string;
  /** Base of the API. */
  url: string;
  parts(): Promise<Part[]>;
  /** Waits until the part serves under another pid than `not`, or at all. */
  part(name: string, not?: number): Promise<Part>;
  /** SIGKILL, by pid; returns it. */
  kill(name: string): Promise<number>;
  killSupervisor(): Promise<void>;
  /** Starts again on the same data after the supervisor is gone. */
  restart(): Promise<void>;
  temporal(): Promise<Client>;
  stop(): Promise<void>;
  log(): string;
}

const OURS = join(ROOT, 'cli', 'main.ts');

/** Another checkout's product, and data that is there already. */
export interface StackOptions {
  env?: NodeJS.ProcessEnv;
  /** The program that `npm start` ends in. */
  program?: string;
  /** Kept when the stack is disposed of. */
  dataDir?: string;
}

/**
 * The whole product as `npm start` runs it: supervisor, Temporal, model server, worker, API, in a
 * data directory of its own and on ports that are free.
 */
export async function startStack(env: NodeJS.ProcessEnv = {}): Promise<Stack> {
  return startStackOf({ env });
}

export async function startStackOf(options: StackOptions): Promise<Stack> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'promptreel-system-')));
  const { env = {}, program = OURS } = options;
  let log = '';
  const start = (): ChildProcess => launch(program, dataDir, env, (text) => (log += text));
  let supervisor = start();
  let client: Client | undefined;

  const parts = async (): Promise<Part[]> => (await readStack(dataDir))?.parts ?? [];
  const part = async (name: string, not?: number): Promise<Part> => {
    return until(`part ${name}`, async () => {
      const found = (await parts()).find((each) => each.name === name);
      if (found === undefined || found.pid === not) return null;
      return name !== 'api' || (await isReady(found.address)) ? found : null;
    });
  };
  const ready = async (): Promise<string> => {
    const started = supervisor;
    const gone = once(started, 'exit').then(() => {
      throw new Error(`the stack did not start:\n${log}`);
    });
    gone.catch(() => undefined);
    // After a kill the file still tells of the old parts, and those may still answer.
    const ours = until('the supervisor', async () => {
      const found = await readStack(dataDir);
      return found?.supervisor.pid === started.pid ? found : null;
    });
    await Promise.race([ours, gone]);
    const { address } = await Promise.race([part('api'), gone]);
    return address;
  };

  const stack: Stack = {
    dataDir,
    url: await ready(),
    parts,
    part,
    async kill(name) {
      const { pid } = await part(name);
      process.kill(pid, 'SIGKILL');
      return pid;
    },
    async killSupervisor() {
      supervisor.kill('SIGKILL');
      if (supervisor.exitCode === null && supervisor.signalCode === null)
        await once(supervisor, 'exit');
    },
    async restart() {
      supervisor = start();
      stack.url = await ready();
      await client?.connection.close();
      client = undefined;
    },
    async temporal() {
      const { address } = await part('temporal');
      client ??= new Client({ connection: await Connection.connect({ address }) });
      return client;
    },
    async stop() {
      await client?.connection.close();
      supervisor.kill('SIGTERM');
      if (supervisor.exitCode === null && supervisor.signalCode === null)
        await once(supervisor, 'exit');
    },
    log: () => log,
    async [Symbol.asyncDispose]() {
      await stack.stop();
      if (options.dataDir !== undefined) return;
      await rm(dataDir, { recursive: true, force: true, maxRetries: 3 });
    },
  };
  return stack;
}

/** Files that an attempt left in scratch space; a running one's do not count as left. */
export async function scratchLeft(stack: Stack): Promise<string[]> {
  return readdir(join(stack.dataDir, 'scratch')).catch(() => []);
}

/**
 * Command lines of all processes that work on this stack's data, however they were started: workers and
 * API have it in their environment only, their children in their arguments.
 */
export async function processesOf(stack: Stack): Promise<string[]> {
  const found: string[] = [];
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    const read = (name: string) => readFile(join('/proc', pid, name), 'utf8').catch(() => '');
    const [line, environment] = await Promise.all([read('cmdline'), read('environ')]);
    if (!`${line}${environment}`.includes(stack.dataDir)) continue;
    found.push(`${pid} ${line.replaceAll('\0', ' ').slice(0, 200)}`);
  }
  return found;
}

export async function until<T>(
  what: string,
  look: () => Promise<T | null>,
  withinMs = 90_000,
): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (Date.now() > end) throw new Error(`${what}: not within ${withinMs / 1_000} s`);
    await sleep(100);
  }
}

function launch(
  program: string,
  dataDir: string,
  env: NodeJS.ProcessEnv,
  log: (text: string) => void,
): ChildProcess {
  const child = spawn(process.execPath, [program, 'start'], {
    // The checkout's own settings must not reach the stack under test.
    env: { ...withoutSettings(), PROMPTREEL_DATA_DIR: dataDir, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.on('data', (chunk: Buffer) => log(chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => log(chunk.toString()));
  return child;
}

function withoutSettings(): NodeJS.ProcessEnv {
  const foreign = /^(PROMPTREEL_(?!CACHE_DIR|TEST_)|TEMPORAL_|STORAGE_EMULATOR)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

interface StackFile {
  supervisor: { pid: number };
  parts: Part[];
}

async function readStack(dataDir: string): Promise<StackFile | null> {
  const path = join(dataDir, 'stack.json');
  if (!existsSync(path)) return null;
  return JSON.parse(await readFile(path, 'utf8'));
}

async function isReady(address: string): Promise<boolean> {
  const answer = await fetch(`${address}/readyz`).catch(() => null);
  return answer?.ok ?? false;
}
