// @ts-check
import { copyButton } from './copy.js';
import { announce, el } from './dom.js';
import { number, scoreText, takeName } from './format.js';
import { playerView } from './player.js';
import { takeGrid } from './takes.js';

/** @typedef {import('./resource.d.ts').Video} Video */

/**
 * The published video with what is known about it, and the other takes folded away.
 *
 * @param {Video} video
 */
export function publishedView(video) {
  const url = video.playback?.hls_url ?? hlsPath(video.id);
  const player = playerView({
    url,
    poster: video.playback?.poster_url ?? null,
    title: video.request.prompt,
    size: video.media,
  });
  const grid = takeGrid({ play: 'alone' });
  const takes = el(
    'details',
    { class: 'all-takes' },
    el('summary', {}, `All takes (${video.candidates.length})`),
    grid.root,
  );
  // Filled only when opened: the clips of the losing takes are not for every viewer to fetch.
  takes.addEventListener('toggle', () => takes.open && grid.update(video), { once: true });
  const root = el(
    'div',
    { class: 'published' },
    player.root,
    el('div', { class: 'under' }, factList(video), shareButtons(video.id, url)),
    takes,
  );
  announce('The video is published.');
  return { root, update: () => {}, close: player.close };
}

/** @param {string} id */
export function hlsPath(id) {
  return `/media/${encodeURIComponent(id)}/hls/master.m3u8`;
}

/**
 * @param {string} id
 * @param {string} hlsUrl
 */
export function shareButtons(id, hlsUrl) {
  const page = new URL(`/watch/${encodeURIComponent(id)}`, location.href).href;
  const embed = `<iframe src="${page}?embed=1" width="640" height="360" allow="autoplay; fullscreen" allowfullscreen></iframe>`;
  return el(
    'div',
    { class: 'share' },
    copyButton('Copy HLS URL', () => new URL(hlsUrl, location.href).href),
    copyButton('Copy link', () => page),
    copyButton('Copy embed code', () => embed),
  );
}

/** @param {Video} video */
function factList(video) {
  return el(
    'dl',
    { class: 'facts' },
    ...factsOf(video).map(([name, value]) =>
      el('div', {}, el('dt', {}, name), el('dd', {}, value)),
    ),
  );
}

/**
 * @param {Video} video
 * @returns {[string, string][]}
 */
function factsOf(video) {
  /** @type {[string, string][]} */
  const facts = [];
  const { media, pick } = video;
  if (media) {
    const heights = media.renditions.map((rendition) => rendition.height);
    const ladder = [...new Set(heights)].toSorted((a, b) => b - a);
    facts.push(
      ['Size', `${media.width}×${media.height}`],
      ['Length', `${number(media.duration)} s · ${number(media.frame_rate)} fps`],
      ['Qualities', ladder.map((height) => `${height}p`).join(' · ')],
    );
  }
  const take = video.candidates.find(({ id }) => id === pick?.candidate);
  if (take) {
    facts.push(
      ['Model', take.model],
      ['Seed', `${take.seed}`],
      ['Score', `${scoreText(take)} · ${takeName(take)} of ${video.candidates.length}`],
    );
  }
  return facts;
}
