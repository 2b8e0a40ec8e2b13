// @ts-check
import { el, setText } from './dom.js';
import { shorten } from './format.js';

/** @typedef {import('./resource.d.ts').Video} Video */

/** Prompts may have 4,000 characters; a heading shows three lines and the rest on demand. */
const LONG_PROMPT = 180;
const TITLE_LENGTH = 60;

/** @type {Record<Video['status'], string>} */
const STATUS = {
  queued: 'Queued',
  in_progress: 'In progress',
  awaiting_review: 'In review',
  published: 'Published',
  failed: 'Failed',
  rejected: 'Rejected',
  cancelled: 'Cancelled',
};

/** The prompt as the page's heading, with the status and the way to the operator's view. */
export function heading() {
  const chip = el('span', { class: 'chip' });
  const prompt = el('h1', { class: 'prompt', dir: 'auto' });
  const more = el(
    'button',
    { type: 'button', class: 'quiet', 'aria-expanded': 'false' },
    'Show all',
  );
  const operator = el('a', { class: 'quiet', target: '_blank', rel: 'noopener' }, 'Open the run');
  const root = el(
    'div',
    { class: 'heading', hidden: true },
    el('div', { class: 'heading-line' }, chip, operator),
    prompt,
    more,
  );
  more.addEventListener('click', () => {
    const open = prompt.toggleAttribute('data-open');
    more.setAttribute('aria-expanded', `${open}`);
    setText(more, open ? 'Show less' : 'Show all');
  });

  /** @param {Video} video */
  function update(video) {
    root.hidden = false;
    chip.dataset['status'] = video.status;
    setText(chip, STATUS[video.status] ?? video.status);
    setText(prompt, video.request.prompt);
    more.hidden = video.request.prompt.length <= LONG_PROMPT;
    const run = video.links?.operator ?? '';
    operator.hidden = !/^https?:\/\//.test(run);
    if (!operator.hidden) operator.href = run;
    document.title = titleOf(video);
  }
  return {
    root,
    update,
    clear: () => {
      root.hidden = true;
      document.title = 'Promptreel';
    },
  };
}

/** @param {Video} video */
function titleOf(video) {
  const name = shorten(video.request.prompt, TITLE_LENGTH);
  const working = video.status === 'queued' || video.status === 'in_progress';
  return working ? `${Math.round(video.progress * 100)}% · ${name}` : `${name} · Promptreel`;
}
