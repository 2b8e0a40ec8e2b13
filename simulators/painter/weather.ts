import { mix } from './colour.ts';
import type { Rgb } from './colour.ts';
import { addLight, mixPixel } from './frame.ts';
import type { Frame } from './frame.ts';
import { between, randomFrom } from './random.ts';
import type { Setting } from './stage.ts';
import { splat } from './sky.ts';

type Overlay = (frame: Frame, time: number) => void;

interface Particle {
  readonly x: number;
  readonly y: number;
  /** 0 far, 1 near. */
  readonly near: number;
  readonly phase: number;
}

function particles(seed: number, kind: string, count: number): Particle[] {
  const random = randomFrom(kind, seed);
  return Array.from({ length: count }, () => ({
    x: random(),
    y: random(),
    near: random() ** 2,
    phase: between(random, 0, Math.PI * 2),
  }));
}

function wrap(value: number): number {
  return value - Math.floor(value);
}

/** What falls or floats between the scene and the lens. */
export function createWeather(setting: Setting): Overlay | undefined {
  const { scene, light } = setting;
  if (scene.place === 'space' || scene.place === 'abstract') return undefined;
  switch (scene.weather) {
    case 'rain':
    case 'storm':
      return rain(setting);
    case 'snow':
      return snow(setting);
    case 'clear':
    case 'cloudy':
    case 'fog':
      if (
        light.night &&
        scene.season !== 'winter' &&
        (scene.place === 'forest' || scene.place === 'hills')
      ) {
        return floating(setting, light.grade([226, 255, 130]), 1);
      }
      if (scene.place === 'forest' || scene.place === 'desert')
        return floating(setting, light.glow, 0.4);
      return undefined;
    default:
      return scene.weather satisfies never;
  }
}

function rain({ seed, width, height, light, scene }: Setting): Overlay {
  const drops = particles(seed, 'rain', scene.weather === 'storm' ? 420 : 620);
  const lean = 0.12 + 0.1 * (scene.weather === 'storm' ? 2 : 1);
  const colour: Rgb = mix(light.horizon, [225, 235, 250], 0.6);
  return (frame, time) => {
    for (const drop of drops) {
      const speed = 1.5 + drop.near * 1.4;
      const fall = wrap(drop.y + time * speed) * 1.2 - 0.1;
      const x = wrap(drop.x - fall * lean * 0.5 + time * 0.05) * width;
      const length = height * (0.025 + 0.06 * drop.near);
      const alpha = 0.1 + 0.22 * drop.near;
      const wide = drop.near > 0.6 && width > 500 ? 2 : 1;
      for (let k = 0; k < length; k++) {
        const py = Math.floor(fall * height + k);
        const px = Math.floor(x - k * lean);
        if (py < 0 || py >= height || px < 0 || px + wide > width) continue;
        const fade = alpha * Math.min(1, (k / length) * 2);
        for (let w = 0; w < wide; w++) {
          mixPixel(frame, py * width + px + w, colour[0], colour[1], colour[2], fade);
        }
      }
    }
  };
}

function snow({ seed, width, height, light }: Setting): Overlay {
  const flakes = particles(seed, 'snow', 520);
  const colour: Rgb = mix(light.cloudLit, [255, 255, 255], light.night ? 0.4 : 0.8);
  return (frame, time) => {
    for (const flake of flakes) {
      const speed = 0.07 + flake.near * 0.2;
      const y = (wrap(flake.y + time * speed) * 1.1 - 0.05) * height;
      const sway = 0.012 * Math.sin(time * 1.3 + flake.phase) * (1 + flake.near);
      const x = (wrap(flake.x + sway - time * (0.015 + 0.05 * flake.near)) * 1.1 - 0.05) * width;
      const radius = Math.max(0.6, (height / 720) * (0.9 + flake.near * 4.6));
      soft(frame, x, y, radius, colour, flake.near > 0.55 ? 0.42 : 0.78);
    }
  };
}

function soft(
  frame: Frame,
  x: number,
  y: number,
  radius: number,
  colour: Rgb,
  alpha: number,
): void {
  const reach = Math.ceil(radius * 1.4);
  for (let j = -reach; j <= reach; j++) {
    const py = Math.floor(y) + j;
    if (py < 0 || py >= frame.height) continue;
    for (let i = -reach; i <= reach; i++) {
      const px = Math.floor(x) + i;
      if (px < 0 || px >= frame.width) continue;
      const d2 = ((px + 0.5 - x) ** 2 + (py + 0.5 - y) ** 2) / (radius * radius);
      if (d2 > 2) continue;
      mixPixel(
        frame,
        py * frame.width + px,
        colour[0],
        colour[1],
        colour[2],
        alpha * Math.exp(-d2 * 1.5),
      );
    }
  }
}

/** Fireflies at night, lit dust by day. */
function floating({ seed, width, height }: Setting, colour: Rgb, power: number): Overlay {
  const motes = particles(seed, 'motes', power === 1 ? 90 : 70);
  const grow = height / 720;
  return (frame, time) => {
    for (const mote of motes) {
      const x = wrap(mote.x + 0.02 * Math.sin(time * 0.5 + mote.phase) + time * 0.006) * width;
      const y =
        (0.35 + 0.65 * wrap(mote.y + 0.02 * Math.cos(time * 0.4 + mote.phase * 2))) * height;
      const pulse = Math.max(0, 0.45 + 0.55 * Math.sin(time * 1.6 + mote.phase * 3)) * power;
      const [r, g, b] = colour;
      const radius = (1 + mote.near * 2.2) * grow;
      if (radius < 0.8) addLight(frame, x, y, r * pulse, g * pulse, b * pulse);
      else splat(frame, x, y, radius, r * pulse, g * pulse, b * pulse);
    }
  };
}
