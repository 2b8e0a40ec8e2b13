// @ts-check
import { announce, el, setText } from './dom.js';

/** @typedef {import('./resource.d.ts').Video} Video */

const STAGES = ['generate', 'score', 'pick', 'ingest', 'transcode', 'publish'];

/** @type {Record<string, string>} */
const LABELS = {
  generate: 'Generate',
  score: 'Score',
  pick: 'Pick',
  ingest: 'Ingest',
  transcode: 'Transcode',
  publish: 'Publish',
};

/**
 * Where a run is: a bar over the whole run and its six stages.
 *
 * @returns {{ root: HTMLElement, update: (video: Video) => void }}
 */
export function stageRail() {
  const now = el('p', { class: 'rail-now' });
  const percent = el('span', { class: 'rail-percent' });
  const fill = el('span', { class: 'meter-fill' });
  const meter = el(
    'div',
    {
      class: 'meter',
      role: 'progressbar',
      'aria-label': 'Progress',
      'aria-valuemin': 0,
      'aria-valuemax': 100,
    },
    fill,
  );
  const steps = STAGES.map((stage) =>
    el('li', { class: 'step' }, el('span', { class: 'step-dot' }), LABELS[stage] ?? stage),
  );
  const root = el(
    'section',
    { class: 'rail card', 'aria-label': 'Stages' },
    el('div', { class: 'rail-head' }, now, percent),
    meter,
    el('ol', { class: 'steps' }, ...steps),
  );
  let spoken = '';

  /** @param {Video} video */
  function update(video) {
    const at = STAGES.indexOf(video.stage ?? '');
    const share = Math.round(video.progress * 100);
    setText(now, describe(video));
    setText(percent, `${share}%`);
    meter.setAttribute('aria-valuenow', `${share}`);
    meter.setAttribute('aria-valuetext', `${share}%, ${describe(video)}`);
    fill.style.setProperty('--share', `${video.progress}`);
    steps.forEach((step, index) => {
      step.dataset['state'] = index < at ? 'done' : index === at ? 'current' : 'ahead';
      if (index === at) step.setAttribute('aria-current', 'step');
      else step.removeAttribute('aria-current');
    });
    const state = `${video.status} ${video.stage}`;
    if (state !== spoken) announce(describe(video));
    spoken = state;
  }
  return { root, update };
}

/**
 * The present in one sentence.
 *
 * @param {Video} video
 */
export function describe(video) {
  const takes = video.candidates;
  const kept = takes.filter((take) => take.status === 'stored' || take.status === 'scored').length;
  const scored = takes.filter((take) => take.status === 'scored').length;
  if (video.status === 'awaiting_review') return 'Waiting for a reviewer';
  if (video.status === 'queued') return 'Queued: work starts as soon as a worker is free';
  switch (video.stage) {
    case 'generate':
      return takes.length === 1
        ? 'Generating the take'
        : `Generating ${takes.length} takes, ${kept} ready`;
    case 'score':
      return `Scoring the takes, ${scored} of ${kept} done`;
    case 'pick':
      return 'Picking the best take';
    case 'ingest':
      return 'Making the picked take the master';
    case 'transcode':
      return 'Encoding every quality for streaming';
    case 'publish':
      return 'Publishing';
    case null:
    default:
      return 'Working';
  }
}
