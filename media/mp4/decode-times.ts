import { durationOf, type Sample } from './fragment.ts';

/**
 * Gives the samples of one segment decode times that are never after their display, with the first
 * decoded at the instant of its display.
 *
 * Pictures that are shown in another order than they are decoded need a head start, and a decode
 * clock cannot start before 0. The encoder writes offsets below zero for it, which Chromium takes as
 * written, while ffmpeg and GStreamer move the whole picture later instead: 83 ms against its sound
 * at 24 frames a second. An edit list is read by some players and not by others. So the first few
 * pictures are decoded in quick succession within the time of one, and what they gain is given back
 * before the segment ends. Display times, the sum of durations and all bytes stay what they were.
 *
 * Near the end a picture waits for as long as its display allows: a duration past the end of its
 * segment would have a browser drop the first pictures of the next when a segment is loaded again.
 */
export function decodeEarly<S extends Sample>(samples: readonly S[]): S[] {
  const total = durationOf(samples);
  const shown = displayTimes(samples);
  const late = latest(samples, shown);
  const [head = 0] = late;
  const times = late.map((time, index) =>
    Math.max(time, Math.floor((index * frameOf(samples)) / (1 + headStart(head, samples)))),
  );
  return samples.map((sample, index) => {
    const time = times[index] ?? 0;
    const next = times[index + 1] ?? total;
    return { ...sample, duration: next - time, offset: (shown[index] ?? 0) - time };
  });
}

/** Ticks from the start of the segment to each sample's display. */
function displayTimes(samples: readonly Sample[]): number[] {
  let decoded = 0;
  return samples.map(({ duration, offset }) => {
    decoded += duration;
    return decoded - duration + offset;
  });
}

/** Last instants at which each may be decoded, a frame before the next one. Begins below zero. */
function latest(samples: readonly Sample[], shown: readonly number[]): number[] {
  const times = [...shown];
  for (let index = samples.length - 2; index >= 0; index--) {
    const before = (times[index + 1] ?? 0) - (samples[index]?.duration ?? 0);
    times[index] = Math.min(times[index] ?? 0, before);
  }
  return times;
}

function frameOf(samples: readonly Sample[]): number {
  return samples[0]?.duration ?? 0;
}

/** In pictures. */
function headStart(first: number, samples: readonly Sample[]): number {
  return Math.ceil(Math.max(0, -first) / Math.max(1, frameOf(samples)));
}
