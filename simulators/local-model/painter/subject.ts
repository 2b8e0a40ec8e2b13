import type { SKRSContext2D } from '@napi-rs/canvas';
import { css, lit, mix, scaled } from './colour.ts';
import type { Rgb } from './colour.ts';
import { mixPixel } from './frame.ts';
import type { Frame } from './frame.ts';
import { between, choose, randomFrom } from './random.ts';
import { SILHOUETTES } from './silhouettes.ts';
import type { Inks } from './silhouette-drawing.ts';
import type { Silhouette } from './silhouettes.ts';
import { bakeSprite, blit } from './sprite.ts';
import type { Sprite } from './sprite.ts';
import { splat } from './sky.ts';
import type { Setting } from './stage.ts';

type Overlay = (frame: Frame, time: number) => void;

const POSES = 24;
const ACCENTS: readonly [Rgb, ...Rgb[]] = [
  [222, 66, 52],
  [240, 150, 46],
  [44, 132, 170],
  [206, 58, 110],
  [236, 196, 70],
];

/** The thing the prompt is about, before the scene: it moves by itself, with the light on one side. */
export function createSubject(setting: Setting): Overlay | undefined {
  const { scene, light, seed, width, height } = setting;
  if (!scene.subject || scene.place === 'abstract') return undefined;
  const random = randomFrom('subject', seed);
  const silhouette = SILHOUETTES[scene.subject];
  const afloat = scene.place === 'space';
  const onStreet = scene.place === 'city' && silhouette.realm === 'ground';
  const base = Math.min(width, height) * silhouette.size * between(random, 0.85, 1.15);
  const dim = light.night ? 0.5 : 1;
  const accent = light.grade(choose(random, ACCENTS));
  const inks: Inks = {
    body: css(bodyColour(setting, afloat, onStreet)),
    accent: css(afloat ? accent : lit(accent, mix(light.ambient, [255, 255, 255], 0.6 * dim))),
    light: css(lit([246, 240, 226], mix(light.ambient, [255, 255, 255], 0.7 * dim))),
  };
  const lightSide = Math.sign(light.sunAzimuth);
  const poses = Array.from({ length: POSES }, (_, i) =>
    pose(silhouette, base, i / POSES, inks, light.glow, lightSide),
  );
  const heading = random() < 0.5 ? -1 : 1;
  const centre = 0.5 - heading * between(random, 0.06, 0.2);
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

  const poseAt = (time: number, offset: number): Sprite => {
    const at = ((time / silhouette.cycle + offset) % 1) * POSES;
    return poses[Math.floor(at) % POSES]!;
  };

  return (frame, time) => {
    const middle = time - setting.duration / 2;
    // The camera goes along; what is left of the motion still crosses part of the picture.
    const travel = heading * silhouette.pace * Math.max(-7, Math.min(7, middle));
    const x = (centre + travel) * width;
    const ground = knoll?.(frame, time, x) ?? height * (onStreet || among ? 0.92 : 0.8);
    const hover = Math.sin(time * 0.9 + 1) * 0.012 * height;
    let y = height * 0.4 + hover;
    if (silhouette.realm === 'water') y = height * 0.7;
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
    } else {
      blit(frame, poseAt(time, 0), { x, y, scale: 1, flip });
    }
    if (scene.subject === 'lighthouse') beam(frame, x, y - base * 0.33, time, base);
  };
}

/** Dark against the sky; lighter in space and in streets, where the ground behind is dark itself. */
function bodyColour({ light }: Setting, afloat: boolean, onStreet: boolean): Rgb {
  if (afloat) return [120, 126, 140];
  if (onStreet) return light.grade(mix(scaled(light.ambient, 0.5), [150, 140, 150], 0.45));
  return mix(scaled(light.ambient, 0.22), light.grade([24, 22, 30]), 0.5);
}

function pose(
  silhouette: Silhouette,
  size: number,
  phase: number,
  inks: Inks,
  glow: Rgb,
  side: number,
): Sprite {
  return bakeSprite(size, size, (c: SKRSContext2D) => {
    c.save();
    c.translate(size / 2, size / 2);
    c.scale(size / 2, size / 2);
    silhouette.draw(c, phase, inks);
    c.restore();
    // Light from the sun's side, only on what is drawn already.
    c.globalCompositeOperation = 'source-atop';
    const rim = c.createLinearGradient(side > 0 ? size : 0, 0, side > 0 ? 0 : size, size * 0.6);
    rim.addColorStop(0, css(glow, 0.5));
    rim.addColorStop(0.5, css(glow, 0.1));
    rim.addColorStop(1, css(glow, 0));
    c.fillStyle = rim;
    c.fillRect(0, 0, size, size);
  });
}

/** A dark rise in the foreground for the subject to stand on. Returns the row of its edge at x. */
function createKnoll(
  setting: Setting,
  centre: number,
): (frame: Frame, time: number, x: number) => number {
  const { light, seed, width, height, scene } = setting;
  const random = randomFrom('knoll', seed);
  const grassy = scene.place !== 'desert' && scene.place !== 'canyon' && scene.season !== 'winter';
  const tone =
    scene.season === 'winter'
      ? mix(light.ambient, [255, 255, 255], 0.12)
      : scaled(light.ambient, 0.3);
  const [r, g, b] = light.grade(mix(tone, [20, 22, 26], 0.35));
  const phase = random() * 9;
  const blades = Float32Array.from({ length: 2048 }, () => random());
  const edgeAt = (x: number, slide: number): number => {
    const u = x / width;
    const rise = Math.exp(-(((u - centre) / 0.42) ** 2));
    const wave =
      Math.sin(u * 5 + slide + phase) * 0.012 + Math.sin(u * 13 + slide * 2.6 + phase) * 0.004;
    return height * (0.955 - 0.13 * rise + wave);
  };
  return (frame, time, at) => {
    const slide = time * 0.1;
    const unit = height / 720;
    for (let x = 0; x < width; x++) {
      const edge = edgeAt(x, slide);
      let tip = edge;
      if (grassy) {
        const k = Math.floor(x / Math.max(1, 2.2 * unit) + slide * 46);
        const sway = 0.75 + 0.25 * Math.sin(time * 1.7 + x * 0.012);
        tip -= blades[k & 2047]! ** 2 * 15 * unit * sway;
      }
      for (let y = Math.max(0, Math.floor(tip)); y < height; y++) {
        const covered = Math.min(1, y + 1 - tip);
        const deep = 1 - 0.35 * ((y - edge) / height) * 4;
        mixPixel(frame, y * width + x, r * deep, g * deep, b * deep, covered);
      }
    }
    return edgeAt(at, slide);
  };
}

function shadow(frame: Frame, x: number, y: number, size: number): void {
  const { width, height } = frame;
  for (let j = -4; j <= 4; j++) {
    const row = Math.round(y + (j * size) / 90);
    if (row < 0 || row >= height) continue;
    const reach = size * 0.46 * Math.sqrt(1 - (j / 5) ** 2);
    for (let px = Math.max(0, Math.floor(x - reach)); px < Math.min(width, x + reach); px++) {
      mixPixel(frame, row * width + px, 6, 6, 12, 0.5);
    }
  }
}

/** Upside-down image in the water, broken by ripples. */
function mirror(
  frame: Frame,
  sprite: Sprite,
  x: number,
  waterline: number,
  size: number,
  time: number,
  flip: boolean,
): void {
  const { width, height } = frame;
  const reach = Math.min(height - waterline, Math.floor(size * 0.62));
  for (let j = 0; j < reach; j++) {
    const row = Math.floor(sprite.height * 0.9 - j * 1.35);
    if (row < 0) return;
    const wobble = Math.sin(j * 0.5 + time * 3.2) * (1 + j * 0.05);
    const alpha = 0.5 * (1 - j / reach);
    for (let i = 0; i < sprite.width; i++) {
      const px = Math.round(x + i - sprite.width / 2 + wobble);
      if (px < 0 || px >= width) continue;
      const at = (row * sprite.width + (flip ? sprite.width - 1 - i : i)) * 4;
      const cover = (sprite.data[at + 3]! / 255) * alpha;
      if (cover < 0.01) continue;
      const pixel = (waterline + j) * width + px;
      mixPixel(frame, pixel, sprite.data[at]!, sprite.data[at + 1]!, sprite.data[at + 2]!, cover);
    }
  }
}

/** The lamp turns once in six seconds; it swells and fades, it never flashes. */
function beam(frame: Frame, x: number, y: number, time: number, size: number): void {
  const turn = (time / 6) * Math.PI * 2;
  const facing = Math.max(0, Math.cos(turn));
  const power = 60 + 195 * facing ** 2;
  splat(frame, x, y, size * (0.05 + 0.06 * facing), power, power * 0.94, power * 0.76);
  const length = Math.sin(turn) * frame.width * 0.5;
  const steps = Math.floor(Math.abs(length));
  for (let k = 0; k < steps; k++) {
    const px = Math.round(x + Math.sign(length) * k);
    if (px < 0 || px >= frame.width) continue;
    const half = size * 0.012 + k * 0.05;
    const light = 0.26 * (1 - k / Math.max(1, steps)) * Math.abs(Math.sin(turn));
    for (
      let row = Math.max(0, Math.floor(y - half));
      row < Math.min(frame.height, y + half);
      row++
    ) {
      const soft = 1 - Math.abs(row + 0.5 - y) / half;
      if (soft > 0) mixPixel(frame, row * frame.width + px, 255, 244, 206, light * soft);
    }
  }
}
