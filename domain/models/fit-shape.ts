import type { Rule, Shape } from './capabilities.ts';
import { isWithin, shortSide } from './capabilities.ts';
import type { ModelRow } from './model-row.ts';
import type { WishFault, Wish } from './wish.ts';

/** Null: open, so nothing is promised. */
export type Fitted =
  { status: 'fits'; value: number | null } | { status: 'fault'; fault: WishFault };

/** The same form and not smaller counts as met; a size that nobody wrote may also shrink. */
export function nearestShape({ shapes }: ModelRow, { width, height, given }: Wish): Shape | null {
  if (!('length' in shapes)) {
    return isWithin(width, shapes) && isWithin(height, shapes) ? { width, height, as: {} } : null;
  }
  const exact = shapes.find((each) => each.width === width && each.height === height);
  if (exact) return exact;
  const alike = shapes
    .filter((each) => Math.abs(each.width / each.height / (width / height) - 1) < 0.02)
    .toSorted((one, other) => one.height - other.height);
  const larger = alike.find((each) => each.height >= height);
  return larger ?? (given.has('size') ? null : (alike.at(-1) ?? shapes[0] ?? null));
}

export function holds({ height, audio, last }: Rule['when'], shape: Shape, wish: Wish): boolean {
  if (height !== undefined && height !== shortSide(shape)) return false;
  if (audio !== undefined && audio !== wish.audio) return false;
  return last === undefined || last === wish.lastImage;
}

/** Seconds. `rule` is the one that applies; its sentence tells the caller why the list is so short. */
export function fitDuration(
  { durations }: ModelRow,
  { duration, given }: Wish,
  rule: Rule | undefined,
): Fitted {
  if (durations.kind === 'open') return { status: 'fits', value: null };
  const values = rule?.durations ?? (durations.kind === 'list' ? durations.values : null);
  const fault = (kind: string, allows: string): Fitted => {
    const because = rule === undefined ? '' : ` ${rule.says}.`;
    const detail = `Must be ${allows}.${because}`;
    return { status: 'fault', fault: { pointer: '/duration', rule: kind, detail } };
  };
  if (values !== null) {
    if (values.includes(duration)) return { status: 'fits', value: duration };
    if (given.has('duration')) return fault('enum', `one of ${values.join(', ')}`);
    const next = values.find((value) => value >= duration) ?? values.at(-1);
    return { status: 'fits', value: next ?? duration };
  }
  if (durations.kind === 'list') return { status: 'fits', value: duration };
  if (isWithin(duration, durations)) return { status: 'fits', value: duration };
  if (!given.has('duration')) return { status: 'fits', value: durations.default };
  const { min, max, step } = durations;
  const steps = step === null ? '' : `, in steps of ${step}`;
  return fault('range', `from ${min} to ${max}${steps}`);
}

export function fitFrameRate({ frameRate: made }: ModelRow, { frameRate, given }: Wish): Fitted {
  if (made === null) return { status: 'fits', value: null };
  const met = typeof made === 'number' ? frameRate === made : isWithin(frameRate, made);
  if (met) return { status: 'fits', value: frameRate };
  const [allows, nearest] =
    typeof made === 'number'
      ? [String(made), made]
      : [`from ${made.min} to ${made.max}`, Math.min(Math.max(frameRate, made.min), made.max)];
  if (!given.has('frame_rate')) return { status: 'fits', value: nearest };
  const fault = { pointer: '/frame_rate', rule: 'enum', detail: `Must be ${allows}.` };
  return { status: 'fault', fault };
}

export function sizeFault({ shapes }: ModelRow): WishFault {
  const sizes = 'length' in shapes ? shapes.map((each) => `${each.width}x${each.height}`) : [];
  const detail =
    'length' in shapes
      ? `Must be one of ${sizes.join(', ')}.`
      : `Sides must be from ${shapes.min} to ${shapes.max}, in steps of ${shapes.step ?? 1}.`;
  return { pointer: '/size', rule: 'enum', detail };
}
