import { setTimeout as sleep } from 'node:timers/promises';
import type { StackConfig } from '../../stack/config.ts';
import { Problem } from '../../stack/early/problem.mjs';
import { runStep } from '../../stack/early/steps.mjs';
import type { StackTools } from '../../stack/setup/setup.ts';
import type { Terminal } from '../../stack/supervisor/part-log.ts';
import { addressOf, findRunningStack } from '../../stack/supervisor/running-stack.ts';
import { startStack } from '../../stack/supervisor/stack.ts';
import type { StopSignals } from '../../stack/supervisor/stop-signals.ts';

/** A stack that somebody else is just starting gets this long to serve. */
const WAIT_FOR_API_MS = 60_000;

export interface DemoStack {
  api: string;
  temporalAddress: string | undefined;
  /** Whether this command started it, and so ends it. */
  own: boolean;
  stop: () => Promise<void>;
}

export interface Demo {
  config: StackConfig;
  tools: StackTools;
  signals: StopSignals;
  /** Replaced while bars are drawn, which other output would tear. */
  output: { say: (line: string) => void };
}

/** The stack that runs on this data directory, else one of our own. */
export async function demoStack(demo: Demo): Promise<DemoStack> {
  const running = await useRunning(demo);
  if (running === undefined) return startOwn(demo);
  demo.output.say(`Using the stack that runs at ${running.api}`);
  return running;
}

async function useRunning({ config, signals }: Demo): Promise<DemoStack | undefined> {
  const deadline = Date.now() + WAIT_FOR_API_MS;
  for (;;) {
    const running = findRunningStack(config.dataDir);
    if (running === undefined) return undefined;
    const api = addressOf(running, 'api');
    if (api !== undefined) {
      const temporalAddress = addressOf(running, 'temporal');
      return { api, temporalAddress, own: false, stop: () => Promise.resolve() };
    }
    if (Date.now() > deadline) {
      throw new Problem(
        `The stack on ${config.dataDir} (pid ${running.supervisor.pid}) runs but its API does not serve: look where it was started.`,
      );
    }
    await sleep(200, undefined, { signal: signals.stop });
  }
}

async function startOwn(demo: Demo): Promise<DemoStack> {
  const { config, tools, signals, output } = demo;
  // The parts' own logs are in the data directory; here they would drown the progress.
  const terminal: Terminal = { log: () => {}, say: (line) => output.say(`promptreel: ${line}`) };
  const started = await runStep('Starting the stack', () =>
    startStack({ config, tools, terminal, signals }),
  );
  const temporalAddress = addressOf(findRunningStack(config.dataDir), 'temporal');
  return { api: started.api, temporalAddress, own: true, stop: started.stop };
}
