import type { ApiClient } from '../../client/call-api.ts';
import { followVideo } from '../../client/follow-video.ts';
import { isTerminal } from '../../domain/video/status.ts';
import type { Program } from '../program.ts';
import { createCommand } from '../program.ts';
import type { ApiValues } from './api-options.ts';
import { addApiOptions, findClient, printVideo } from './api-options.ts';
import { statusLine } from './video-text.ts';

export const watch: Program = (config, end) =>
  addApiOptions(createCommand('watch', 'Follow it until it has ended; status 0 only if published.'))
    .argument('<id>')
    .action(async (id: string, values: ApiValues) =>
      end(await watchOnTerminal(findClient(config, values), id, values)),
    );

/** Prints each change. @returns the exit status */
export async function watchOnTerminal(
  client: ApiClient,
  id: string,
  values: ApiValues,
): Promise<number> {
  const { signal } = new AbortController();
  let shown = '';
  for await (const event of followVideo({ client, id, signal })) {
    if (event.kind === 'link' && event.state === 'lost') {
      console.error('connection lost, trying again');
    }
    if (event.kind !== 'video') continue;
    const { video } = event;
    const line = values.json === true ? JSON.stringify(video) : statusLine(video);
    if (line !== shown) console.log(line);
    shown = line;
    if (!isTerminal(video.status)) continue;
    if (values.json !== true) printVideo(video, values);
    return video.status === 'published' ? 0 : 1;
  }
  return 1;
}
