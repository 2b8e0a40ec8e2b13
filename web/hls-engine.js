// @ts-check

/** @typedef {import('hls.js').default} HlsPlayer */
/** @typedef {typeof import('hls.js').default} HlsClass */

const SOURCE = '/assets/hls.min.js';

/** Fatal network errors in a row before we give up; a little over a minute with the pauses. */
const NETWORK_TRIES = 6;

/** Decoder repairs before we give up: restart it, then with the other audio codec. */
const MEDIA_TRIES = 2;

/**
 * Clips of this product last seconds and are buffered whole at the first level chosen, so the guess
 * at the start decides what is seen. 4 Mb/s picks a 720p rung; the cap to the player's size keeps a
 * phone from fetching more than it shows.
 */
const CONFIG = {
  startLevel: -1,
  testBandwidth: false,
  abrEwmaDefaultEstimate: 4_000_000,
  capLevelToPlayerSize: true,
  maxBufferLength: 6,
};

/**
 * hls.js, fetched only once there is something to play. Null where it cannot be had or the browser
 * has no MSE (iPhone before iOS 17): there the browser's own HLS plays. The order matters, because
 * Chromium claims to play HLS itself and does it worse.
 *
 * @returns {Promise<HlsClass | null>}
 */
export async function loadHls() {
  const scope = /** @type {{ Hls?: HlsClass }} */ (/** @type {unknown} */ (globalThis));
  if (!scope.Hls) await addScript().catch(() => undefined);
  return scope.Hls?.isSupported() ? scope.Hls : null;
}

function addScript() {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = SOURCE;
    script.addEventListener('load', resolve);
    script.addEventListener('error', reject);
    document.head.append(script);
  });
}

/**
 * Plays a stream and mends what can be mended.
 *
 * @param {object} options
 * @param {HlsClass} options.Hls
 * @param {HTMLVideoElement} options.video
 * @param {string} options.url
 * @param {() => void} options.onError at every error, mended or not
 * @param {(reason: string) => void} options.onGivenUp
 * @returns {HlsPlayer}
 */
export function startHls({ Hls, video, url, onError, onGivenUp }) {
  const hls = new Hls(CONFIG);
  let networkTries = 0;
  let mediaTries = 0;

  hls.on(Hls.Events.FRAG_BUFFERED, () => {
    networkTries = 0;
  });
  hls.on(Hls.Events.ERROR, (_event, error) => {
    onError();
    if (!error.fatal) return;
    if (isBeyondMending(Hls, error)) {
      giveUp(error.details);
    } else if (error.type === Hls.ErrorTypes.NETWORK_ERROR && networkTries < NETWORK_TRIES) {
      networkTries += 1;
      setTimeout(mendNetwork, 500 * 2 ** networkTries);
    } else if (error.type === Hls.ErrorTypes.MEDIA_ERROR && mediaTries < MEDIA_TRIES) {
      mediaTries += 1;
      if (mediaTries === MEDIA_TRIES) hls.swapAudioCodec();
      hls.recoverMediaError();
    } else {
      giveUp(error.details);
    }
  });

  /** @param {string} reason */
  function giveUp(reason) {
    hls.destroy();
    onGivenUp(reason);
  }

  // Without a manifest there is nothing that startLoad could go on with.
  function mendNetwork() {
    if (hls.levels.length === 0) hls.loadSource(url);
    else hls.startLoad();
  }

  hls.loadSource(url);
  hls.attachMedia(video);
  return hls;
}

/**
 * What no repetition changes: a stream that is gone, no playlist, or one of unknown codecs.
 *
 * @param {HlsClass} Hls
 * @param {import('hls.js').ErrorData} error
 */
function isBeyondMending({ ErrorDetails }, { details, response }) {
  const gone = response?.code === 404 || response?.code === 410;
  return (
    gone ||
    details === ErrorDetails.MANIFEST_PARSING_ERROR ||
    details === ErrorDetails.MANIFEST_INCOMPATIBLE_CODECS_ERROR
  );
}
