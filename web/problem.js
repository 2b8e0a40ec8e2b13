// @ts-check

/** @typedef {import('./resource.d.ts').Problem} Problem */

/** What the codes mean to somebody who reviews; any other problem speaks for itself. */
const PLAIN = /** @type {Record<string, string>} */ ({
  already_decided: 'Somebody has already decided this video.',
  not_awaiting_review: 'This video is not waiting for a review any more.',
  unknown_candidate: 'That take cannot be chosen.',
});

/**
 * A refusal in sentences: what it means, what the API said, and the number to quote.
 *
 * @param {Response} answer
 */
export async function readProblem(answer) {
  const problem = await problemOf(answer);
  const sentences = [
    PLAIN[problem.code ?? ''] ?? problem.title ?? `The API answered ${answer.status}.`,
  ];
  if (problem.detail && problem.detail !== sentences[0]) sentences.push(problem.detail);
  for (const { pointer, detail } of problem.errors ?? []) {
    sentences.push([pointer?.replace(/^\//, ''), detail].filter(Boolean).join(': '));
  }
  return {
    code: problem.code ?? `${answer.status}`,
    text: sentences.map((sentence) => sentence.replace(/[^.!?]$/, '$&.')).join(' '),
    requestId: problem.request_id ?? answer.headers.get('X-Request-Id'),
  };
}

/**
 * @param {Response} answer
 * @returns {Promise<Problem>}
 */
async function problemOf(answer) {
  try {
    const body = await answer.json();
    return typeof body === 'object' && body !== null ? body : {};
  } catch {
    // A proxy's own error page is not a problem document.
    return {};
  }
}
