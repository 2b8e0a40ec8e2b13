import { shortSide } from './capabilities.ts';
import { fitDuration, fitFrameRate, holds, nearestShape, sizeFault } from './fit-shape.ts';
import type { ModelRow, ProviderRow } from './model-row.ts';
import { priceOf } from './price.ts';
import type { Route } from './route.ts';
import type { WishFault, Wish } from './wish.ts';

export type Fit = { status: 'fits'; route: Route } | { status: 'faults'; faults: WishFault[] };

/** Words per second of speech, for a length that nobody knows before. */
const SPEECH = 2.5;

/** What this model makes of a request: a route, or what it does not allow. Never both. */
export function fit(row: ModelRow, provider: Pick<ProviderRow, 'units'>, wish: Wish): Fit {
  const shape = nearestShape(row, wish);
  const rule = shape === null ? undefined : row.rules?.find(({ when }) => holds(when, shape, wish));
  const duration = fitDuration(row, wish, rule);
  const frameRate = fitFrameRate(row, wish);
  const faults = [
    ...(shape === null ? [sizeFault(row)] : []),
    ...(duration.status === 'fault' ? [duration.fault] : []),
    ...(frameRate.status === 'fault' ? [frameRate.fault] : []),
    ...inputFaults(row, wish),
  ];
  if (shape === null || duration.status === 'fault' || frameRate.status === 'fault') {
    return { status: 'faults', faults };
  }
  if (faults.length > 0) return { status: 'faults', faults };
  const audio = row.audio === 'always' || (row.audio === 'choice' && wish.audio);
  const { width, height, as } = shape;
  const length = duration.value ?? wish.prompt.split(/\s+/).length / SPEECH;
  const made = { height: shortSide(shape), duration: length, audio };
  return {
    status: 'fits',
    route: {
      model: wish.model,
      shape: { width, height, duration: duration.value, frameRate: frameRate.value, audio },
      as,
      quote: priceOf(row.price, provider.units, made),
    },
  };
}

function inputFaults(row: ModelRow, wish: Wish): WishFault[] {
  const faults: [boolean, WishFault][] = [
    [
      wish.prompt.length > row.prompt.max,
      {
        pointer: '/prompt',
        rule: 'maxLength',
        detail: `Must be at most ${row.prompt.max} characters.`,
      },
    ],
    [
      wish.audio && row.audio === 'never',
      { pointer: '/audio', rule: 'const', detail: 'Makes no sound.' },
    ],
    [
      wish.negativePrompt && !row.negativePrompt,
      { pointer: '/negative_prompt', rule: 'not', detail: 'Takes no negative prompt.' },
    ],
    [
      wish.image && row.images.first === 'no',
      { pointer: '/image', rule: 'not', detail: 'Takes no first frame.' },
    ],
    [
      !wish.image && row.images.first === 'required',
      { pointer: '/image', rule: 'required', detail: 'Needs a first frame.' },
    ],
    [
      wish.lastImage && !row.images.last,
      { pointer: '/last_image', rule: 'not', detail: 'Takes no last frame.' },
    ],
  ];
  return faults.filter(([isFault]) => isFault).map(([, fault]) => fault);
}
