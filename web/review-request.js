// @ts-check
import { videoPath } from './events.js';
import { readProblem } from './problem.js';
import { authorization } from './session.js';

/** @typedef {import('./resource.d.ts').Video} Video */
/** @typedef {import('./resource.d.ts').Decision} Decision */
/** @typedef {{ kind: 'taken' | 'pending' | 'refused', text: string, video?: Video }} ReviewAnswer */

/**
 * Sends one decision. Never throws: a lost answer is an answer too, since the decision may count.
 *
 * @param {{ id: string, key: string | null, decision: Decision }} options
 * @returns {Promise<ReviewAnswer>}
 */
export async function submitReview({ id, key, decision }) {
  let answer;
  try {
    answer = await fetch(`${videoPath(id)}/review`, {
      method: 'POST',
      headers: { ...authorization(key), 'Content-Type': 'application/json' },
      body: JSON.stringify(decision),
    });
  } catch {
    return {
      kind: 'refused',
      text: 'The answer was lost on the way. If the decision arrived, this page will show it shortly; otherwise try again.',
    };
  }
  if (answer.status === 202) {
    return { kind: 'pending', text: 'Sent. No worker has confirmed it yet; this page will tell.' };
  }
  if (!answer.ok) {
    const { text, requestId } = await readProblem(answer);
    return { kind: 'refused', text: requestId ? `${text} (request ${requestId})` : text };
  }
  return { kind: 'taken', text: 'Decision recorded.', video: await answer.json() };
}
