import type { Command } from 'commander';
import type { ApiClient } from '../../client/call-api.ts';
import type { Video } from '../../client/resources.ts';
import type { StackConfig } from '../../stack/config.ts';
import { Problem } from '../../stack/early/problem.mjs';
import { addressOf, findRunningStack } from '../../stack/supervisor/running-stack.ts';
import { showVideo } from './video-text.ts';

/** What every command of `npm run video` takes. */
export interface ApiValues {
  json?: true;
  url?: string;
  key?: string;
}

export function addApiOptions(command: Command): Command {
  return command
    .option('--json', 'the resource as JSON, one line each')
    .option('--url <url>', 'the API (default: PROMPTREEL_PUBLIC_URL, else the stack running here)')
    .option('--key <key>', 'its key (default: PROMPTREEL_API_KEY)');
}

/** @throws Problem where there is no API to talk to. */
export function findClient(config: StackConfig, values: ApiValues): ApiClient {
  const running = addressOf(findRunningStack(config.dataDir), 'api');
  const base = values.url ?? config.publicUrl ?? running;
  if (base === undefined) {
    throw new Problem(
      'No stack runs on this data directory: start one with npm start, or give --url.',
    );
  }
  return { base: base.replace(/\/+$/, ''), key: values.key ?? config.apiKey };
}

export function printVideo(video: Video, { json }: ApiValues): void {
  console.log(json === true ? JSON.stringify(video) : showVideo(video));
}
