// @ts-check
import { el } from './dom.js';

/**
 * Asks before a video is thrown away. Escape and "Keep the video" do nothing.
 *
 * @param {string} reason what was written so far
 * @param {(reason: string) => void} onReject
 * @returns {() => void} takes the question back
 */
export function confirmReject(reason, onReject) {
  const why = el('textarea', { id: 'reject-reason', rows: 3, maxlength: 2000 });
  why.value = reason;
  const dialog = el(
    'dialog',
    { class: 'confirm', 'aria-labelledby': 'reject-title' },
    el(
      'form',
      { method: 'dialog' },
      el('h2', { id: 'reject-title' }, 'Reject this video?'),
      el('p', { class: 'muted' }, 'The run ends and nothing is published. This cannot be undone.'),
      el(
        'label',
        { for: 'reject-reason' },
        'Reason ',
        el('span', { class: 'muted' }, '(optional)'),
      ),
      why,
      el(
        'div',
        { class: 'confirm-buttons' },
        el('button', { value: 'keep' }, 'Keep the video'),
        el('button', { value: 'reject', class: 'danger' }, 'Reject the video'),
      ),
    ),
  );
  dialog.addEventListener('close', () => {
    dialog.remove();
    if (dialog.returnValue === 'reject') onReject(why.value.trim());
  });
  document.body.append(dialog);
  dialog.showModal();
  return () => dialog.close('keep');
}
