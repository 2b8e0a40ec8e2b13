import { describe, expect, it } from 'vitest';
import { fit } from '../../../domain/models/fit.ts';
import type { ModelRow } from '../../../domain/models/model-row.ts';
import { openRow } from '../../../domain/models/model-row.ts';
import type { Wish } from '../../../domain/models/wish.ts';

const wide = { width: 1280, height: 720, as: { resolution: '720p', ratio: '16:9' } };
const tall = { width: 720, height: 1280, as: { resolution: '720p', ratio: '9:16' } };
const large = { width: 1080, height: 1920, as: { resolution: '1080p', ratio: '9:16' } };

/** As a vendor's sheet says it of Veo 3.1, with a price per second. */
const ROW: ModelRow = {
  ...openRow('vendor/model'),
  shapes: [wide, tall, large],
  durations: { kind: 'list', values: [4, 6, 8], default: 6 },
  frameRate: 24,
  rules: [{ when: { height: 1080 }, durations: [8], says: '1080p takes 8 seconds only' }],
  price: {
    unit: 'credit',
    per: 'second',
    rates: [{ when: { height: 1080 }, amount: 40_000_000 }, { amount: 12_000_000 }],
  },
};

const wish = (more: Partial<Wish> = {}): Wish => ({
  model: 'mine/model',
  prompt: 'a lake',
  width: 1280,
  height: 720,
  duration: 5,
  frameRate: 24,
  audio: false,
  negativePrompt: false,
  image: false,
  lastImage: false,
  given: new Set(),
  ...more,
});

function make(row: Partial<ModelRow>, more: Partial<Wish>) {
  const made = fit({ ...ROW, ...row }, { units: { credit: 10_000 } }, wish(more));
  return made.status === 'fits' ? made.route : made.faults;
}

describe('what the caller left out', () => {
  it('is the nearest that exists, and the route says what will come back and cost', () => {
    expect(make({}, {})).toEqual({
      model: 'mine/model',
      shape: { width: 1280, height: 720, duration: 6, frameRate: 24, audio: false },
      as: wide.as,
      quote: { micros: 720_000, native: { amount: 72_000_000, unit: 'credit' } },
    });
  });

  it('follows the rule that the shape brings with it', () => {
    expect(make({}, { width: 1080, height: 1920 })).toMatchObject({
      shape: { duration: 8 },
      quote: { micros: 3_200_000 },
    });
  });

  it('may be smaller, or of another form, where nobody asked for a size', () => {
    expect(make({ shapes: [tall] }, {})).toMatchObject({ shape: { width: 720, height: 1280 } });
    expect(make({ shapes: [wide] }, { width: 1920, height: 1080 })).toMatchObject({
      shape: { width: 1280 },
    });
  });

  it('is left open where only the outcome tells', () => {
    const row = { durations: { kind: 'open', max: 600 }, frameRate: null } as const;
    expect(make(row, {})).toMatchObject({ shape: { duration: null, frameRate: null } });
  });
});

describe('what the caller wrote', () => {
  const sized = new Set(['size'] as const);

  it('is met by the same form that is not smaller', () => {
    const hailuo = { width: 1366, height: 768, as: { resolution: '768P' } };
    expect(
      make({ shapes: [wide, hailuo] }, { width: 1344, height: 756, given: sized }),
    ).toMatchObject({
      shape: { width: 1366, height: 768 },
      as: hailuo.as,
    });
  });

  it.each<[string, Partial<ModelRow>, Partial<Wish>, object]>([
    [
      'a length',
      {},
      { given: new Set(['duration']) },
      { pointer: '/duration', rule: 'enum', detail: 'Must be one of 4, 6, 8.' },
    ],
    [
      'a length that this size has not',
      {},
      { width: 1080, height: 1920, duration: 6, given: new Set(['duration']) },
      { pointer: '/duration', detail: 'Must be one of 8. 1080p takes 8 seconds only.' },
    ],
    [
      'a length out of range',
      { durations: { kind: 'range', min: 2, max: 10, step: 1, default: 5 } },
      { duration: 11, given: new Set(['duration']) },
      { pointer: '/duration', detail: 'Must be from 2 to 10, in steps of 1.' },
    ],
    [
      'a size',
      {},
      { width: 2560, height: 1440, given: sized },
      { pointer: '/size', detail: 'Must be one of 1280x720, 720x1280, 1080x1920.' },
    ],
    [
      'a size out of range',
      { shapes: { min: 16, max: 640, step: 2 } },
      { given: sized },
      { pointer: '/size', detail: 'Sides must be from 16 to 640, in steps of 2.' },
    ],
    ['a rate', {}, { frameRate: 30, given: new Set(['frame_rate']) }, { pointer: '/frame_rate' }],
    [
      'sound',
      { audio: 'never' },
      { audio: true },
      { pointer: '/audio', detail: 'Makes no sound.' },
    ],
    [
      'a negative prompt',
      { negativePrompt: false },
      { negativePrompt: true },
      { pointer: '/negative_prompt' },
    ],
    [
      'a first frame',
      { images: { first: 'no', last: false, references: 0 } },
      { image: true },
      { pointer: '/image' },
    ],
    [
      'no first frame',
      { images: { first: 'required', last: false, references: 0 } },
      {},
      { pointer: '/image', rule: 'required' },
    ],
    ['a long prompt', { prompt: { max: 3 } }, {}, { pointer: '/prompt', rule: 'maxLength' }],
  ])('%s that the model has not is a fault at its field', (_, row, more, fault) => {
    expect(make(row, more)).toMatchObject([fault]);
  });

  it('is told whole: one fault hides no other', () => {
    const faults = make({ audio: 'never' }, { audio: true, given: new Set(['duration']) });
    expect(faults).toMatchObject([{ pointer: '/duration' }, { pointer: '/audio' }]);
  });
});

it('sound that always comes with it is in the route, asked for or not', () => {
  expect(make({ audio: 'always' }, {})).toMatchObject({ shape: { audio: true } });
});

it('a unit that only its owner can price has no quote in money', () => {
  const made = fit(ROW, { units: { credit: null } }, wish());
  expect(made).toMatchObject({ route: { quote: { micros: null, native: { unit: 'credit' } } } });
});

it('an open row takes whatever is asked', () => {
  const odd = { width: 333, height: 777, duration: 1.37, frameRate: 59.94, audio: true };
  const given = new Set(['size', 'duration', 'frame_rate'] as const);
  const made = fit(openRow('x/y'), { units: {} }, wish({ ...odd, given }));
  expect(made).toMatchObject({ status: 'fits', route: { shape: odd, as: {} } });
});
