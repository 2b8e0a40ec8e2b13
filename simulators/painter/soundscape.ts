import { lightningTimes } from './lightning.ts';
import { randomFrom } from './random.ts';
import type { Scene } from './scene.ts';
import { SILHOUETTES } from './silhouettes.ts';
import {
  bell,
  birdsong,
  crickets,
  drone,
  hum,
  pad,
  rainfall,
  steps,
  surf,
  thunder,
  whoosh,
  wind,
} from './sounds.ts';
import { SAMPLE_RATE } from './track.ts';
import type { Track } from './track.ts';

/** Root mean square that measures about -20 LUFS on these broadband sounds. */
const TARGET_RMS = 0.1;

/**
 * Sound for one clip: an ambience for the place and the weather, and events at the moments at which
 * they are seen (lightning, steps, a subject in the middle of its way).
 */
export function composeSound(scene: Scene, seed: number, durationSeconds: number): Track {
  const length = Math.round(durationSeconds * SAMPLE_RATE);
  const track: Track = { left: new Float32Array(length), right: new Float32Array(length) };
  const random = randomFrom('sound', seed);
  ambience(track, scene, random);
  for (const at of lightningTimes(scene, seed, durationSeconds)) {
    // Half a second is a strike some 170 m away: near enough to belong to what was seen.
    thunder(track, at + 0.5, random);
  }
  if (scene.subject) subjectSound(track, scene, durationSeconds, random);
  level(track);
  return track;
}

function ambience(track: Track, scene: Scene, random: () => number): void {
  const { place, weather, time } = scene;
  const gusty = weather === 'storm' ? 1 : weather === 'snow' ? 0.7 : 0.45;
  switch (place) {
    case 'mountains':
      wind(track, random, 0.9 * gusty + 0.3, 420);
      break;
    case 'desert':
    case 'canyon':
      wind(track, random, 0.5 * gusty + 0.25, 600);
      break;
    case 'hills':
    case 'forest':
      wind(track, random, 0.4 * gusty + 0.1, 900);
      if (time === 'night' || time === 'dusk') crickets(track, random, 0.1);
      else if (weather !== 'storm') birdsong(track, random, 0.22);
      break;
    case 'sea':
      surf(track, random, weather === 'storm' ? 1.2 : 0.8, 7);
      wind(track, random, 0.3 * gusty, 500);
      break;
    case 'coast':
      surf(track, random, 0.7, 6);
      if (time !== 'night') birdsong(track, random, 0.08);
      break;
    case 'lake':
      surf(track, random, 0.25, 4);
      wind(track, random, 0.25 * gusty, 500);
      break;
    case 'city':
      hum(track, random, 0.8);
      break;
    case 'space':
      drone(track, random, 0.9);
      break;
    case 'abstract':
      drone(track, random, 0.4);
      break;
    default:
      place satisfies never;
  }
  if (weather === 'rain' || weather === 'storm') rainfall(track, random, 0.5);
  const dark = time === 'night' || time === 'dusk' || weather === 'storm';
  pad(track, random, place === 'space' ? 0.3 : 0.24, dark);
}

function subjectSound(track: Track, scene: Scene, duration: number, random: () => number): void {
  const { subject } = scene;
  if (!subject) return;
  // The subject is in the middle of its path, and of the picture's attention, at half time.
  const pass = duration / 2;
  const { cycle } = SILHOUETTES[subject];
  switch (subject) {
    case 'plane':
    case 'rocket':
    case 'car':
    case 'train':
      whoosh(track, pass, 2.6, 0.9, subject === 'car' ? 500 : 300, random);
      break;
    case 'bird':
    case 'whale':
      whoosh(track, pass, 1.6, 0.3, 900, random);
      break;
    case 'balloon':
      whoosh(track, pass, 1.8, 0.5, 1400, random);
      break;
    case 'drone':
      hum(track, random, 0.4, 190);
      break;
    case 'boat':
    case 'ship':
    case 'lighthouse':
    case 'castle':
      bell(track, pass, subject === 'boat' ? 880 : 440, 0.35);
      break;
    case 'horse':
    case 'person':
    case 'deer':
    case 'wolf':
      steps(track, cycle / 2, subject === 'horse' ? 0.4 : 0.16, random);
      break;
    case 'cat':
    case 'tree':
      break;
    default:
      subject satisfies never;
  }
}

/** One loudness for every clip, soft at the peaks, faded at both ends so that nothing clicks. */
function level({ left, right }: Track): void {
  let squares = 0;
  for (let i = 0; i < left.length; i++) squares += left[i]! ** 2 + right[i]! ** 2;
  const gain = TARGET_RMS / Math.max(1e-6, Math.sqrt(squares / (left.length * 2)));
  const fade = Math.min(left.length / 4, SAMPLE_RATE * 0.12);
  for (let i = 0; i < left.length; i++) {
    const ends = Math.min(1, i / fade, (left.length - 1 - i) / fade);
    left[i] = Math.tanh(left[i]! * gain * 1.1) * 0.9 * ends;
    right[i] = Math.tanh(right[i]! * gain * 1.1) * 0.9 * ends;
  }
}
