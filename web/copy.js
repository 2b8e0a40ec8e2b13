// @ts-check
import { announce, el, setText } from './dom.js';

/**
 * A button that copies a text and says so.
 *
 * @param {string} label
 * @param {() => string} text
 */
export function copyButton(label, text) {
  const button = el('button', { type: 'button', class: 'copy' }, label);
  async function onClick() {
    const done = (await copy(text())) ? 'Copied' : 'Copying failed';
    setText(button, done);
    announce(`${label}: ${done}`);
    setTimeout(() => setText(button, label), 1600);
  }
  button.addEventListener('click', () => void onClick());
  return button;
}

/**
 * The clipboard API exists only on HTTPS and loopback; a plain-HTTP host in a home network has to
 * make do with the old command.
 *
 * @param {string} text
 */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = el('textarea', { class: 'sr-only', readonly: true });
    field.value = text;
    document.body.append(field);
    field.select();
    const copied = document.execCommand('copy');
    field.remove();
    return copied;
  }
}
