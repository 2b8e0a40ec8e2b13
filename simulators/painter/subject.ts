import { mix } from './colour.ts';
import { mixPixel } from './frame.ts';
import type { Frame } from './frame.ts';
import { createKnoll } from './knoll.ts';
import { planetSide } from './planet.ts';
import { inksFor, posesOf } from './poses.ts';
import { between, randomFrom } from './random.ts';
import { beam, mirror } from './reflections.ts';
import { silhouetteOf } from './silhouettes.ts';
import { createSplash } from './splash.ts';
import { blit } from './sprite.ts';
import type { Sprite } from './sprite.ts';
import type { Setting } from './stage.ts';

type Overlay = (frame: Frame, time: number) => void;

/** The thing the prompt is about, before the scene: it moves by itself, with the light on one side. */
export function createSubject(setting: Setting): Overlay | undefined {
  const { scene, light, seed, width, height } = setting;
  if (!scene.subject || scene.place === 'abstract') return undefined;
  const random = randomFrom('subject', seed);
  const silhouette = silhouetteOf(scene.subject, scene.place);
  const afloat = scene.place === 'space';
  const onStreet = scene.place === 'city' && silhouette.realm === 'ground';
  const base = Math.min(width, height) * silhouette.size * between(random, 0.85, 1.15);
  const heading = random() < 0.5 ? -1 : 1;
  const aside = between(random, 0.06, 0.2);
  const sun = afloat ? -planetSide(seed) : Math.sign(light.sunAzimuth);
  // In space on the far side of the picture from the planet, against the dark.
  const centre = afloat ? 0.5 + sun * (0.08 + aside) : 0.5 - heading * aside;
  const inks = inksFor(setting, onStreet, sun * heading, random);
  const pose = posesOf(silhouette, base, inks, light.glow);
  const splash =
    scene.subject === 'whale'
      ? createSplash(seed, base, mix(light.ambient, [255, 255, 255], light.night ? 0.55 : 0.8))
      : undefined;
  const standing = silhouette.realm === 'ground' || silhouette.realm === 'fixed';
  const among = scene.place === 'forest' && scene.vantage === 'ground';
  const knoll =
    standing && !onStreet && !afloat && !among ? createKnoll(setting, centre) : undefined;
  const fellows = Array.from({ length: silhouette.company }, (_, i) => ({
    x: between(random, 0.07, 0.16) * (i + 1) * 0.7 * (i % 2 === 0 ? -1 : 1),
    y: between(random, -0.16, 0.14),
    scale: between(random, 0.22, 0.5),
    offset: random(),
  }));

  // The middle of a cycle, the height of a leap, falls on the middle of the clip.
  const start = 0.5 - setting.duration / 2 / silhouette.cycle;
  const phaseAt = (time: number, offset: number): number => {
    const phase = (time / silhouette.cycle + start + offset) % 1;
    return phase < 0 ? phase + 1 : phase;
  };
  const poseAt = (time: number, offset: number): Sprite => pose(phaseAt(time, offset));

  return (frame, time) => {
    const middle = time - setting.duration / 2;
    // The camera goes along; what is left of the motion still crosses part of the picture.
    const travel = heading * silhouette.pace * Math.max(-7, Math.min(7, middle));
    const x = (centre + travel) * width;
    const ground = knoll?.(frame, time, x) ?? height * (onStreet || among ? 0.92 : 0.8);
    const hover = Math.sin(time * 0.9 + 1) * 0.012 * height;
    let y = height * 0.4 + hover;
    if (silhouette.realm === 'water') y = height * 0.7;
    if (splash) y = height * 0.76 - base * 0.4;
    if (standing && !afloat) y = ground - base / 2 + base * 0.02;
    if (scene.subject === 'rocket') y = height * (0.62 - 0.03 * time) + hover;
    const flip = heading < 0;
    for (const fellow of fellows) {
      const fx = x + fellow.x * width + Math.sin(time * 0.4 + fellow.offset * 6) * 0.012 * width;
      const fy = y + fellow.y * height + Math.sin(time * 0.6 + fellow.offset * 9) * 0.01 * height;
      const sprite = poseAt(time, fellow.offset);
      blit(frame, sprite, { x: fx, y: fy, scale: fellow.scale, flip, alpha: 0.82 });
    }
    if (onStreet || among) shadow(frame, x, ground, base);
    if (silhouette.realm === 'water') {
      const waterline = Math.round(y + base * 0.4);
      mirror(frame, poseAt(time, 0), x, waterline, base, time, flip);
      blit(frame, poseAt(time, 0), { x, y, scale: 1, flip, below: waterline });
      splash?.(frame, { x, waterline, heading, phase: phaseAt(time, 0) });
    } else {
      blit(frame, poseAt(time, 0), { x, y, scale: 1, flip });
    }
    if (scene.subject === 'lighthouse') beam(frame, x, y - base * 0.33, time, base);
  };
}

/** Soft where the body is far above the ground, deepest under its middle. */
function shadow(frame: Frame, x: number, y: number, size: number): void {
  const { width, height } = frame;
  const reach = size * 0.44;
  const flat = size * 0.05;
  for (let row = Math.max(0, Math.floor(y - flat)); row < Math.min(height, y + flat); row++) {
    for (let px = Math.max(0, Math.floor(x - reach)); px < Math.min(width, x + reach); px++) {
      const away = ((px + 0.5 - x) / reach) ** 2 + ((row + 0.5 - y) / flat) ** 2;
      if (away < 1) mixPixel(frame, row * width + px, 6, 6, 12, 0.6 * (1 - away));
    }
  }
}
