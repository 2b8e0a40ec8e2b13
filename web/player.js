// @ts-check
import { el, setText } from './dom.js';
import { loadHls, startHls } from './hls-engine.js';
import { qualityMenu } from './quality.js';
import { here } from './session.js';

/** @typedef {import('hls.js').default} HlsPlayer */
/**
 * @typedef {object} PlayerOptions
 * @property {string} url the master playlist
 * @property {string | null} poster
 * @property {string} title
 * @property {{ width: number, height: number } | null} [size] keeps its place before it has loaded
 */

/**
 * The player. What it does can be read off its `<video>`: `data-state` (loading, ready, playing,
 * paused, ended, failed), `data-engine` (hls, native), `data-errors` (all of them, mended ones too).
 *
 * @param {PlayerOptions} options
 */
export function playerView({ url, poster, title, size }) {
  const video = el('video', {
    class: 'player-video',
    controls: true,
    playsinline: true,
    preload: 'auto',
    poster: poster ? here(poster) : null,
    width: size?.width,
    height: size?.height,
    'aria-label': title,
    'data-state': 'loading',
    'data-errors': 0,
  });
  wishesOf(new URLSearchParams(location.search), video);
  const message = el('p', {});
  const retry = el('button', { type: 'button' }, 'Try again');
  const trouble = el('div', { class: 'trouble', role: 'alert', hidden: true }, message, retry);
  const corner = el('div', { class: 'player-corner' });
  const begin = el('button', { type: 'button', class: 'player-begin', 'aria-label': 'Play' });
  const root = el('div', { class: 'player' }, video, begin, corner, trouble);
  /** @type {HlsPlayer | null} */
  let hls = null;
  let closed = false;

  followState(video);
  video.addEventListener('error', () => {
    // Under hls.js a broken element is reported by its own error event and may yet be mended.
    if (video.dataset['engine'] === 'native') {
      countError();
      giveUp(video.error?.message ?? '');
    }
  });
  begin.addEventListener('click', () => {
    video.focus();
    video.play().catch(() => undefined);
  });
  video.addEventListener('playing', () => begin.remove(), { once: true });
  retry.addEventListener('click', () => void start());

  function countError() {
    video.dataset['errors'] = `${Number(video.dataset['errors']) + 1}`;
  }

  /** @param {string} reason */
  function giveUp(reason) {
    video.dataset['state'] = 'failed';
    setText(message, `The video could not be played${reason ? ` (${reason})` : ''}.`);
    trouble.hidden = false;
    corner.replaceChildren();
  }

  async function start() {
    trouble.hidden = true;
    video.dataset['state'] = 'loading';
    hls?.destroy();
    corner.replaceChildren();
    const Hls = await loadHls();
    if (closed) return;
    video.dataset['engine'] = Hls ? 'hls' : 'native';
    if (Hls) {
      hls = startHls({ Hls, video, url: here(url), onError: countError, onGivenUp: giveUp });
      corner.append(qualityMenu({ Hls, hls }));
    } else {
      video.src = here(url);
    }
  }

  void start();
  return {
    root,
    close: () => {
      closed = true;
      hls?.destroy();
    },
  };
}

/** @param {HTMLVideoElement} video */
function followState(video) {
  const states = { canplay: 'ready', playing: 'playing', pause: 'paused', ended: 'ended' };
  for (const [event, state] of Object.entries(states)) {
    video.addEventListener(event, () => {
      // canplay comes after every seek too, and pause just before ended.
      if (event === 'canplay' && video.dataset['state'] !== 'loading') return;
      if (event === 'pause' && video.ended) return;
      video.dataset['state'] = state;
    });
  }
}

/**
 * What an embedding page may ask for: `?autoplay=1&muted=1&loop=1`. Browsers let a clip start by
 * itself only when muted, so autoplay implies it.
 *
 * @param {URLSearchParams} query
 * @param {HTMLVideoElement} video
 */
function wishesOf(query, video) {
  video.autoplay = query.get('autoplay') === '1';
  video.muted = video.autoplay || query.get('muted') === '1';
  video.loop = query.get('loop') === '1';
}
