export const SAMPLE_RATE = 48_000;

/** Stereo sound, samples in -1..1. */
export interface Track {
  readonly left: Float32Array;
  readonly right: Float32Array;
}

/** Interleaved signed 16-bit little-endian samples. */
export function toPcm({ left, right }: Track): Uint8Array {
  const samples = new Int16Array(left.length * 2);
  for (let i = 0; i < left.length; i++) {
    samples[i * 2] = Math.round(left[i]! * 32_767);
    samples[i * 2 + 1] = Math.round(right[i]! * 32_767);
  }
  return new Uint8Array(samples.buffer);
}
