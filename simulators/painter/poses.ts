import { createCanvas } from '@napi-rs/canvas';
import type { SKRSContext2D } from '@napi-rs/canvas';
import { css, lit, mix, scaled } from './colour.ts';
import type { Rgb } from './colour.ts';
import type { Light } from './light.ts';
import type { Subject, TimeOfDay } from './prompt-words.ts';
import { choose } from './random.ts';
import type { Random } from './random.ts';
import type { Inks } from './silhouette-drawing.ts';
import type { Silhouette } from './silhouettes.ts';
import { bakeSprite } from './sprite.ts';
import type { Sprite } from './sprite.ts';
import type { Setting } from './stage.ts';

const ACCENTS: readonly [Rgb, ...Rgb[]] = [
  [222, 66, 52],
  [240, 150, 46],
  [44, 132, 170],
  [206, 58, 110],
  [236, 196, 70],
];

/** Subjects with a colour of their own; by day it shows, against a low sun little of it is left. */
const COATS: Partial<Readonly<Record<Subject, Rgb>>> = {
  deer: [158, 104, 66],
  horse: [124, 76, 48],
  wolf: [128, 124, 126],
  cat: [214, 132, 62],
  whale: [96, 116, 144],
};

/** Twelve drawings a second; more of them than this would only cost memory. */
const MOST_POSES = 120;

export function inksFor(setting: Setting, onStreet: boolean, side: number, random: Random): Inks {
  const { light, scene } = setting;
  const afloat = scene.place === 'space';
  const dim = light.night && !afloat ? 0.5 : 1;
  const accent = light.grade(choose(random, ACCENTS));
  const body = bodyColour(setting, afloat, onStreet);
  return {
    body: css(body),
    shade: css(scaled(body, 0.62)),
    accent: css(afloat ? accent : lit(accent, mix(light.ambient, [255, 255, 255], 0.6 * dim))),
    light: css(lit([246, 240, 226], mix(light.ambient, [255, 255, 255], (afloat ? 1 : 0.7) * dim))),
    side,
  };
}

/** Dark against the sky; lighter in space and in streets, where the ground behind is dark itself. */
function bodyColour({ light, scene }: Setting, afloat: boolean, onStreet: boolean): Rgb {
  if (afloat) return [120, 126, 140];
  if (onStreet) return light.grade(mix(scaled(light.ambient, 0.5), [150, 140, 150], 0.45));
  const dark = mix(scaled(light.ambient, 0.22), light.grade([24, 22, 30]), 0.5);
  const coat = scene.subject && COATS[scene.subject];
  return coat ? mix(dark, lit(coat, daylight(light)), coatShare(light, scene.time)) : dark;
}

function daylight(light: Light): Rgb {
  return mix(light.ambient, [255, 250, 238], light.night ? 0.1 : 0.55);
}

/** A low sun leaves little but the outline; in the morning the coat is seen. */
function coatShare(light: Light, time: TimeOfDay): number {
  if (time === 'sunset' || time === 'dusk') return 0.32;
  return light.night ? 0.6 : 0.85;
}

/**
 * The drawing at a phase of its cycle, 0..1. Each is drawn when first asked for and kept: a short clip
 * sees only part of a long cycle, and a drawing costs 7 ms and 0.3 MB in a large picture.
 */
export function posesOf(
  silhouette: Silhouette,
  size: number,
  inks: Inks,
  glow: Rgb,
): (phase: number) => Sprite {
  const count = Math.max(24, Math.min(MOST_POSES, Math.round(silhouette.cycle * 12)));
  const drawn = new Map<number, Sprite>();
  return (phase) => {
    const at = Math.floor(phase * count) % count;
    const known = drawn.get(at);
    if (known) return known;
    const sprite = bakeSprite(size, size, (c) => {
      c.save();
      c.translate(size / 2, size / 2);
      c.scale(size / 2, size / 2);
      silhouette.draw(c, at / count, inks);
      c.restore();
      catchLight(c, size, inks.side, glow);
    });
    drawn.set(at, sprite);
    return sprite;
  };
}

/** A wash of light over the side of the sun, and a bright rim along the edges that face it. */
function catchLight(c: SKRSContext2D, size: number, side: number, glow: Rgb): void {
  const edge = createCanvas(c.canvas.width, c.canvas.height).getContext('2d');
  edge.drawImage(c.canvas, 0, 0);
  edge.globalCompositeOperation = 'destination-out';
  const wide = Math.max(1, size * 0.011);
  edge.drawImage(c.canvas, -side * wide, wide * 0.8);
  edge.globalCompositeOperation = 'source-in';
  edge.fillStyle = css(glow, 0.75);
  edge.fillRect(0, 0, size, size);
  c.globalCompositeOperation = 'source-atop';
  const wash = c.createLinearGradient(side > 0 ? size : 0, 0, side > 0 ? 0 : size, size * 0.6);
  wash.addColorStop(0, css(glow, 0.4));
  wash.addColorStop(0.5, css(glow, 0.08));
  wash.addColorStop(1, css(glow, 0));
  c.fillStyle = wash;
  c.fillRect(0, 0, size, size);
  c.drawImage(edge.canvas, 0, 0);
}
