import type { ApiClient } from '../../client/api-client.ts';
import type { VideoResource } from '../../client/video-resource.ts';

/** Where a finished video is seen, and where its run and the API are explained. */
export function whereToLook(video: VideoResource, api: string): string {
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
  video: VideoResource,
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
