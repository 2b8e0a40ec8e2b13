import { ApiRefusal } from '../../client/api-error.ts';
import type { ApiClient } from '../../client/call-api.ts';
import type { ProblemDetails } from '../../client/problem-details.ts';
import type { Review, Video } from '../../client/resources.ts';
import { getVideo, reviewVideo } from '../../client/videos.ts';
import { sentence } from '../shared/format.ts';
import { decisionSentence } from '../watch/take-words.ts';

export interface ReviewAnswer {
  /** `lost`: another reviewer was first. `refused`: it may be tried again. */
  kind: 'taken' | 'pending' | 'lost' | 'refused';
  text: string;
  video: Video | null;
}

/** What the codes mean to somebody who reviews; any other problem speaks for itself. */
const PLAIN: Record<string, string> = {
  already_decided: 'Somebody has already decided this video.',
  not_awaiting_review: 'This video is not waiting for a review any more.',
  unknown_candidate: 'That take cannot be chosen.',
};

const LOST_ON_THE_WAY =
  'The answer was lost on the way. If the decision arrived, this page will show it shortly; otherwise try again.';

/** Sends one decision. Never throws: a lost answer is an answer too, since the decision may count. */
export async function sendReview(
  client: ApiClient,
  id: string,
  review: Review,
): Promise<ReviewAnswer> {
  try {
    const { decided, video } = await reviewVideo(client, id, review);
    return decided
      ? { kind: 'taken', text: 'Decision recorded.', video }
      : {
          kind: 'pending',
          text: 'Sent. No worker has confirmed it yet; this page will tell.',
          video,
        };
  } catch (error) {
    if (!(error instanceof ApiRefusal))
      return { kind: 'refused', text: LOST_ON_THE_WAY, video: null };
    const { code } = error.problem;
    if (code === 'already_decided') return whoWon(client, id, error);
    return { kind: 'refused', text: describeRefusal(error), video: null };
  }
}

/** Names the one who was first: "already decided" alone would leave one wondering. */
async function whoWon(client: ApiClient, id: string, error: ApiRefusal): Promise<ReviewAnswer> {
  const video = await getVideo(client, id).catch(() => null);
  const decision = video === null ? null : decisionSentence(video);
  const text =
    decision === null
      ? describeRefusal(error)
      : `${sentence(decision)} Your decision came after that and does not count.`;
  return { kind: 'lost', text, video };
}

/** What it means, what the API said, and the number to quote. */
export function describeRefusal({
  status,
  problem,
}: Pick<ApiRefusal, 'status' | 'problem'>): string {
  const sentences = [meaning(status, problem)];
  if (problem.detail !== null && problem.detail !== sentences[0]) sentences.push(problem.detail);
  for (const { pointer, detail } of problem.errors) {
    sentences.push([pointer.replace(/^\//, ''), detail].filter(Boolean).join(': '));
  }
  const text = sentences.map((each) => sentence(each)).join(' ');
  return problem.requestId === null ? text : `${text} (request ${problem.requestId})`;
}

function meaning(status: number, { code, title }: ProblemDetails): string {
  return PLAIN[code ?? ''] ?? title ?? `The API answered ${status}.`;
}
