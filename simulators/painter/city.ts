import { viewAt } from './camera.ts';
import type { View } from './camera.ts';
import { BLOCK_X, isStreet, planCity } from './city-plan.ts';
import type { Building } from './city-plan.ts';
import { paintWall } from './city-walls.ts';
import { clamp01, lit, mix, scaled } from './colour.ts';
import type { Rgb } from './colour.ts';
import type { Frame } from './frame.ts';
import { fillBelow } from './landscape.ts';
import { lensFor } from './lens.ts';
import type { Lens } from './lens.ts';
import { flashAt } from './lightning.ts';
import { between, randomFrom } from './random.ts';
import { createSky } from './sky.ts';
import type { SkyPlate } from './sky-plate.ts';
import type { Setting, Stage } from './stage.ts';

/** Alpha of street pixels, for the pass that makes them wet. */
const STREET_MARK = 0xfd;
const FAR = 64;
const TO_WAVE = 1024 / (Math.PI * 2);
const WAVE = Float32Array.from({ length: 1024 }, (_, i) => Math.sin(i / TO_WAVE));

/** A town of boxes, each picture column traced exactly from cell to cell (as in 2.5D ray casting). */
export function createCity(setting: Setting): Stage {
  const { scene, light, seed, width, height, duration } = setting;
  const random = randomFrom('city-camera', seed);
  const building = planCity(scene, light, seed);
  const sky = createSky(scene, light, seed, width, height);
  const flash = flashAt(scene, seed);
  const ground = scene.vantage === 'ground';
  const dark = light.night || scene.time === 'dusk';
  const wet = scene.weather === 'rain' || scene.weather === 'storm' || scene.mood === 'neon';
  const altitude = ground ? 0.34 : between(random, 4.2, 6);
  const flight = {
    speed: ground ? 0.7 : 1.25,
    altitude,
    startX: Math.floor(random() * 12) * BLOCK_X + 0.5,
    startY: random() * 60,
  };
  const level = ground ? 0.56 : 0.36;
  const mirrored: Rgb = dark ? scaled(light.ambient, 0.42) : mix(light.zenith, light.horizon, 0.45);
  const swing = new Float32Array(width);
  const sunSide = Math.sign(light.sunAzimuth);

  function viewOf(time: number): View {
    const view = viewAt(scene.move, seed, flight, time, duration);
    if (!ground) return view;
    // Kept in its street: a camera at eye level must not end inside a house.
    const along = scene.move === 'static' ? 0.06 : scene.move === 'push' ? 0.5 : 1;
    return {
      ...view,
      x: flight.startX + 0.12 * Math.sin(time * 0.3 + seed),
      y: flight.startY + flight.speed * along * time,
      altitude,
      yaw: Math.max(-0.35, Math.min(0.35, view.yaw * 0.6)),
    };
  }

  return {
    paint(frame, time) {
      const lens = lensFor(viewOf(time), width, height, level);
      sky.update(lens, flash(time));
      sky.paint(frame, lens);
      fillBelow(frame, lens, sky.plate);
      for (let x = 0; x < width; x++) traceColumn(frame, lens, sky.plate, x);
      reflect(frame, lens, wet ? 0.62 : dark ? 0.2 : 0.06);
      const power = dark ? 0.2 : 0.5 * (1 - light.cover * 0.5);
      return { x: sky.plate.sunX, y: sky.plate.sunY, power };
    },
  };

  function traceColumn(frame: Frame, lens: Lens, plate: SkyPlate, x: number): void {
    const { view, focal, horizon } = lens;
    const cx = (x + 0.5 - width / 2) / focal;
    const dx = Math.sin(view.yaw) + cx * Math.cos(view.yaw);
    const dy = Math.cos(view.yaw) - cx * Math.sin(view.yaw);
    let cellX = Math.floor(view.x);
    let cellY = Math.floor(view.y);
    const stepX = dx > 0 ? 1 : -1;
    const stepY = dy > 0 ? 1 : -1;
    const growX = Math.abs(1 / (dx || 1e-9));
    const growY = Math.abs(1 / (dy || 1e-9));
    let nextX = (dx > 0 ? cellX + 1 - view.x : view.x - cellX) * growX;
    let nextY = (dy > 0 ? cellY + 1 - view.y : view.y - cellY) * growY;
    const rim = Math.min(plate.width - 1, (x / plate.scale) | 0) * 3;
    const horizonAir: Rgb = [plate.rim[rim]!, plate.rim[rim + 1]!, plate.rim[rim + 2]!];
    const air = mix(light.haze, horizonAir, 0.5);
    let near = 0.02;
    let face = dx > 0 ? 0 : 1;
    let top = height;
    while (near < FAR && top > 0) {
      const here = building(cellX, cellY);
      const far = Math.min(nextX, nextY);
      const away = airAt(near);
      if (here.height > 0 && near > 0.05) {
        const y = horizon + ((view.altitude - here.height) * focal) / near;
        const from = Math.max(0, Math.ceil(y));
        if (from < top) {
          const alongX = view.x + dx * near;
          const alongY = view.y + dy * near;
          const along = face < 2 ? alongY - Math.floor(alongY) : alongX - Math.floor(alongX);
          paintWall(frame, {
            building: here,
            x,
            from,
            to: top,
            heightAtTop: view.altitude + ((horizon - 0.5) * near) / focal,
            heightPerRow: near / focal,
            along,
            face,
            tone: toneOf(face),
            away,
            air: mix(air, horizonAir, away),
            mirrored,
            time: view.time,
          });
          top = from;
        }
      }
      const y = Math.max(0, Math.ceil(horizon + ((view.altitude - here.height) * focal) / far));
      if (y < top && view.altitude > here.height) {
        paintFlat(frame, lens, here, x, y, top, [dx, dy], air, isStreet(cellX, cellY));
        top = y;
      }
      near = far;
      if (nextX < nextY) {
        nextX += growX;
        cellX += stepX;
        face = stepX > 0 ? 0 : 1;
      } else {
        nextY += growY;
        cellY += stepY;
        face = stepY > 0 ? 2 : 3;
      }
    }
  }

  function airAt(distance: number): number {
    const fog = 1 - Math.exp(-distance * light.thickness * 11);
    const edge = clamp01((distance - FAR * 0.55) / (FAR * 0.45));
    return fog + (1 - fog) * edge * edge;
  }

  function toneOf(face: number): Rgb {
    // Faces 0 and 1 look west and east; 2 faces the camera and away from a sun ahead.
    const facing =
      face === 0 ? (sunSide < 0 ? 0.5 : 0.06) : face === 1 ? (sunSide > 0 ? 0.5 : 0.06) : 0.2;
    const [r, g, b] = light.ambient;
    const shade = dark ? 0.72 : 0.95;
    const { sun } = light;
    return [r * shade + sun[0] * facing, g * shade + sun[1] * facing, b * shade + sun[2] * facing];
  }

  /** Roofs, streets and squares: level ground between two rows. */
  function paintFlat(
    frame: Frame,
    lens: Lens,
    here: Building,
    x: number,
    from: number,
    to: number,
    direction: readonly [number, number],
    air: Rgb,
    street: boolean,
  ): void {
    const { view, focal, horizon } = lens;
    const { pixels } = frame;
    const drop = (view.altitude - here.height) * focal;
    const base = street
      ? lit(light.grade(dark ? [74, 74, 82] : [112, 110, 112]), mix(light.ambient, light.sun, 0.25))
      : lit(here.roof, mix(light.ambient, light.sun, dark ? 0.2 : 0.5));
    for (let row = from, at = from * width + x; row < to; row++, at += width) {
      const distance = drop / Math.max(0.5, row + 0.5 - horizon);
      const away = airAt(distance);
      let [r, g, b] = base;
      if (street) {
        const lights = trafficAt(
          view.x + direction[0] * distance,
          view.y + direction[1] * distance,
          view.time,
          !ground || distance > 5,
        );
        if (lights) {
          const power = dark ? 1 : 0.5;
          r += (lights[0] - r) * power;
          g += (lights[1] - g) * power;
          b += (lights[2] - b) * power;
        }
      }
      const keep = 1 - away;
      r = Math.min(255, r * keep + air[0] * away);
      g = Math.min(255, g * keep + air[1] * away);
      b = Math.min(255, b * keep + air[2] * away);
      pixels[at] = ((street ? STREET_MARK : 255) << 24) | (b << 16) | (g << 8) | r;
    }
  }

  /** Lane marks, and cars as seen from above or far: their lights, flowing right-hand. */
  function trafficAt(x: number, y: number, time: number, cars: boolean): Rgb | undefined {
    const fx = x - Math.floor(x);
    const fy = y - Math.floor(y);
    const northbound = ((Math.floor(x) % BLOCK_X) + BLOCK_X) % BLOCK_X === 0;
    const across = northbound ? fx : fy;
    const along = northbound ? y : x;
    const lane = across > 0.52 && across < 0.68 ? 1 : across > 0.32 && across < 0.48 ? -1 : 0;
    if (lane === 0)
      return Math.abs(across - 0.5) < 0.012 && (along * 5) % 1 < 0.5 ? [150, 140, 110] : undefined;
    if (!cars) return undefined;
    const street = northbound ? Math.floor(x) : Math.floor(y) + 77;
    const place =
      along * 1.1 -
      lane * time * (0.55 + 0.1 * Math.sin(street * 2.1)) +
      Math.sin(street * 12.9) * 9;
    const slot = Math.floor(place);
    if (Math.sin(slot * 91.7 + street * 3.3) < -0.25) return undefined;
    const within = place - slot;
    if (within > 0.12) return dark && within < 0.3 && lane < 0 ? [120, 110, 92] : undefined;
    return lane > 0 ? [255, 52, 40] : [255, 240, 208];
  }

  /** Streets mirror what stands over them; wet ones much, dry ones hardly. */
  function reflect(frame: Frame, lens: Lens, strength: number): void {
    const { pixels } = frame;
    const { horizon, view } = lens;
    for (let x = 0; x < width; x++) swing[x] = Math.sin(x * 0.05 + view.time) * 2 * TO_WAVE;
    for (let y = Math.max(0, Math.floor(horizon)); y < height; y++) {
      const below = y - horizon;
      const rowPhase = (below * 0.9 + view.time * 1.5) * TO_WAVE + 4096;
      const mirrorRow = ground ? 2 * horizon - y : 0;
      for (let x = 0, at = y * width; x < width; x++, at++) {
        const own = pixels[at]!;
        if (own >>> 24 !== STREET_MARK) continue;
        const wave = WAVE[((rowPhase + swing[x]!) | 0) & 1023]!;
        let row = (mirrorRow + wave * (2 + below * 0.03)) | 0;
        if (row < 0) row = 0;
        if (row > horizon) row = horizon | 0;
        const seen = ground ? pixels[row * width + x]! : own;
        const k = strength * (0.75 + 0.25 * wave);
        const r = (own & 255) + ((seen & 255) - (own & 255) * 0.4) * k;
        const g = ((own >> 8) & 255) + (((seen >> 8) & 255) - ((own >> 8) & 255) * 0.4) * k;
        const b = ((own >> 16) & 255) + (((seen >> 16) & 255) - ((own >> 16) & 255) * 0.4) * k;
        pixels[at] =
          0xff000000 |
          ((b > 255 ? 255 : b < 0 ? 0 : b) << 16) |
          ((g > 255 ? 255 : g < 0 ? 0 : g) << 8) |
          (r > 255 ? 255 : r < 0 ? 0 : r);
      }
    }
  }
}
