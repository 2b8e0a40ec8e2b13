// @ts-check
import { stageRail } from './stages.js';
import { takeGrid } from './takes.js';
import { el } from './dom.js';

/** A run at work: where it is, and what each take has come to. */
export function makingView() {
  const rail = stageRail();
  const grid = takeGrid({ play: 'alone' });
  const root = el(
    'div',
    { class: 'making' },
    rail.root,
    el('h2', { class: 'section-title' }, 'Takes'),
    grid.root,
  );
  return {
    root,
    /** @param {import('./resource.d.ts').Video} video */
    update: (video) => {
      rail.update(video);
      grid.update(video);
    },
    close: () => {},
  };
}
