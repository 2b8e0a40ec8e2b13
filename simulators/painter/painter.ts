import { createAbstract } from './abstract.ts';
import { createCity } from './city.ts';
import { createSpace } from './space.ts';
import { createFinish } from './finish.ts';
import { createFrame } from './frame.ts';
import { createLandscape, createSea } from './landscape.ts';
import { lightFor } from './light.ts';
import { readScene } from './scene.ts';
import { loadReference } from './reference.ts';
import { composeSound } from './soundscape.ts';
import type { Track } from './track.ts';
import type { Scene } from './scene.ts';
import type { Setting, Stage } from './stage.ts';
import { createSubject } from './subject.ts';
import { createWoods } from './woods.ts';
import { createWeather } from './weather.ts';
import { hashText } from './random.ts';

export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly durationSeconds: number;
  readonly prompt: string;
  readonly negativePrompt?: string;
  readonly seed: number;
  readonly image?: { readonly path: string };
}

export interface Painter {
  /** Size of the painted pictures; the encoder enlarges them when the clip is larger. */
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  readonly scene: Scene;
  /** yuv420p bytes of one picture; overwritten by the next call. */
  picture(index: number): Uint8Array;
  sound(): Track;
}

/**
 * Above this many pixels (1066×600) a frame is painted smaller and enlarged: time grows with them,
 * and what is painted is soft enough for nobody to miss the rest.
 */
const PAINTED_PIXELS = 640_000;

export async function createPainter(job: Picture): Promise<Painter> {
  const shrink = Math.min(1, Math.sqrt(PAINTED_PIXELS / (job.width * job.height)));
  const even = (size: number): number => Math.max(16, Math.round((size * shrink) / 2) * 2);
  const width = shrink === 1 ? job.width : even(job.width);
  const height = shrink === 1 ? job.height : even(job.height);
  const scene = readScene(job.prompt, job.negativePrompt);
  // The prompt is in the seed, so that two prompts with one seed do not share their mountains.
  const seed = hashText(`${job.seed} ${job.prompt}`);
  const reference = job.image && (await loadReference(job.image.path, width, height));
  const setting: Setting = {
    scene,
    light: lightFor(scene, seed, reference?.colours),
    seed,
    width,
    height,
    duration: job.durationSeconds,
  };
  const stage = stageFor(setting);
  const subject = createSubject(setting);
  const weather = createWeather(setting);
  const frame = createFrame(width, height);
  const finish = createFinish(width, height, scene.mood === 'monochrome');
  return {
    width,
    height,
    scene,
    frames: Math.max(1, Math.round(job.durationSeconds * job.fps)),
    sound: () => composeSound(scene, seed, job.durationSeconds),
    picture(index) {
      const time = index / job.fps;
      const rays = stage.paint(frame, time);
      subject?.(frame, time);
      weather?.(frame, time);
      reference?.fade(frame, time, job.durationSeconds);
      return finish.develop(frame, index, rays);
    },
  };
}

function stageFor(setting: Setting): Stage {
  const { place } = setting.scene;
  switch (place) {
    case 'sea':
      return createSea(setting);
    case 'mountains':
    case 'hills':
    case 'desert':
    case 'canyon':
    case 'lake':
    case 'coast':
      return createLandscape(place, setting);
    case 'forest':
      return setting.scene.vantage === 'ground'
        ? createWoods(setting)
        : createLandscape(place, setting);
    case 'city':
      return createCity(setting);
    case 'space':
      return createSpace(setting);
    case 'abstract':
      return createAbstract(setting);
    default:
      return place satisfies never;
  }
}
