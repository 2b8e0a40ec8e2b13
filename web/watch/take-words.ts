import type { Candidate, Video } from '../../client/resources.ts';
import { clipLength, number, words } from '../shared/format.ts';

export const takeName = (take: Pick<Candidate, 'index'>): string => `Take ${take.index + 1}`;

/** Its total to one decimal, or a dash for a take that no judge could score. */
export function scoreText({ score }: Candidate): string {
  return typeof score?.total === 'number' ? number(Math.round(score.total * 10) / 10) : '–';
}

/** Below these a score reads as doubtful, and as poor. Colour only: the number stands beside it. */
const GOOD = 75;
const FAIR = 50;

export function grade(score: number | null | undefined): 'good' | 'fair' | 'poor' | 'none' {
  if (typeof score !== 'number') return 'none';
  if (score >= GOOD) return 'good';
  return score >= FAIR ? 'fair' : 'poor';
}

/** A take that was lost or ruled out cannot be chosen; the API refuses it as well. */
export function isChoosable({ status, score }: Candidate): boolean {
  return (status === 'stored' || status === 'scored') && score?.verdict !== 'gated';
}

/** Why a take is out of the running, if it is; what is said of the whole video is not said again. */
export function troubleOf(take: Candidate, video: Pick<Video, 'failure'>): string | null {
  if (take.failure !== null) {
    return take.failure.message === video.failure?.message ? null : take.failure.message;
  }
  const gate = take.score?.judges.flatMap((judge) => judge.gates)[0];
  return gate === undefined ? null : `${words(gate.gate)}: ${gate.detail}`;
}

export function takeFacts({ seed, model, media }: Candidate): string {
  const facts = [`Seed ${seed}`, model];
  if (media !== null) facts.push(`${media.width}×${media.height}`, clipLength(media.duration));
  return facts.join(' · ');
}

/** Who decided and why, in a sentence; null where no person has. */
export function decisionSentence(video: Pick<Video, 'review' | 'candidates'>): string | null {
  const { decision } = video.review;
  if (decision === null) return null;
  const why = decision.reason === null ? '' : `: “${decision.reason}”`;
  return `${decision.reviewer} ${deedOf(decision, video.candidates)}${why}`;
}

type Decision = NonNullable<Video['review']['decision']>;

function deedOf({ decision, candidate }: Decision, takes: readonly Candidate[]): string {
  if (decision === 'reject') return 'rejected the video';
  const take = takes.find(({ id }) => id === candidate);
  const which = take === undefined ? 'a take' : takeName(take);
  return decision === 'approve' ? `approved ${which}` : `chose ${which}`;
}
