// @ts-check
import { el, setText } from './dom.js';
import { remaining } from './format.js';

/**
 * Time left until a deadline, kept current for as long as it is on the page.
 *
 * @param {(left: number) => string} sentence of the seconds left, which may be negative
 */
export function countdown(sentence) {
  const root = el('time', { class: 'countdown', role: 'timer' });
  let due = Number.NaN;

  function show() {
    root.hidden = Number.isNaN(due);
    if (!root.hidden) setText(root, sentence((due - Date.now()) / 1000));
  }
  const timer = setInterval(show, 1000);
  return {
    root,
    /** @param {string | null | undefined} at RFC 3339 */
    until: (at) => {
      due = at ? Date.parse(at) : Number.NaN;
      if (at) root.dateTime = at;
      show();
    },
    close: () => clearInterval(timer),
  };
}

/**
 * What a reviewer has to know about the deadline.
 *
 * @param {number} left seconds
 * @param {'publish_best' | 'reject'} outcome
 */
export function deadlineSentence(left, outcome) {
  const then = outcome === 'reject' ? 'the video is rejected' : 'the best take is published';
  if (left <= 0) return `The time is up: ${then}.`;
  return `${remaining(left)} left, then ${then}.`;
}
