import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessIdentity } from '../early/process-identity.mjs';
import { identityOf } from '../early/process-identity.mjs';
import { Problem } from '../early/problem.mjs';
import { STEADY_MS, TROUBLE_AFTER, restartDelay } from './backoff.ts';
import { PART_MARK, killProcessesWith } from './marked-processes.ts';
import { reportedError } from './log-line.ts';
import type { PartLog } from './part-log.ts';
import { endProcess, signalGroup } from './process-group.ts';
import type { StackPart } from './stack-file.ts';

/** How one knows that a part serves, and where. */
type Readiness =
  | { kind: 'announced'; addressIn: (stdoutLine: string) => string | undefined }
  | { kind: 'probed'; isServing: () => Promise<boolean> };

export interface PartSpec {
  name: string;
  command: string;
  args: readonly string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Where it is told to serve; what it announces itself wins. */
  address: string;
  readiness: Readiness;
  readyWithinMs: number;
  /** How long it may take to stop before it is killed. */
  graceMs: number;
}

/** A part that dies before it ever served this often at a start is not going to serve. */
const START_ATTEMPTS = 3;
const PROBE_EVERY_MS = 60;

interface PartDeps {
  log: PartLog;
  /** Marks the part's processes in their environment. */
  mark: string;
  /** Called whenever `entry` has changed. */
  changed: () => void;
}

/** One process of the stack: started, watched, started again when it dies, stopped. */
export class Part {
  readonly name: string;
  readonly #spec: PartSpec;
  readonly #deps: PartDeps;
  readonly #stop = new AbortController();
  #identity: ProcessIdentity | undefined;
  #address: string;
  #served = false;
  #running: Promise<void> = Promise.resolve();

  constructor(spec: PartSpec, deps: PartDeps) {
    this.name = spec.name;
    this.#spec = spec;
    this.#address = spec.address;
    this.#deps = deps;
  }

  /** Its line in `stack.json`; undefined while there is no process. */
  get entry(): StackPart | undefined {
    if (this.#identity === undefined) return undefined;
    return { name: this.name, ...this.#identity, address: this.#address };
  }

  /** Resolves when it serves for the first time. @throws Problem when it will not. */
  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#running = this.#keepAlive(resolve).catch(reject);
    });
  }

  async stop(hurry: AbortSignal): Promise<void> {
    this.#stop.abort();
    const identity = this.#identity;
    if (identity !== undefined) {
      const how = await endProcess(identity, this.#spec.graceMs, hurry);
      if (how === 'killed') this.#deps.log.say(`${this.name} did not stop in time and was killed`);
    }
    await this.#running;
  }

  async #keepAlive(served: () => void): Promise<void> {
    for (let deaths = 0; !this.#stop.signal.aborted;) {
      const { reason, servedMs } = await this.#runOnce(served);
      if (this.#stop.signal.aborted) return;
      deaths = servedMs > STEADY_MS ? 1 : deaths + 1;
      if (!this.#served && deaths >= START_ATTEMPTS) throw this.#failedStart(reason);
      const delay = restartDelay(deaths, servedMs > 0);
      this.#deps.log.say(`${this.name} ${reason}; starting it again in ${delay / 1000} s`);
      if (deaths === TROUBLE_AFTER) this.#deps.log.say(this.#inTrouble(deaths));
      await sleep(delay, undefined, { signal: this.#stop.signal }).catch(() => {});
    }
  }

  #failedStart(reason: string): Problem {
    return new Problem(`${this.name} does not start: it ${reason}.${lastWords(this.#deps.log)}`);
  }

  #inTrouble(deaths: number): string {
    const words = lastWords(this.#deps.log);
    return `${this.name} has died ${deaths} times in a row and is now tried more slowly.${words}`;
  }

  /** From start to death, whatever that was. `servedMs` is 0 when it never served. */
  async #runOnce(served: () => void): Promise<{ reason: string; servedMs: number }> {
    const { command, args, cwd, env } = this.#spec;
    const child = spawn(command, args, {
      cwd,
      env: { ...env, [PART_MARK]: this.#deps.mark },
      // A session of its own: a terminal's Ctrl-C must reach the supervisor only.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = describeEnd(child);
    const over = new AbortController();
    child.once('exit', () => over.abort()).once('error', () => over.abort());
    this.#identity = child.pid === undefined ? undefined : identityOf(child.pid);
    this.#deps.changed();
    let servingSince = 0;
    const watch = async (): Promise<void> => {
      const address = await this.#waitUntilServing(this.#watchOutput(child), over.signal);
      if (over.signal.aborted) return;
      if (address === undefined) return this.#giveUpOn(child);
      servingSince = Date.now();
      this.#address = address;
      this.#served = true;
      this.#deps.changed();
      served();
    };
    watch().catch((error: unknown) => this.#deps.log.say(`${this.name}: ${String(error)}`));
    const reason = await ended;
    if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
    killProcessesWith(PART_MARK, this.#deps.mark);
    this.#identity = undefined;
    this.#deps.changed();
    return { reason, servedMs: servingSince === 0 ? 0 : Date.now() - servingSince };
  }

  #giveUpOn(child: ChildProcess): void {
    this.#deps.log.say(`${this.name} serves nothing after ${this.#spec.readyWithinMs / 1000} s`);
    if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
  }

  /** Logs both outputs; resolves with the address once a line of stdout announces one. */
  #watchOutput(child: ChildProcess): Promise<string> {
    const { readiness } = this.#spec;
    return new Promise((resolve) => {
      for (const stream of [child.stdout, child.stderr]) {
        if (stream === null) continue;
        createInterface({ input: stream }).on('line', (line) => {
          const announces = readiness.kind === 'announced' && stream === child.stdout;
          const address = announces ? readiness.addressIn(line) : undefined;
          if (address !== undefined) resolve(address);
          else if (line.trim() !== '') this.#deps.log.line(line);
        });
      }
    });
  }

  /** The address, or undefined when it took too long or the process ended. */
  async #waitUntilServing(
    announced: Promise<string>,
    over: AbortSignal,
  ): Promise<string | undefined> {
    const { readiness, readyWithinMs, address } = this.#spec;
    const late = AbortSignal.any([over, AbortSignal.timeout(readyWithinMs)]);
    if (readiness.kind === 'announced') {
      const gone = new Promise<undefined>((resolve) => {
        if (late.aborted) resolve(undefined);
        late.addEventListener('abort', () => resolve(undefined));
      });
      return Promise.race([announced, gone]);
    }
    while (!late.aborted) {
      if (await readiness.isServing()) return address;
      await sleep(PROBE_EVERY_MS);
    }
    return undefined;
  }
}

/** The error that a part reported itself, else the last lines of whatever it printed. */
function lastWords(log: PartLog): string {
  // Each attempt dies of the same thing, and once is enough.
  const tail = [...new Set(log.tail())];
  const said = tail.map(reportedError).findLast((text) => text !== undefined);
  if (said !== undefined || tail.length === 1) return ` It said: ${said ?? tail[0]}`;
  return tail.length === 0 ? '' : ` Its last lines:\n  ${tail.join('\n  ')}`;
}

function describeEnd(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(`could not be run (${error.message})`));
    child.once('exit', (code, signal) => {
      resolve(signal === null ? `ended with status ${code}` : `was ended by ${signal}`);
    });
  });
}
