import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { isTerminal } from '../../domain/video/status.ts';
import type { ApiClient } from '../../client/api-client.ts';
import { createVideo } from '../video/create-video.ts';
import { followVideo } from '../../client/follow-video.ts';
import type { VideoResource } from '../../client/video-resource.ts';
import type { StackConfig } from '../../stack/config.ts';
import { Problem } from '../../stack/early/problem.mjs';
import { runStep } from '../../stack/early/steps.mjs';
import type { StackTools } from '../../stack/setup/setup.ts';
import { setUpStack } from '../../stack/setup/setup.ts';
import type { Terminal } from '../../stack/supervisor/part-log.ts';
import { addressOf, findRunningStack } from '../../stack/supervisor/running-stack.ts';
import { startStack } from '../../stack/supervisor/stack.ts';
import type { StopSignals } from '../../stack/supervisor/stop-signals.ts';
import { listenForStop, untilAborted } from '../../stack/supervisor/stop-signals.ts';
import { DEMO_USAGE, readDemoOptions } from './demo-options.ts';
import type { ProgressView } from './progress-view.ts';
import { createProgressView } from './progress-view.ts';
import { whereToDecide, whereToLook } from './where-to-look.ts';

/** A stack that somebody else is just starting gets this long to serve. */
const WAIT_FOR_API_MS = 60_000;
/** 128 + SIGINT, as shells have it: interrupted before there was a result. */
const INTERRUPTED = 130;

interface DemoStack {
  api: string;
  temporalAddress: string | undefined;
  /** Stops what this command started; nothing for a stack that ran before. */
  stop: () => Promise<void>;
}

interface Demo {
  config: StackConfig;
  tools: StackTools;
  signals: StopSignals;
  /** Replaced while bars are drawn, which other output would tear. */
  output: { say: (line: string) => void };
}

async function useRunning({ config, signals }: Demo): Promise<DemoStack | undefined> {
  const deadline = Date.now() + WAIT_FOR_API_MS;
  for (;;) {
    const running = findRunningStack(config.dataDir);
    if (running === undefined) return undefined;
    const api = addressOf(running, 'api');
    if (api !== undefined) {
      const temporalAddress = addressOf(running, 'temporal');
      return { api, temporalAddress, stop: () => Promise.resolve() };
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
  return { api: started.api, temporalAddress, stop: started.stop };
}

async function makeVideo(
  demo: Demo,
  client: ApiClient,
  stack: DemoStack,
  video: VideoResource,
): Promise<VideoResource> {
  const { config, tools, signals, output } = demo;
  const view: ProgressView = createProgressView(process.stderr);
  const before = output.say;
  output.say = view.say;
  const temporal = {
    cli: tools.temporalCli ?? 'temporal',
    address: stack.temporalAddress,
    namespace: config.temporalNamespace,
  };
  let asked = false;
  let latest = video;
  try {
    const onReconnect = (): void =>
      view.say('promptreel: connection to the API lost, trying again');
    const events = followVideo({ client, id: video.id, signal: signals.stop, onReconnect });
    for await (const event of events) {
      view.show(event);
      if (event.kind !== 'video') continue;
      latest = event.video;
      if (latest.status === 'awaiting_review' && !asked) {
        asked = true;
        view.say(whereToDecide(latest, client, temporal));
      }
    }
  } finally {
    view.close();
    output.say = before;
  }
  return latest;
}

function report(video: VideoResource, api: string, json: boolean): void {
  const print = json ? console.error : console.log;
  const seconds = ((Date.now() - Date.parse(video.created_at)) / 1000).toFixed(1);
  if (video.status === 'published') print(`\nPublished after ${seconds} s.`);
  else if (video.failure === null) print(`\nThe video was ${video.status}.`);
  else print(`\nThe video ${video.status}: ${video.failure.message} (${video.failure.code})`);
  print(whereToLook(video, api));
  if (json) console.log(JSON.stringify(video));
}

/** `npm run demo`: one video on a stack of its own, or on the one that runs already. */
export async function runDemo(config: StackConfig, args: readonly string[]): Promise<number> {
  const options = readDemoOptions(args);
  if (options.kind === 'help') {
    console.log(DEMO_USAGE);
    return 0;
  }
  const tools = await setUpStack(config);
  const output = { say: (line: string): void => console.error(line) };
  const signals = listenForStop((line) => output.say(`promptreel: ${line}`));
  const demo: Demo = { config, tools, signals, output };
  let stack: DemoStack | undefined;
  let ended: VideoResource | undefined;
  try {
    const running = await useRunning(demo);
    if (running !== undefined) output.say(`Using the stack that runs at ${running.api}`);
    stack = running ?? (await startOwn(demo));
    const client = { base: stack.api, key: config.apiKey };
    const accepted = await createVideo(client, options.request, {
      idempotencyKey: randomUUID(),
      signal: signals.stop,
      onRetry: (reason) => output.say(`promptreel: ${reason}; trying again`),
    });
    output.say(`${accepted.id}  "${accepted.request.prompt}"`);
    output.say(`  watch it being made: ${stack.api}/watch/${accepted.id}\n`);
    ended = await makeVideo(demo, client, stack, accepted);
    report(ended, stack.api, options.json);
    if (!options.exit) {
      output.say('\nCtrl-C ends this.');
      await untilAborted(signals.stop);
    }
  } catch (error) {
    if (!signals.stop.aborted || error instanceof Problem) throw error;
  } finally {
    await stack?.stop();
    signals.dispose();
  }
  if (ended === undefined || !isTerminal(ended.status)) return INTERRUPTED;
  return ended.status === 'published' ? 0 : 1;
}
