import type { Budget } from '../../domain/video/deadlines.ts';
import type { Take } from '../../domain/takes/take.ts';
import type { VideoSnapshot } from '../../domain/video/snapshot.ts';

/** Markdown for the Temporal UI: which take is where, what is waited for, and until when. */
export function currentDetails(snapshot: VideoSnapshot, limits: Budget): string {
  return [
    `**${snapshot.status.replace('_', ' ')}**, ${waitingFor(snapshot, limits)}`,
    '',
    '| take | seed | is | score | note |',
    '|---|---|---|---|---|',
    ...snapshot.candidates.map((take) => takeRow(take, snapshot)),
  ].join('\n');
}

function waitingFor(snapshot: VideoSnapshot, limits: Budget): string {
  const runEnds = time(limits.runEndsAt);
  if (snapshot.failure !== null) return `${snapshot.failure.code}: ${snapshot.failure.message}`;
  if (snapshot.status === 'awaiting_review') {
    const otherwise =
      snapshot.review.onDeadline === 'reject' ? 'rejected' : 'the best is published';
    return `waiting for a reviewer until ${snapshot.review.dueAt ?? runEnds}, otherwise ${otherwise}`;
  }
  switch (snapshot.stage) {
    case 'generate':
      return `waiting for the generator until ${time(limits.generateEndsAt)}; the run ends by ${runEnds}`;
    case null:
      return 'nothing is waited for';
    case 'score':
    case 'pick':
    case 'ingest':
    case 'transcode':
    case 'publish':
      return `stage ${snapshot.stage}; the run ends by ${runEnds}`;
    default:
      return snapshot.stage satisfies never;
  }
}

function takeRow(take: Take, { pick }: VideoSnapshot): string {
  const score = take.score?.total ?? '';
  const gates = take.score?.judges.flatMap((judge) => judge.gates.map((each) => each.gate)) ?? [];
  const note =
    pick?.candidate === take.id ? `picked by ${pick.by}` : (take.failure?.code ?? gates.join(', '));
  return `| ${take.index + 1} | ${take.seed} | ${take.status} | ${score} | ${note} |`;
}

const time = (ms: number): string => new Date(ms).toISOString();
