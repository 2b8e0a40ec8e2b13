// @ts-check
import { announce, el } from './dom.js';
import { words } from './format.js';
import { takeGrid } from './takes.js';

/** @typedef {import('./resource.d.ts').Video} Video */

/** @type {Record<string, string>} */
const HEADINGS = {
  failed: 'This video could not be made',
  rejected: 'This video was rejected',
  cancelled: 'This video was cancelled',
};

/**
 * A run that ended otherwise than published: what happened, under which code, and its takes.
 *
 * @param {Video} video
 */
export function endedView(video) {
  const heading = HEADINGS[video.status] ?? 'This video has ended';
  const reason = video.failure?.message ?? 'It was stopped before it was finished.';
  const grid = takeGrid({ play: 'alone' });
  grid.update(video);
  const root = el(
    'div',
    { class: 'ended' },
    el(
      'section',
      { class: 'card outcome', 'data-status': video.status },
      el('h2', {}, heading),
      el('p', { class: 'outcome-reason' }, reason),
      reviewerLine(video),
      failureLine(video),
    ),
    video.candidates.length > 0 && el('h2', { class: 'section-title' }, 'Takes'),
    grid.root,
  );
  announce(`${heading}. ${reason}`);
  return { root, update: () => {}, close: () => {} };
}

/** @param {Video} video */
function reviewerLine({ status, review }) {
  const decision = review?.decision;
  if (status !== 'rejected' || !decision) return null;
  const why = decision.reason ? `: “${decision.reason}”` : '';
  return el('p', {}, `Decided by ${decision.reviewer}${why}`);
}

/** @param {Video} video */
function failureLine({ failure }) {
  if (!failure) return null;
  const stage = failure.stage ? ` in the stage ${words(failure.stage).toLowerCase()}` : '';
  return el(
    'p',
    { class: 'muted' },
    el('code', {}, failure.code),
    `${stage}${failure.retryable ? ' · asking again may help' : ''}`,
  );
}
