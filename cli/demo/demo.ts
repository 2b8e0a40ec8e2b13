import { randomUUID } from 'node:crypto';
import type { ApiClient } from '../../client/call-api.ts';
import type { FollowEvent } from '../../client/follow-video.ts';
import { followVideo } from '../../client/follow-video.ts';
import type { Video, NewVideo } from '../../client/resources.ts';
import { createVideo, getVideo } from '../../client/videos.ts';
import { isTerminal } from '../../domain/video/status.ts';
import type { StackConfig } from '../../stack/config.ts';
import { Problem } from '../../stack/early/problem.mjs';
import { setUpStack } from '../../stack/setup/setup.ts';
import { listenForStop, untilAborted } from '../../stack/supervisor/stop-signals.ts';
import { describeUnfinished, findUnfinished } from '../unfinished-videos.ts';
import type { Demo, DemoStack } from './demo-stack.ts';
import { demoStack } from './demo-stack.ts';
import { createProgressView } from './progress-view.ts';
import { goesOn, howItEnded, whereToDecide, whereToLook } from './where-to-look.ts';

/** 128 + SIGINT, as shells have it: interrupted before there was a result. */
const INTERRUPTED = 130;

export interface DemoOptions {
  request: NewVideo;
  /** One line of JSON on stdout, everything else on stderr. */
  json: boolean;
  /** Stop what was started once the video has ended. */
  exit: boolean;
}

/** Follows the video until it has ended. `onNews` sees every state, the last one included. */
async function showMaking(
  demo: Demo,
  stack: DemoStack,
  id: string,
  onNews: (video: Video) => void,
): Promise<void> {
  const { config, tools, signals, output } = demo;
  const client = clientOf(demo, stack);
  const view = createProgressView(process.stderr);
  const before = output.say;
  output.say = view.say;
  const temporal = {
    cli: tools.temporalCli ?? 'temporal',
    address: stack.temporalAddress,
    namespace: config.temporalNamespace,
  };
  let asked = false;
  try {
    for await (const event of followVideo({ client, id, signal: signals.stop })) {
      if (event.kind === 'link') {
        if (event.state === 'lost') view.say('promptreel: connection lost, trying again');
        continue;
      }
      const video = await whole(event, client, id);
      if (video === null) continue;
      view.show(video);
      onNews(video);
      if (video.status !== 'awaiting_review' || asked) continue;
      asked = true;
      view.say(whereToDecide(video, client, temporal));
    }
  } finally {
    view.close();
    output.say = before;
  }
}

/** News of progress speak of the run; how far its stage is, only the video itself says. */
async function whole(
  event: Exclude<FollowEvent, { kind: 'link' }>,
  client: ApiClient,
  id: string,
): Promise<Video | null> {
  if (event.kind === 'video') return event.video;
  return getVideo(client, id).catch(() => null);
}

const clientOf = ({ config }: Demo, stack: DemoStack): ApiClient => ({
  base: stack.api,
  key: config.apiKey,
});

async function makeVideo(
  demo: Demo,
  stack: DemoStack,
  { request }: DemoOptions,
  onNews: (video: Video) => void,
): Promise<void> {
  const { output, signals } = demo;
  const client = clientOf(demo, stack);
  const earlier = stack.own ? await findUnfinished(client) : [];
  if (earlier.length > 0) output.say(describeUnfinished(earlier));
  const accepted = await createVideo(client, request, {
    idempotencyKey: randomUUID(),
    signal: signals.stop,
    onRetry: (reason) => output.say(`promptreel: ${reason} Trying again.`),
  });
  onNews(accepted);
  output.say(`${accepted.id}  "${accepted.request.prompt}"`);
  output.say(`  watch it being made: ${stack.api}/watch/${accepted.id}\n`);
  await showMaking(demo, stack, accepted.id, onNews);
}

function report(video: Video, api: string, json: boolean): void {
  const print = json ? console.error : console.log;
  print(`\n${howItEnded(video)}`);
  print(whereToLook(video, api));
  if (json) console.log(JSON.stringify(video));
}

/** @returns the exit status */
export async function runDemo(config: StackConfig, options: DemoOptions): Promise<number> {
  const tools = await setUpStack(config);
  const output = { say: (line: string): void => console.error(line) };
  const signals = listenForStop((line) => output.say(`promptreel: ${line}`));
  const demo: Demo = { config, tools, signals, output };
  let stack: DemoStack | undefined;
  let video: Video | undefined;
  try {
    stack = await demoStack(demo);
    await makeVideo(demo, stack, options, (news) => {
      video = news;
    });
    if (video !== undefined) report(video, stack.api, options.json);
    if (!options.exit) {
      output.say('\nCtrl-C ends this.');
      await untilAborted(signals.stop);
    }
  } catch (error) {
    if (!signals.stop.aborted || error instanceof Problem) throw error;
    if (video !== undefined && stack !== undefined) output.say(goesOn(video, stack));
  } finally {
    await stack?.stop();
    signals.dispose();
  }
  if (video === undefined || !isTerminal(video.status)) return INTERRUPTED;
  return video.status === 'published' ? 0 : 1;
}
