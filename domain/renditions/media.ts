/** What a take's bytes are wrapped in. */
export type Container = 'mp4' | 'webm';

/** What a video file turned out to be once it was read, never what a generator said of it. */
export interface MediaInfo {
  /** Displayed pixels: after rotation and with square pixels. */
  width: number;
  height: number;
  /** Seconds of picture. */
  duration: number;
  /** Frames per second. */
  frameRate: number;
  hasAudio: boolean;
}

/** Stored bytes: how many, and their CRC32C as eight lowercase hex digits. */
export interface StoredBytes {
  bytes: number;
  crc32c: string;
}

/** One rung of a published ladder, from measured bytes. */
export interface Rendition {
  /** Name of its directory in the tree, e.g. `720p`. */
  name: string;
  width: number;
  height: number;
  /** Bits per second: the peak over 0.5–1.5 target durations (Apple HLS authoring 9.13). */
  bandwidth: number;
  /** Bits per second over the whole rendition. */
  averageBandwidth: number;
  /** RFC 6381 codecs of every format in the combination, e.g. `avc1.64001f,mp4a.40.2`. */
  codecs: string;
}
