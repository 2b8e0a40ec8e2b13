// @ts-check
import { el, setText } from './dom.js';
import { clock } from './format.js';

/** Clips further apart than two frames at 24 fps are seen to be; nearer ones are left alone. */
const DRIFT_S = 0.085;

/**
 * One transport for several clips: they play, pause, loop and seek as one, muted.
 *
 * @param {() => HTMLVideoElement[]} clips
 */
export function syncTransport(clips) {
  const toggle = el('button', { type: 'button', class: 'play-all' }, 'Play all');
  const loop = el('input', { type: 'checkbox', checked: true });
  const seek = el('input', {
    type: 'range',
    min: 0,
    max: 1,
    step: 'any',
    value: 0,
    'aria-label': 'Position in all takes',
  });
  const time = el('span', { class: 'time' }, '0:00');
  const root = el(
    'div',
    { class: 'transport', role: 'group', 'aria-label': 'All takes' },
    toggle,
    seek,
    time,
    el('label', { class: 'check' }, loop, 'Loop'),
    el('span', { class: 'muted hint' }, 'Muted · press K to play or pause'),
  );
  let playing = false;

  /** The longest clip leads: the shorter ones wait on their last frame until it is over. */
  function leader() {
    return clips().reduce(
      (longest, clip) => ((clip.duration || 0) > (longest.duration || 0) ? clip : longest),
      clips()[0] ?? el('video'),
    );
  }

  /** @param {boolean} wanted */
  function play(wanted) {
    playing = wanted;
    setText(toggle, wanted ? 'Pause all' : 'Play all');
    toggle.setAttribute('aria-pressed', `${wanted}`);
    for (const clip of clips()) {
      if (!wanted) clip.pause();
      else if (!clip.ended) clip.play().catch(() => undefined);
    }
    if (wanted) requestAnimationFrame(follow);
  }

  /** @param {number} position seconds */
  function moveTo(position) {
    for (const clip of clips()) clip.currentTime = Math.min(position, clip.duration || 0);
  }

  function follow() {
    if (!playing || !root.isConnected) return;
    const lead = leader();
    if (lead.ended) {
      moveTo(0);
      play(loop.checked);
      return;
    }
    for (const clip of clips()) {
      const due = Math.min(lead.currentTime, clip.duration || 0);
      // A clip that seeks or still loads would only be thrown back further by another seek.
      const settled = !clip.seeking && clip.readyState > HTMLMediaElement.HAVE_CURRENT_DATA;
      if (clip !== lead && settled && Math.abs(clip.currentTime - due) > DRIFT_S) {
        clip.currentTime = due;
      }
      if (clip.paused && !clip.ended) clip.play().catch(() => undefined);
    }
    show(lead);
    requestAnimationFrame(follow);
  }

  /** @param {HTMLVideoElement} lead */
  function show(lead) {
    const duration = lead.duration || 0;
    seek.max = `${duration || 1}`;
    seek.value = `${lead.currentTime}`;
    seek.setAttribute('aria-valuetext', `${clock(lead.currentTime)} of ${clock(duration)}`);
    setText(time, `${clock(lead.currentTime)} / ${clock(duration)}`);
  }

  toggle.addEventListener('click', () => {
    const lead = leader();
    if (!playing && lead.ended) moveTo(0);
    play(!playing);
  });
  seek.addEventListener('input', () => {
    seek.max = `${leader().duration || 1}`;
    moveTo(Number(seek.value));
    show(leader());
  });

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (event.key.toLowerCase() !== 'k' || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof Element && event.target.closest('input, textarea, dialog')) return;
    toggle.click();
  }
  document.addEventListener('keydown', onKey);

  return {
    root,
    /** A clip has come or its length is known now. */
    refresh: () => {
      for (const clip of clips()) {
        clip.loop = false;
        clip.addEventListener('loadedmetadata', () => show(leader()), { once: true });
      }
      show(leader());
    },
    close: () => {
      play(false);
      document.removeEventListener('keydown', onKey);
    },
  };
}
