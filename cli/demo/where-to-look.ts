import type { ApiClient } from '../../client/call-api.ts';
import type { Video } from '../../client/resources.ts';
import { isTerminal } from '../../domain/video/status.ts';

/** The end in a sentence or two: after how long, and which take won and why. */
export function howItEnded(video: Video): string {
  const seconds = ((Date.now() - Date.parse(video.created_at)) / 1000).toFixed(1);
  if (video.status === 'published') {
    return [`Published after ${seconds} s.`, ...whichTake(video)].join(' ');
  }
  if (video.failure === null) return `The video was ${video.status}.`;
  return `The video ${video.status}: ${video.failure.message} (${video.failure.code})`;
}

function whichTake({ pick, candidates }: Video): string[] {
  const take = candidates.find(({ id }) => id === pick?.candidate);
  if (pick === null || take === undefined) return [];
  return [`Take ${take.index + 1} of ${candidates.length} won: ${pick.reason}`];
}

/** What becomes of a video whose demo was interrupted. */
export function goesOn(video: Video, stack: { own: boolean; api: string }): string {
  if (isTerminal(video.status)) return '';
  const where = stack.own
    ? 'it goes on at the next start (npm start, or another demo)'
    : `it goes on at ${stack.api}`;
  return `\n${video.id} is not finished: ${where}.`;
}

/** Where a finished video is seen, and where its run and the API are explained. */
export function whereToLook(video: Video, api: string): string {
  const rows: [string, string | null | undefined][] = [
    ['Player', video.playback?.player_url],
    ['HLS', video.playback?.hls_url],
    ['Resource', video.links.self],
    ['Temporal UI', video.links.operator],
    ['API docs', `${api}/docs`],
  ];
  return rows
    .filter(([, url]) => typeof url === 'string')
    .map(([name, url]) => `  ${name.padEnd(12)} ${url}`)
    .join('\n');
}

/** How to decide on a waiting video: in the browser, over HTTP, or past the API altogether. */
export function whereToDecide(
  video: Video,
  client: ApiClient,
  temporal: { cli: string; address: string | undefined; namespace: string },
): string {
  const url = `${client.base}/v1/videos/${video.id}/review`;
  const decision = `{"decision":"approve","reviewer":"me"}`;
  // The key itself stays out of the terminal's scrollback.
  const key = client.key === undefined ? '' : ` -H "Authorization: Bearer $PROMPTREEL_API_KEY"`;
  const address = temporal.address === undefined ? '' : ` --address ${temporal.address}`;
  const run = `--workflow-id ${video.id} --name review --input '${decision}'`;
  return [
    'The takes are ready and a person must decide:',
    `  in the browser   ${client.base}/watch/${video.id}`,
    `  over HTTP        curl -X POST ${url}${key} -H 'Content-Type: application/json' -d '${decision}'`,
    `  past the API     ${temporal.cli} workflow update execute${address} --namespace ${temporal.namespace} ${run}`,
    video.review?.due_at ? `It waits until ${video.review.due_at}.` : '',
  ]
    .filter((line) => line !== '')
    .join('\n');
}
