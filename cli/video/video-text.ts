import type { Candidate, Video } from '../../client/resources.ts';

function takeLine(take: Candidate, picked: boolean): string {
  const total = take.score?.total;
  const score = total === null || total === undefined ? '' : `  score ${total.toFixed(1)}`;
  const verdict = take.score !== null && take.score.verdict !== 'pass' ? take.score.verdict : '';
  const failure = take.failure === null ? '' : `  ${take.failure.code}: ${take.failure.message}`;
  return `  ${picked ? '*' : ' '} take ${take.index + 1}  ${take.id}  ${take.status}${score} ${verdict}${failure}`;
}

/** A video in a few lines for a terminal. */
export function showVideo(video: Video): string {
  const percent = `${Math.round(video.progress * 100)} %`;
  const stage = video.stage === null ? '' : `, ${video.stage} (${percent})`;
  const picked = video.pick?.candidate;
  const lines = [
    `${video.id}  ${video.status}${stage}`,
    `  "${video.request.prompt}"`,
    ...video.candidates.map((take) => takeLine(take, take.id === picked)),
  ];
  if (video.pick !== null) lines.push(`  picked by ${video.pick.by}: ${video.pick.reason}`);
  if (video.failure !== null) lines.push(`  ${video.failure.code}: ${video.failure.message}`);
  if (video.playback !== null) {
    lines.push(`  player  ${video.playback.player_url}`, `  HLS     ${video.playback.hls_url}`);
  }
  if (video.links.operator !== null) lines.push(`  run     ${video.links.operator}`);
  return lines.map((line) => line.trimEnd()).join('\n');
}

/** What changed, in one line. */
export function statusLine(video: Video): string {
  const takes = video.candidates.map((take) => take.status);
  const counts = [...new Set(takes)].map(
    (status) => `${takes.filter((each) => each === status).length} ${status}`,
  );
  const where = video.stage === null ? video.status : `${video.status}, ${video.stage}`;
  const detail = counts.length === 0 ? '' : `; takes: ${counts.join(', ')}`;
  return `${Math.round(video.progress * 100)
    .toString()
    .padStart(3)} %  ${where}${detail}`;
}
