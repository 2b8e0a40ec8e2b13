/** The part of a `<video>` that this needs. */
export interface Clip {
  currentTime: number;
  readonly duration: number;
  readonly ended: boolean;
  readonly paused: boolean;
  readonly seeking: boolean;
  readonly readyState: number;
  play: () => Promise<void>;
  pause: () => void;
}

export interface SyncState {
  playing: boolean;
  /** Seconds into the longest clip. */
  position: number;
  duration: number;
}

/** Clips further apart than two frames at 24 fps are seen to be; nearer ones are left alone. */
const DRIFT_S = 0.085;

/** `HTMLMediaElement.HAVE_CURRENT_DATA` */
const HAVE_CURRENT_DATA = 2;

interface SyncOptions {
  onChange: (state: SyncState) => void;
  /** Calls back before the next picture is drawn. */
  nextFrame: (callback: () => void) => void;
}

/** Several clips as one: they play, pause, loop and seek together. */
export class SyncController {
  /** Whether the end is followed by the beginning. */
  loop = true;
  #clips: readonly Clip[] = [];
  #playing = false;
  readonly #options: SyncOptions;

  constructor(options: SyncOptions) {
    this.#options = options;
  }

  /** A clip has come or gone, or its length is known now. */
  setClips(clips: readonly Clip[]): void {
    this.#clips = clips;
    this.#tell();
  }

  toggle(): void {
    if (!this.#playing && this.#leader()?.ended === true) this.#moveTo(0);
    this.#play(!this.#playing);
  }

  seek(position: number): void {
    this.#moveTo(position);
    this.#tell();
  }

  close(): void {
    this.#play(false);
    this.#clips = [];
  }

  /** The longest clip leads: the shorter ones wait on their last frame until it is over. */
  #leader(): Clip | undefined {
    return this.#clips.reduce<Clip | undefined>(
      (longest, clip) =>
        longest === undefined || lengthOf(clip) > lengthOf(longest) ? clip : longest,
      undefined,
    );
  }

  #play(wanted: boolean): void {
    this.#playing = wanted;
    for (const clip of this.#clips) {
      if (!wanted) clip.pause();
      else if (!clip.ended) start(clip);
    }
    this.#tell();
    if (wanted) this.#options.nextFrame(() => this.#follow());
  }

  #moveTo(position: number): void {
    for (const clip of this.#clips) clip.currentTime = Math.min(position, lengthOf(clip));
  }

  #follow(): void {
    const lead = this.#leader();
    if (!this.#playing || lead === undefined) return;
    if (lead.ended) {
      this.#moveTo(0);
      this.#play(this.loop);
      return;
    }
    for (const clip of this.#clips) {
      if (clip !== lead) keepUp(clip, lead);
      if (clip.paused && !clip.ended) start(clip);
    }
    this.#tell();
    this.#options.nextFrame(() => this.#follow());
  }

  #tell(): void {
    const lead = this.#leader();
    this.#options.onChange({
      playing: this.#playing,
      position: lead?.currentTime ?? 0,
      duration: lead === undefined ? 0 : lengthOf(lead),
    });
  }
}

function keepUp(clip: Clip, lead: Clip): void {
  const due = Math.min(lead.currentTime, lengthOf(clip));
  // A clip that seeks or still loads would only be thrown back further by another seek.
  const settled = !clip.seeking && clip.readyState > HAVE_CURRENT_DATA;
  if (settled && Math.abs(clip.currentTime - due) > DRIFT_S) clip.currentTime = due;
}

/** NaN until it is known. */
function lengthOf({ duration }: Clip): number {
  return Number.isFinite(duration) ? duration : 0;
}

function start(clip: Clip): void {
  clip.play().catch(() => undefined);
}
