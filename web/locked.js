// @ts-check
import { announce, el } from './dom.js';
import { pause } from './events.js';
import { playerView } from './player.js';
import { hlsPath, shareButtons } from './published.js';

/** A viewer without a key looks for the published stream this often at first, and this at last. */
const FIRST_LOOK_MS = 3_000;
const LAST_LOOK_MS = 15_000;

/**
 * What somebody without a key gets: the stream as soon as it is public, and until then a calm word.
 * An operator may give a key here to see the making and to review.
 *
 * @param {{ id: string, wrongKey: boolean, onKey: (key: string) => void }} options
 */
export function lockedView({ id, wrongKey, onKey }) {
  const closing = new AbortController();
  const root = el('div', { class: 'locked' });
  /** @type {(() => void) | null} */
  let closePlayer = null;

  /** @param {string | null} poster */
  function play(poster) {
    const player = playerView({ url: hlsPath(id), poster, title: 'Published video' });
    closePlayer = player.close;
    root.replaceChildren(
      player.root,
      el('div', { class: 'under' }, el('span', {}), shareButtons(id, hlsPath(id))),
      keyForm(wrongKey, onKey),
    );
    announce('The video is published.');
  }

  async function lookOut() {
    for (let wait = FIRST_LOOK_MS; !closing.signal.aborted; wait = longer(wait)) {
      const master = await readMaster(id, closing.signal);
      if (closing.signal.aborted) return;
      if (master !== null) {
        play(posterBeside(master, id));
        return;
      }
      if (root.childElementCount === 0) root.append(waiting(), keyForm(wrongKey, onKey));
      await pause(wait, closing.signal);
    }
  }

  void lookOut();
  return {
    root,
    update: () => {},
    close: () => {
      closing.abort();
      closePlayer?.();
    },
  };
}

/**
 * The master playlist, if the video is published: knowing the id is enough to read it.
 *
 * @param {string} id
 * @param {AbortSignal} [signal]
 * @returns {Promise<string | null>}
 */
export async function readMaster(id, signal) {
  try {
    const answer = await fetch(hlsPath(id), { cache: 'no-cache', ...(signal ? { signal } : {}) });
    return answer.ok ? await answer.text() : null;
  } catch {
    return null;
  }
}

/**
 * The poster lies in the folder of the version that the master points into.
 *
 * @param {string} master
 * @param {string} id
 */
function posterBeside(master, id) {
  const version = /^(v\d+)\//m.exec(master)?.[1];
  return version ? hlsPath(id).replace('master.m3u8', `${version}/poster.jpg`) : null;
}

/** @param {number} wait */
function longer(wait) {
  return Math.min(LAST_LOOK_MS, wait * 1.5);
}

function waiting() {
  return el(
    'section',
    { class: 'card outcome' },
    el('span', { class: 'spinner' }),
    el('h2', {}, 'Not published yet'),
    el(
      'p',
      { class: 'outcome-reason' },
      'It starts playing here as soon as it is. No need to reload.',
    ),
  );
}

/**
 * @param {boolean} wrongKey
 * @param {(key: string) => void} onKey
 */
function keyForm(wrongKey, onKey) {
  const field = el('input', {
    id: 'key',
    type: 'password',
    autocomplete: 'off',
    spellcheck: 'false',
    required: true,
  });
  const form = el(
    'form',
    { class: 'key-form' },
    wrongKey &&
      el('p', { class: 'result', role: 'alert', 'data-tone': 'bad' }, 'That key was not accepted.'),
    el('label', { for: 'key' }, 'API key'),
    el('div', { class: 'key-row' }, field, el('button', { type: 'submit' }, 'Use key')),
    el('p', { class: 'muted' }, 'Kept in this tab only, and forgotten when it closes.'),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const key = field.value.trim();
    if (key) onKey(key);
  });
  return el(
    'details',
    { class: 'operator', open: wrongKey },
    el('summary', {}, 'Operator? See the making and review with a key'),
    form,
  );
}
