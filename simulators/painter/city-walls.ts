import type { Building } from './city-plan.ts';
import { clamp01 } from './colour.ts';
import type { Rgb } from './colour.ts';
import type { Frame } from './frame.ts';
import { hashCell } from './random.ts';

/** A stretch of one wall in one picture column. */
export interface WallSpan {
  readonly building: Building;
  readonly x: number;
  /** Rows from..to, `to` excluded. */
  readonly from: number;
  readonly to: number;
  /** Height over ground at the middle of row 0, and its change per row. */
  readonly heightAtTop: number;
  readonly heightPerRow: number;
  /** Place along the wall, 0..1, and which of the four walls it is. */
  readonly along: number;
  readonly face: number;
  /** Light on the wall, 1 is the material's own colour. */
  readonly tone: Rgb;
  /** Share lost to the air, and the air's colour. */
  readonly away: number;
  readonly air: Rgb;
  /** What panes mirror by day. */
  readonly mirrored: Rgb;
  readonly time: number;
}

const WARM: Rgb = [255, 206, 132];
const SHOPS: readonly Rgb[] = [
  [255, 190, 110],
  [255, 120, 90],
  [120, 220, 240],
  [255, 224, 170],
  [236, 110, 200],
];
const COOL: Rgb = [206, 226, 255];

export function paintWall(frame: Frame, span: WallSpan): void {
  const { building, x, from, to, along, face, tone, away, air } = span;
  const { pixels, width } = frame;
  const { wall, windows, storeys, awake, id, sign } = building;
  const wr = (wall[0] * tone[0]) / 255;
  const wg = (wall[1] * tone[1]) / 255;
  const wb = (wall[2] * tone[2]) / 255;
  const gr = span.mirrored[0];
  const gg = span.mirrored[1];
  const gb = span.mirrored[2];
  const across = along * windows;
  const column = Math.floor(across);
  const fx = across - column;
  const inColumn = fx > 0.2 && fx < 0.82;
  // Once storeys are smaller than two pixels their mean is shown, else they would shimmer.
  const sharp = clamp01((1 / (span.heightPerRow * storeys) - 1.6) / 2);
  const share = 0.37;
  const keep = 1 - away;
  const signed = sign !== undefined && (along < 0.07 || along > 0.93) && face % 2 === id % 2;
  // Upright banners of light on some walls, at one side of the front.
  const banner =
    sign !== undefined && ((id >>> 3) + face) % 3 === 0 && along > 0.62 && along < 0.82 ? 1 : 0;
  const bannerFoot = 0.3 + ((id >>> 5) % 5) * 0.09;
  for (let row = from, at = from * width + x; row < to; row++, at += width) {
    const height = span.heightAtTop - span.heightPerRow * row;
    const level = height * storeys;
    const storey = Math.floor(level);
    const fy = level - storey;
    let r = wr;
    let g = wg;
    let b = wb;
    const pane = inColumn && fy > 0.26 && fy < 0.84 ? sharp : 0;
    const glass = pane + (1 - sharp) * share;
    if (fy < 0.07) {
      // A ledge under each row of windows.
      const dim = 1 - 0.3 * sharp;
      r *= dim;
      g *= dim;
      b *= dim;
    }
    if (glass > 0) {
      const dice = hashCell(column + face * 31, storey, id);
      const lit = (dice & 1023) / 1023 < awake;
      let pr = gr;
      let pg = gg;
      let pb = gb;
      if (lit) {
        const warm = (dice & 4096) === 0 || (dice & 8192) === 0;
        const lamp = warm ? WARM : COOL;
        // A few rooms have a television.
        const flicker =
          (dice >>> 16) % 23 === 0 ? 0.8 + 0.2 * Math.sin(span.time * 5 + (dice & 63)) : 1;
        // Lamps hang from ceilings, and a frame divides the pane.
        const frameTone = Math.abs(fx - 0.51) < 0.03 ? 0.55 : 1;
        const hang = 0.78 + 0.3 * fy;
        const power = frameTone * hang * (0.7 + ((dice >>> 20) & 255) / 640) * flicker;
        pr = lamp[0] * power;
        pg = lamp[1] * power;
        pb = lamp[2] * power;
      }
      r += (pr - r) * glass;
      g += (pg - g) * glass;
      b += (pb - b) * glass;
    }
    if (awake > 0.1) {
      // What the street gives back: walls are brightest just above the shops.
      const spill = 1 + 0.9 * Math.exp(-height * 3.2);
      r *= spill;
      g *= spill;
      b *= spill;
    }
    if (height < 0.19 && awake > 0.1) {
      const shop = Math.floor(along * 3);
      const hue = SHOPS[hashCell(shop + face * 7, 999, id) % SHOPS.length]!;
      const place = along * 3 - shop;
      // A lit window behind bars of goods, a bright name board over it, posts between the shops.
      const board = height > 0.135;
      const goods = 0.62 + 0.3 * Math.sin(place * 40 + id) * Math.sin(height * 160 + shop);
      const glow =
        place < 0.05 || place > 0.95 ? 0.1 : board ? 0.95 : height > 0.122 ? 0.15 : goods * 0.72;
      const pale = board ? 1 : 0.8;
      r = r * (1 - glow) + hue[0] * glow * pale;
      g = g * (1 - glow) + hue[1] * glow * pale;
      b = b * (1 - glow) + hue[2] * glow * pale;
    }
    if (sign && banner > 0 && height > bannerFoot && height < bannerFoot + 0.34) {
      const edge = Math.min(height - bannerFoot, bannerFoot + 0.34 - height);
      const glyph =
        Math.sin((height - bannerFoot) * 74 + id) * Math.sin(across * 9 + id) > 0.1 ? 1 : 0.28;
      const power = (edge < 0.018 ? 1 : glyph * 0.85) * (0.9 + 0.1 * Math.sin(span.time * 2 + id));
      r = 24 + sign[1] * power * 0.9;
      g = 16 + sign[2] * power * 0.8;
      b = 36 + sign[0] * power * 0.9;
    }
    if (sign && signed) {
      const pulse = 0.86 + 0.14 * Math.sin(span.time * 2.2 + height * 1.5 + id);
      r = sign[0] * pulse;
      g = sign[1] * pulse;
      b = sign[2] * pulse;
    }
    r = r * keep + air[0] * away;
    g = g * keep + air[1] * away;
    b = b * keep + air[2] * away;
    pixels[at] =
      0xff000000 | ((b > 255 ? 255 : b) << 16) | ((g > 255 ? 255 : g) << 8) | (r > 255 ? 255 : r);
  }
}
