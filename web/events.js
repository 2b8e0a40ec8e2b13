// @ts-check
import { authorization } from './session.js';
import { readMessages } from './sse.js';

/** @typedef {import('./resource.d.ts').Video} Video */
/** @typedef {{ id: string, stage: string, progress: number }} Progress */
/**
 * @typedef {object} Listener
 * @property {(video: Video) => void} onVideo
 * @property {(progress: Progress) => void} onProgress
 * @property {() => void} onRefused the key is missing or wrong (401)
 * @property {() => void} onMissing there is no such video, or no longer (404)
 * @property {(state: 'live' | 'polling' | 'lost') => void} onLink
 */

const TERMINAL = new Set(['published', 'failed', 'rejected', 'cancelled']);

/** Between two looks at a video whose stream cannot be had. */
const POLL_MS = 2_000;

/** The API sends a comment every 15 s; a stream this silent is a dead connection. */
const SILENCE_MS = 40_000;

/** The longest pause while the API cannot be reached. */
const LONGEST_PAUSE_MS = 15_000;

/** @param {Video} video */
export function hasEnded(video) {
  return TERMINAL.has(video.status);
}

/** @param {string} id */
export function videoPath(id) {
  return `/v1/videos/${encodeURIComponent(id)}`;
}

/**
 * Follows a video until it ends: read it once, then its events, and whenever they break off the same
 * again. Where no stream can be had (a proxy that holds it back) that very loop is the polling.
 *
 * @param {{ id: string, key: string | null, listener: Listener }} options
 * @returns {{ close: () => void }}
 */
export function followVideo({ id, key, listener }) {
  const closing = new AbortController();
  const { signal } = closing;
  const headers = authorization(key);
  let failures = 0;
  let streamable = true;

  /** @returns {Promise<'follow' | 'retry' | 'stop'>} */
  async function look() {
    const answer = await fetch(videoPath(id), { headers, signal, cache: 'no-cache' });
    if (answer.status === 401) listener.onRefused();
    else if (answer.status === 404) listener.onMissing();
    else if (!answer.ok) return 'retry';
    else {
      const video = /** @type {Video} */ (await answer.json());
      listener.onVideo(video);
      return hasEnded(video) ? 'stop' : 'follow';
    }
    return 'stop';
  }

  /** @returns {Promise<boolean>} whether the run has ended */
  async function stream() {
    const quiet = new AbortController();
    let timer = setTimeout(() => quiet.abort(), SILENCE_MS);
    let messages = 0;
    try {
      const answer = await fetch(`${videoPath(id)}/events`, {
        headers: { ...headers, Accept: 'text/event-stream' },
        signal: AbortSignal.any([signal, quiet.signal]),
        cache: 'no-store',
      });
      if (!answer.ok || !answer.body) return false;
      const onBytes = () => {
        clearTimeout(timer);
        timer = setTimeout(() => quiet.abort(), SILENCE_MS);
      };
      for await (const message of readMessages(answer.body, onBytes)) {
        messages += 1;
        listener.onLink('live');
        if (deliver(message)) return true;
      }
    } catch (error) {
      if (signal.aborted) throw error;
    } finally {
      clearTimeout(timer);
      streamable = messages > 0;
    }
    return false;
  }

  /** @param {import('./sse.js').Message} message */
  function deliver({ event, data }) {
    if (event === 'video.progress') {
      listener.onProgress(JSON.parse(data));
      return false;
    }
    if (!event.startsWith('video.')) return false;
    const video = /** @type {Video} */ (JSON.parse(data));
    listener.onVideo(video);
    return hasEnded(video);
  }

  async function follow() {
    while (!signal.aborted) {
      /** @type {'follow' | 'retry' | 'stop'} */
      let outcome = 'retry';
      try {
        outcome = await look();
        if (outcome === 'stop') return;
        if (outcome === 'follow') {
          failures = 0;
          if (streamable && (await stream())) return;
          if (!streamable) listener.onLink('polling');
        }
      } catch {
        if (signal.aborted) return;
        outcome = 'retry';
      }
      if (outcome === 'retry') {
        failures += 1;
        listener.onLink('lost');
      }
      await pause(Math.min(LONGEST_PAUSE_MS, POLL_MS * 2 ** Math.min(failures, 6)), signal);
    }
  }

  void follow();
  return { close: () => closing.abort() };
}

/**
 * Ends early, and quietly, when the signal strikes.
 *
 * @param {number} milliseconds
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
export function pause(milliseconds, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
