// @ts-check
import { el } from './dom.js';
import { takeCard } from './take-card.js';

/** @typedef {import('./resource.d.ts').Video} Video */

/**
 * The cards of all takes, side by side. Cards are updated in place, never rebuilt: a rebuilt one
 * would restart its clip, close its details and lose the keyboard's place at every event.
 *
 * @param {import('./take-card.js').CardOptions} options
 */
export function takeGrid(options) {
  const root = el('ul', { class: 'takes' });
  /** @type {Map<string, import('./take-card.js').TakeCard>} */
  const cards = new Map();

  /** @param {Video} video */
  function update(video) {
    root.dataset['count'] = `${video.candidates.length}`;
    for (const take of video.candidates) {
      let card = cards.get(take.id);
      if (!card) {
        card = takeCard(options);
        cards.set(take.id, card);
        root.append(card.root);
      }
      card.update(take, video);
    }
  }

  /** The clips that are there, in the order of the takes. */
  function previews() {
    return [...cards.values()].map((card) => card.preview()).filter((clip) => clip !== null);
  }
  return { root, update, previews };
}
