import { lit, luma, mix, scaled } from './colour.ts';
import type { Rgb } from './colour.ts';
import type { Mood, TimeOfDay, Weather } from './prompt-words.ts';
import { between, randomFrom } from './random.ts';
import type { Scene } from './scene.ts';

/** Every colour that does not belong to a thing but to the air around it. */
export interface Light {
  readonly zenith: Rgb;
  readonly middle: Rgb;
  readonly horizon: Rgb;
  /** Halo around the sun or moon, and the air under it. */
  readonly glow: Rgb;
  /** Direct light on the ground; may pass 255. */
  readonly sun: Rgb;
  /** Light in the shadows. */
  readonly ambient: Rgb;
  /** Distant air away from the sun. */
  readonly haze: Rgb;
  readonly cloudLit: Rgb;
  readonly cloudShade: Rgb;
  /** Radians above the horizon. */
  readonly sunElevation: number;
  /** Radians right of the first view direction. */
  readonly sunAzimuth: number;
  readonly stars: number;
  /** Part of the sky that is cloud, 0..1. */
  readonly cover: number;
  /** Part of the light lost per unit of distance. */
  readonly thickness: number;
  readonly night: boolean;
  /** Gives any material colour the mood of the prompt. */
  readonly grade: (colour: Rgb) => Rgb;
  /** The same for ground and plants: pastel makes them lighter, but a meadow stays green. */
  readonly gradeGround: (colour: Rgb) => Rgb;
}

type Palette = readonly [
  zenith: Rgb,
  middle: Rgb,
  horizon: Rgb,
  glow: Rgb,
  sun: Rgb,
  ambient: Rgb,
  haze: Rgb,
  cloudLit: Rgb,
  cloudShade: Rgb,
  elevation: number,
];

// Chosen by eye on contact sheets: warm against cool in every one, shadows never neutral grey.
const PALETTES: Readonly<Record<TimeOfDay, Palette>> = {
  sunrise: [
    [48, 92, 172],
    [146, 150, 204],
    [255, 180, 144],
    [255, 208, 150],
    [420, 272, 176],
    [80, 102, 176],
    [176, 156, 190],
    [255, 196, 168],
    [138, 122, 160],
    0.1,
  ],
  morning: [
    [50, 116, 196],
    [120, 172, 226],
    [206, 216, 222],
    [255, 240, 206],
    [340, 304, 250],
    [104, 124, 164],
    [186, 204, 222],
    [250, 242, 230],
    [150, 164, 194],
    0.3,
  ],
  noon: [
    [34, 102, 190],
    [86, 156, 222],
    [190, 218, 236],
    [255, 252, 236],
    [330, 318, 296],
    [104, 126, 160],
    [170, 198, 222],
    [246, 248, 250],
    [158, 174, 200],
    0.52,
  ],
  sunset: [
    [52, 58, 122],
    [176, 98, 132],
    [255, 142, 74],
    [255, 190, 98],
    [380, 222, 130],
    [96, 82, 136],
    [182, 118, 134],
    [255, 158, 112],
    [112, 78, 118],
    0.085,
  ],
  dusk: [
    [26, 36, 86],
    [84, 78, 146],
    [236, 136, 128],
    [255, 168, 128],
    [214, 160, 176],
    [84, 88, 146],
    [120, 104, 152],
    [210, 134, 150],
    [70, 66, 116],
    0.035,
  ],
  night: [
    [14, 24, 62],
    [28, 50, 104],
    [64, 98, 150],
    [176, 204, 238],
    [168, 196, 240],
    [58, 76, 124],
    [56, 84, 134],
    [112, 136, 182],
    [36, 50, 92],
    0.34,
  ],
};

interface Air {
  readonly cover: number;
  readonly thickness: number;
  readonly veil: number;
  readonly direct: number;
  readonly veilColour: Rgb;
}

const AIRS: Readonly<Record<Weather, Air>> = {
  clear: { cover: 0.26, thickness: 0.0014, veil: 0, direct: 1, veilColour: [0, 0, 0] },
  cloudy: { cover: 0.56, thickness: 0.0017, veil: 0.06, direct: 0.94, veilColour: [170, 176, 190] },
  storm: { cover: 0.86, thickness: 0.0026, veil: 0.58, direct: 0.62, veilColour: [70, 84, 112] },
  rain: { cover: 0.8, thickness: 0.0046, veil: 0.45, direct: 0.6, veilColour: [112, 124, 142] },
  snow: { cover: 0.7, thickness: 0.0048, veil: 0.4, direct: 0.72, veilColour: [186, 196, 214] },
  fog: { cover: 0.4, thickness: 0.0068, veil: 0.24, direct: 0.84, veilColour: [198, 200, 206] },
};

const MOOD_TINTS: Readonly<Record<Mood, { tint: Rgb; strength: number }>> = {
  red: { tint: [255, 104, 78], strength: 0.42 },
  teal: { tint: [88, 224, 218], strength: 0.36 },
  golden: { tint: [255, 202, 104], strength: 0.34 },
  neon: { tint: [214, 92, 255], strength: 0.36 },
  monochrome: { tint: [255, 255, 255], strength: 1 },
  pastel: { tint: [255, 214, 224], strength: 0.3 },
  purple: { tint: [180, 112, 255], strength: 0.36 },
  green: { tint: [120, 230, 140], strength: 0.32 },
  blue: { tint: [96, 158, 255], strength: 0.36 },
  pink: { tint: [255, 138, 186], strength: 0.36 },
};

/**
 * Moves a colour towards a tint and keeps its brightness, so that no mood can darken a scene, except
 * where the tint cannot be that bright: then it stays a colour instead of turning white.
 */
function tinted(colour: Rgb, tint: Rgb, strength: number): Rgb {
  const wanted = luma(colour) / luma(tint);
  const ceiling = Math.max(255, ...colour) / Math.max(...tint);
  return mix(colour, scaled(tint, Math.min(wanted, ceiling)), strength);
}

function gradeFor(mood: Mood | undefined, extra: readonly Rgb[]): (colour: Rgb) => Rgb {
  return (colour) => {
    let result = colour;
    if (mood) {
      const { tint, strength } = MOOD_TINTS[mood];
      result = tinted(result, tint, strength);
      if (mood === 'pastel') result = mix(result, [236, 224, 232], 0.3);
    }
    if (extra.length > 0) {
      // Bands of a reference picture, dark to light: each tone takes the hue its like has there.
      const at = Math.min(extra.length - 1, Math.floor((luma(colour) / 256) * extra.length));
      result = tinted(result, extra[at] ?? result, 0.6);
    }
    return result;
  };
}

function pastelGround(grade: (colour: Rgb) => Rgb): (colour: Rgb) => Rgb {
  return (colour) => grade(mix(colour, [255, 250, 226], 0.16));
}

/** `reference`: colours of an input picture, dark to light; they tint everything. */
export function lightFor(scene: Scene, seed: number, reference: readonly Rgb[] = []): Light {
  const random = randomFrom('light', seed);
  const [zenith, middle, horizon, glow, sun, ambient, haze, cloudLit, cloudShade, elevation] =
    PALETTES[scene.time];
  const air = AIRS[scene.weather];
  const night = scene.time === 'night';
  const grade = gradeFor(scene.mood, reference);
  const veilColour = night
    ? scaled(air.veilColour, 0.5)
    : lit(air.veilColour, mix(haze, [255, 255, 255], 0.6));
  // A seed may lean the hour a little either way: earlier is cooler, later is warmer.
  const lean: Rgb = mix([232, 244, 255], [255, 240, 226], random());
  const veiled = (colour: Rgb, share = 1): Rgb =>
    grade(lit(mix(colour, veilColour, air.veil * share), lean));
  const side = random() < 0.5 ? -1 : 1;
  const softCover = between(random, -0.1, 0.1);
  return {
    zenith: veiled(zenith),
    middle: veiled(middle),
    horizon: veiled(horizon),
    glow: veiled(glow, 0.6),
    sun: scaled(veiled(sun, 0.3), air.direct),
    ambient: veiled(ambient, 0.4),
    haze: veiled(haze),
    cloudLit: veiled(cloudLit, 0.75),
    cloudShade: scaled(veiled(cloudShade), scene.weather === 'storm' ? 0.62 : 1),
    sunElevation: elevation * between(random, 0.8, 1.35),
    sunAzimuth: side * between(random, 0.14, 0.4),
    stars: night ? 1 - air.veil : scene.time === 'dusk' ? 0.35 : 0,
    cover: Math.min(
      0.95,
      Math.max(0.1, air.cover + softCover - (scene.aurora ? 0.3 : night ? 0.14 : 0)),
    ),
    thickness: air.thickness * between(random, 0.85, 1.2) * (night ? 0.6 : 1),
    night,
    grade,
    gradeGround: scene.mood === 'pastel' ? pastelGround(gradeFor(undefined, reference)) : grade,
  };
}
