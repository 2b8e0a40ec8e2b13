// @ts-check
import { announce, el, setText } from './dom.js';
import { endedView } from './ended.js';
import { followVideo, hasEnded } from './events.js';
import { heading } from './heading.js';
import { lockedView, readMaster } from './locked.js';
import { makingView } from './making.js';
import { publishedView } from './published.js';
import { reviewView } from './review.js';
import { keepKey, storedKey } from './session.js';

/** @typedef {import('./resource.d.ts').Video} Video */
/** @typedef {{ root: HTMLElement, update: (video: Video) => void, close: () => void }} View */
/**
 * @typedef {object} Context
 * @property {string} id
 * @property {string | null} key
 * @property {(video: Video) => void} onVideo
 */

const id = decodeURIComponent(location.pathname.split('/').findLast(Boolean) ?? '');
const main = /** @type {HTMLElement} */ (document.getElementById('view'));
const link = /** @type {HTMLElement} */ (document.getElementById('link-state'));
const forget = /** @type {HTMLButtonElement} */ (document.getElementById('forget-key'));
const head = heading();

let key = storedKey();
let feed = { close: () => {} };
/** @type {{ kind: string, view: View } | null} */
let shown = null;
/** @type {Video | null} */
let current = null;

const embedded = new URLSearchParams(location.search).get('embed') === '1';
document.documentElement.toggleAttribute('data-embed', embedded);
forget.addEventListener('click', () => useKey(null));
follow();

function follow() {
  feed.close();
  forget.hidden = key === null;
  feed = followVideo({
    id,
    key,
    listener: {
      onVideo,
      onProgress: ({ stage, progress }) => current && onVideo({ ...current, stage, progress }),
      onRefused: () => showLocked(),
      onMissing: () => void showMissing(),
      onLink: showLink,
    },
  });
}

/** @param {string | null} next */
function useKey(next) {
  key = next;
  keepKey(next);
  current = null;
  follow();
}

/** @param {Video} video */
function onVideo(video) {
  if (current && isOlder(video, current)) return;
  // Two sources answer, the stream and plain reads: the bar must not go back between them.
  current = { ...video, progress: Math.max(video.progress, current?.progress ?? 0) };
  const drawn = current;
  head.update(drawn);
  show(kindOf(drawn), () => viewOf(drawn));
  shown?.view.update(drawn);
  if (hasEnded(drawn)) link.hidden = true;
}

/**
 * @param {Video} video
 * @param {Video} known
 */
function isOlder(video, known) {
  if (hasEnded(known)) return !hasEnded(video);
  return Date.parse(video.updated_at) < Date.parse(known.updated_at);
}

/** @param {Video} video */
function kindOf({ status }) {
  return status === 'queued' ? 'in_progress' : status;
}

/**
 * @param {Video} video
 * @returns {View}
 */
function viewOf(video) {
  switch (video.status) {
    case 'published':
      return publishedView(video);
    case 'awaiting_review':
      // A frame on somebody's page is no place to decide: a click could be lured there.
      return embedded ? makingView() : reviewView({ id, key, onVideo });
    case 'failed':
    case 'rejected':
    case 'cancelled':
      return endedView(video);
    case 'queued':
    case 'in_progress':
    default:
      return makingView();
  }
}

/**
 * @param {string} kind
 * @param {() => View} make
 */
function show(kind, make) {
  if (shown?.kind === kind) return;
  // Whoever stood in the old view with the keyboard must not be thrown to the top of the page.
  const hadFocus = main.contains(document.activeElement);
  shown?.view.close();
  shown = { kind, view: make() };
  main.dataset['kind'] = kind;
  main.replaceChildren(head.root, shown.view.root);
  if (hadFocus) main.focus();
}

function showLocked() {
  const wrongKey = key !== null;
  if (wrongKey) keepKey(null);
  key = null;
  forget.hidden = true;
  link.hidden = true;
  head.clear();
  shown?.view.close();
  shown = null;
  show('locked', () => lockedView({ id, wrongKey, onKey: useKey }));
}

async function showMissing() {
  // Another tenant's key does not know the video, yet whoever knows its id may watch it.
  if (key !== null && (await readMaster(id)) !== null) return showLocked();
  link.hidden = true;
  head.clear();
  document.title = 'No such video · Promptreel';
  const root = el(
    'section',
    { class: 'card outcome' },
    el('h1', {}, current ? 'This video was deleted' : 'There is no such video'),
    el('p', { class: 'outcome-reason' }, 'The address may be mistyped, or the video was deleted.'),
    el('p', { class: 'muted' }, el('code', {}, id)),
  );
  show('missing', () => ({ root, update: () => {}, close: () => {} }));
  return announce(root.textContent ?? '');
}

/** @param {'live' | 'polling' | 'lost'} state */
function showLink(state) {
  const texts = { live: 'Live', polling: 'Updating', lost: 'Connection lost, trying again' };
  link.hidden = false;
  link.dataset['state'] = state;
  setText(link, texts[state]);
}
