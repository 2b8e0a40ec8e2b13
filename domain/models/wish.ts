/** A request as far as a model decides whether it can be made. Defaults are filled in. */
export interface Wish {
  /** As in the request: the name under which the account is charged. */
  model: string;
  prompt: string;
  width: number;
  height: number;
  /** Seconds. */
  duration: number;
  frameRate: number;
  audio: boolean;
  negativePrompt: boolean;
  image: boolean;
  lastImage: boolean;
  /** What the caller wrote: met as it is. What was left out is fitted to the nearest that exists. */
  given: ReadonlySet<'size' | 'duration' | 'frame_rate'>;
}

/** At its field of the request. */
export interface WishFault {
  pointer: string;
  rule: string;
  detail: string;
}
