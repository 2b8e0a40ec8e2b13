import type Hls from 'hls.js';
import type { ErrorData } from 'hls.js';

export type HlsClass = typeof Hls;

/** Fatal network errors in a row before we give up. */
const NETWORK_TRIES = 10;
const FIRST_PAUSE_MS = 500;
/** Whoever waits for a server to come back looks at a black picture for at most so long after it did. */
const LONGEST_PAUSE_MS = 4_000;

/** Decoder repairs before we give up: restart it, then with the other audio codec. */
const MEDIA_TRIES = 2;

/**
 * After the first error without anything loaded since. hls.js itself waits ten seconds for the first
 * byte, so even a server that never answers is told of within fifteen.
 */
const STALLED_MS = 4_000;

/**
 * Clips of this product last seconds and are buffered whole at the first level chosen, so the guess
 * at the start decides what is seen. 4 Mb/s picks a 720p rung; the cap to the player's size keeps a
 * phone from fetching more than it shows. Fragments are CMAF already: a worker would only copy them.
 */
const CONFIG = {
  startLevel: -1,
  testBandwidth: false,
  abrEwmaDefaultEstimate: 4_000_000,
  capLevelToPlayerSize: true,
  maxBufferLength: 6,
  enableWorker: false,
};

/**
 * hls.js, fetched only once there is something to play. Null where it cannot be had or the browser
 * has no MSE (iPhone before iOS 17): there the browser's own HLS plays. The order matters, because
 * Chromium claims to play HLS itself and does it worse.
 */
export async function loadHls(): Promise<HlsClass | null> {
  const loaded = await import('hls.js').catch(() => null);
  return loaded?.default.isSupported() === true ? loaded.default : null;
}

export interface Listener {
  /** At every error, mended or not. */
  onError: () => void;
  /** Nothing has come for a while; it is tried again all the same. */
  onStalled: () => void;
  /** Something came. */
  onLoaded: () => void;
  onGivenUp: (reason: string) => void;
}

/** Plays a stream and mends what can be mended. */
export function startHls(
  HlsJs: HlsClass,
  { video, url, listener }: { video: HTMLVideoElement; url: string; listener: Listener },
): Hls {
  const hls = new HlsJs(CONFIG);
  const stalled = stallAlarm(listener.onStalled);
  const mend = mender(HlsJs, hls, url);

  hls.on(HlsJs.Events.FRAG_BUFFERED, () => {
    mend.reset();
    stalled.clear();
    listener.onLoaded();
  });
  hls.on(HlsJs.Events.ERROR, (_event, error) => {
    listener.onError();
    stalled.arm();
    if (!error.fatal || mend.try(error)) return;
    hls.destroy();
    listener.onGivenUp(error.details);
  });
  hls.on(HlsJs.Events.DESTROYING, () => stalled.clear());

  hls.loadSource(url);
  hls.attachMedia(video);
  return hls;
}

function stallAlarm(ring: () => void): { arm: () => void; clear: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    arm: () => {
      timer ??= setTimeout(ring, STALLED_MS);
    },
    clear: () => {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}

/** Tries what may help against a fatal error; false where nothing will. */
function mender(HlsJs: HlsClass, hls: Hls, url: string) {
  let networkTries = 0;
  let mediaTries = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  hls.on(HlsJs.Events.DESTROYING, () => clearTimeout(timer));

  // Without a manifest there is nothing that startLoad could go on with.
  function loadAgain(): void {
    if (hls.levels.length === 0) hls.loadSource(url);
    else hls.startLoad();
  }

  return {
    reset: () => {
      networkTries = 0;
    },
    try(error: ErrorData): boolean {
      if (isBeyondMending(HlsJs, error)) return false;
      if (error.type === HlsJs.ErrorTypes.NETWORK_ERROR && networkTries < NETWORK_TRIES) {
        networkTries += 1;
        const wait = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** networkTries);
        timer = setTimeout(loadAgain, wait);
        return true;
      }
      if (error.type !== HlsJs.ErrorTypes.MEDIA_ERROR || mediaTries >= MEDIA_TRIES) return false;
      mediaTries += 1;
      if (mediaTries === MEDIA_TRIES) hls.swapAudioCodec();
      hls.recoverMediaError();
      return true;
    },
  };
}

/** What no repetition changes: a stream that is gone, no playlist, or one of unknown codecs. */
function isBeyondMending({ ErrorDetails }: HlsClass, { details, response }: ErrorData): boolean {
  const gone = response?.code === 404;
  return (
    gone ||
    details === ErrorDetails.MANIFEST_PARSING_ERROR ||
    details === ErrorDetails.MANIFEST_INCOMPATIBLE_CODECS_ERROR
  );
}
