// @ts-check
import { countdown, deadlineSentence } from './countdown.js';
import { announce, el, setText } from './dom.js';
import { takeName } from './format.js';
import { confirmReject } from './reject-dialog.js';
import { submitReview } from './review-request.js';
import { keepReviewer, storedReviewer } from './session.js';
import { stageRail } from './stages.js';
import { syncTransport } from './sync.js';
import { takeGrid } from './takes.js';

/** @typedef {import('./resource.d.ts').Video} Video */
/** @typedef {import('./resource.d.ts').Decision} Decision */
/** @typedef {import('./page.js').Context} Context */

/**
 * The takes side by side and the three decisions.
 *
 * @param {Context} context
 */
export function reviewView({ id, key, onVideo }) {
  const reviewer = el('input', {
    id: 'reviewer',
    autocomplete: 'name',
    maxlength: 200,
    required: true,
    value: storedReviewer() ?? '',
  });
  const reason = el('input', { id: 'reason', maxlength: 2000, autocomplete: 'off' });
  const approve = el('button', { type: 'submit', class: 'primary' }, 'Approve recommended');
  const reject = el('button', { type: 'button', class: 'danger' }, 'Reject…');
  const due = countdown((left) => deadlineSentence(left, outcome));
  const result = el('p', { class: 'result', role: 'alert', hidden: true });
  const form = el(
    'form',
    { class: 'decide card', novalidate: true },
    el('div', { class: 'decide-head' }, el('h2', {}, 'Waiting for your decision'), due.root),
    el('div', { class: 'field' }, el('label', { for: 'reviewer' }, 'Your name'), reviewer),
    el(
      'div',
      { class: 'field' },
      el('label', { for: 'reason' }, 'Reason ', el('span', { class: 'muted' }, '(optional)')),
      reason,
    ),
    el('div', { class: 'decide-buttons' }, approve, reject),
    result,
  );
  const grid = takeGrid({
    play: 'together',
    onChoose: (take) => void decide({ decision: 'choose', candidate: take.id }),
  });
  const transport = syncTransport(grid.previews);
  const rail = stageRail();
  const root = el('div', { class: 'review' }, form, transport.root, grid.root, rail.root);
  /** @type {'publish_best' | 'reject'} */
  let outcome = 'publish_best';
  let clips = 0;
  let sent = false;
  /** @type {(() => void) | null} */
  let withdraw = null;

  /** @param {Pick<Decision, 'decision' | 'candidate' | 'reason'>} decision */
  async function decide(decision) {
    const name = reviewer.value.trim();
    if (sent) return;
    if (name === '') {
      say('Please give your name first: it is kept with the decision.', 'bad');
      reviewer.setAttribute('aria-invalid', 'true');
      reviewer.focus();
      return;
    }
    reviewer.removeAttribute('aria-invalid');
    keepReviewer(name);
    hold(true);
    say('Sending the decision…', 'calm');
    const note = decision.reason ?? reason.value.trim();
    const answer = await submitReview({
      id,
      key,
      decision: { ...decision, reviewer: name, ...(note ? { reason: note } : {}) },
    });
    say(answer.text, answer.kind === 'refused' ? 'bad' : 'calm');
    if (answer.kind === 'refused') hold(false);
    if (answer.video) onVideo(answer.video);
  }

  /** @param {boolean} wanted */
  function hold(wanted) {
    sent = wanted;
    for (const button of root.querySelectorAll('.decide-buttons button, button.choose')) {
      button.toggleAttribute('aria-disabled', wanted);
    }
  }

  /**
   * @param {string} text
   * @param {'calm' | 'bad'} tone
   */
  function say(text, tone) {
    result.hidden = false;
    result.dataset['tone'] = tone;
    setText(result, text);
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (!approve.disabled) void decide({ decision: 'approve' });
  });
  reject.addEventListener('click', () => {
    if (sent) return;
    withdraw = confirmReject(
      reason.value,
      (why) => void decide({ decision: 'reject', reason: why }),
    );
  });

  /** @param {Video} video */
  function update(video) {
    const recommended = video.candidates.find((take) => take.id === video.review?.recommended);
    outcome = video.review?.on_deadline ?? outcome;
    due.until(video.review?.due_at);
    approve.disabled = !recommended;
    setText(
      approve,
      recommended ? `Approve recommended (${takeName(recommended)})` : 'Nothing is recommended',
    );
    grid.update(video);
    rail.update(video);
    if (grid.previews().length !== clips) transport.refresh();
    clips = grid.previews().length;
  }

  announce('The takes are ready for your decision.');
  return {
    root,
    update,
    close: () => {
      withdraw?.();
      due.close();
      transport.close();
    },
  };
}
