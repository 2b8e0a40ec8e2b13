// @ts-check
import { el, setText } from './dom.js';
import { clock, scoreText, takeName, words } from './format.js';
import { grade, signalDetails } from './score.js';
import { here } from './session.js';

/** @typedef {import('./resource.d.ts').Take} Take */
/** @typedef {import('./resource.d.ts').Video} Video */
/** @typedef {{ root: HTMLElement, preview: () => HTMLVideoElement | null, update: (take: Take, video: Video) => void }} TakeCard */
/**
 * How the clips behave: `alone`, each under its own controls and playing by itself, or `together`,
 * driven by whoever asks for the previews.
 *
 * @typedef {object} CardOptions
 * @property {'alone' | 'together'} play
 * @property {(take: Take) => void} [onChoose] offers "Choose this take" where that is possible
 */

/** @type {Record<Take['status'], string>} */
const STATUS = {
  waiting: 'Waiting',
  generating: 'Generating',
  stored: 'Stored',
  scored: 'Scored',
  failed: 'Failed',
  cancelled: 'Cancelled',
};

/**
 * @param {CardOptions} options
 * @returns {TakeCard}
 */
export function takeCard({ play, onChoose }) {
  const stage = el('div', { class: 'take-stage' }, el('span', { class: 'take-veil' }));
  const name = el('h3', { class: 'take-name' });
  const mark = el('span', { class: 'mark', hidden: true });
  const state = el('span', { class: 'take-state' });
  const score = el('span', { class: 'score', hidden: true });
  const facts = el('p', { class: 'take-facts' });
  const failure = el('p', { class: 'take-failure', hidden: true });
  const more = el('div', { class: 'take-more' });
  const choose = el(
    'button',
    { type: 'button', class: 'choose', hidden: true },
    'Choose this take',
  );
  choose.addEventListener('click', () => shown && onChoose?.(shown));
  const root = el(
    'li',
    { class: 'take card' },
    stage,
    el(
      'div',
      { class: 'take-body' },
      el('div', { class: 'take-head' }, name, mark, state, score),
      facts,
      failure,
      more,
      choose,
    ),
  );
  /** @type {HTMLVideoElement | null} */
  let clip = null;
  /** @type {Take | null} */
  let shown = null;
  let shownScore = '';

  /**
   * @param {Take} take
   * @param {Video} video
   */
  function update(take, video) {
    root.dataset['status'] = take.status;
    root.dataset['take'] = take.id;
    setText(name, takeName(take));
    setText(state, STATUS[take.status] ?? words(take.status));
    setText(facts, takeFacts(take));
    showMark(take, video);
    showScore(take);
    const trouble = troubleOf(take);
    failure.hidden = trouble === null;
    setText(failure, trouble ?? '');
    if (take.media_url && !clip) {
      clip = previewOf(take, play);
      stage.append(clip);
    }
    shown = take;
    choose.hidden = !onChoose || !isChoosable(take);
    choose.setAttribute('aria-label', `Choose ${takeName(take)}`);
  }

  /**
   * @param {Take} take
   * @param {Video} video
   */
  function showMark(take, video) {
    const picked = video.pick?.candidate === take.id;
    const recommended = !video.pick && video.review?.recommended === take.id;
    mark.hidden = !picked && !recommended;
    root.toggleAttribute('data-marked', picked || recommended);
    setText(mark, picked ? 'Picked' : 'Recommended');
  }

  /** @param {Take} take */
  function showScore(take) {
    const serialised = JSON.stringify(take.score);
    if (serialised === shownScore) return;
    shownScore = serialised;
    score.hidden = take.score === null;
    state.hidden = take.score !== null;
    if (!take.score) return;
    setText(score, take.score.verdict === 'gated' ? 'Ruled out' : scoreText(take));
    score.dataset['grade'] = take.score.verdict === 'gated' ? 'poor' : grade(take.score.total);
    score.setAttribute('aria-label', `Score ${score.textContent}`);
    const details = signalDetails(take);
    more.replaceChildren(...(details ? [details] : []));
  }
  return { root, preview: () => clip, update };
}

/**
 * Why a take is out of the running, if it is.
 *
 * @param {Take} take
 */
function troubleOf(take) {
  if (take.failure) return take.failure.message;
  const gate = take.score?.judges.flatMap((judge) => judge.gates ?? [])[0];
  return gate ? `${words(gate.gate)}: ${gate.detail}` : null;
}

/** @param {Take} take */
function takeFacts(take) {
  const facts = [`Seed ${take.seed}`, take.model];
  if (take.media) {
    facts.push(`${take.media.width}×${take.media.height}`, clock(take.media.duration));
  }
  return facts.join(' · ');
}

/**
 * A take that was lost or ruled out cannot be chosen; the API refuses it as well.
 *
 * @param {Take} take
 */
function isChoosable(take) {
  if (take.status !== 'stored' && take.status !== 'scored') return false;
  return take.score?.verdict !== 'gated';
}

/**
 * @param {Take} take
 * @param {CardOptions['play']} play
 */
function previewOf(take, play) {
  const clip = el('video', {
    class: 'take-clip',
    // The fragment makes browsers that would show nothing of a paused clip paint a first frame.
    src: `${here(take.media_url ?? '')}#t=0.001`,
    preload: 'metadata',
    playsinline: true,
    controls: play === 'alone',
    'aria-label': takeName(take),
  });
  clip.muted = true;
  clip.loop = true;
  clip.autoplay = play === 'alone' && !matchMedia('(prefers-reduced-motion: reduce)').matches;
  return clip;
}
