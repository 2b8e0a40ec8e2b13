import { describe, expect, test } from 'vitest';
import { crossFieldErrors } from '../../../api/videos/cross-field-errors.ts';
import { parseOrProblem } from '../../../api/http/field-errors.ts';
import { formatDuration, parseDuration } from '../../../api/http/iso-duration.ts';
import { planRequest } from '../../../api/videos/plan-request.ts';
import { Problem } from '../../../api/http/problem.ts';
import { searchLabels } from '../../../api/runs/start.ts';
import { VideoRequestBody } from '../../../api/videos/request-schema.ts';

const between = crossFieldErrors(['local', 'farm']);
const parse = (fields: object) =>
  parseOrProblem(VideoRequestBody, { prompt: 'a sea', ...fields }, between);
const plan = (fields: object) => planRequest(parse(fields), { model: 'local/painter' }).plan;

function wrong(fields: object): string[] {
  try {
    parse(fields);
    return [];
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return error.errors.map(({ pointer, rule }) => `${pointer} ${rule}`);
  }
}

test('a prompt alone gets every default', () => {
  const { seed, ...rest } = plan({});
  expect(seed).toBeGreaterThanOrEqual(0);
  expect(rest).toEqual({
    model: 'local/painter',
    variations: 3,
    minCandidates: 1,
    duration: 5,
    width: 1280,
    height: 720,
    frameRate: 24,
    audio: false,
    review: { mode: 'never', threshold: 70, deadline: 86_400, onDeadline: 'publish_best' },
    ladder: null,
    deadline: 3_600,
  });
});

describe('a field that cannot be accepted is named with the rule that it breaks', () => {
  test.each([
    [{ prompt: '' }, '/prompt minLength'],
    [{ prompt: ' \n ' }, '/prompt pattern'],
    [{ prompt: 'x'.repeat(4_001) }, '/prompt maxLength'],
    [{ prompt: undefined }, '/prompt required'],
    [{ prompt: 7 }, '/prompt type'],
    [{ nonsense: 1 }, '/nonsense additionalProperties'],
    [{ 'a/b~c': 1 }, '/a~1b~0c additionalProperties'],
    [{ variations: 17 }, '/variations maximum'],
    [{ variations: 0 }, '/variations minimum'],
    [{ variations: 1.5 }, '/variations type'],
    [{ min_candidates: 4 }, '/min_candidates maximum'],
    [{ variations: 2, min_candidates: 3 }, '/min_candidates maximum'],
    [{ duration: 61 }, '/duration maximum'],
    [{ duration: 0.5 }, '/duration minimum'],
    [{ frame_rate: 3 }, '/frame_rate minimum'],
    [{ size: 'big' }, '/size pattern'],
    [{ size: '641x360' }, '/size multipleOf'],
    [{ size: '3842x720' }, '/size maximum'],
    [{ size: '14x720' }, '/size minimum'],
    [{ size: '640x360', resolution: '720p' }, '/resolution not'],
    [{ aspect_ratio: '40:1', resolution: '720p' }, '/aspect_ratio maximum'],
    [{ aspect_ratio: 'wide' }, '/aspect_ratio pattern'],
    [{ model: 'painter' }, '/model pattern'],
    [{ model: 'nobody/painter' }, '/model enum'],
    [{ image: { url: 'file:///etc/passwd' } }, '/image/url format'],
    [{ image: {} }, '/image/url required'],
    [{ image: { url: 'https://a.test', more: 1 } }, '/image/more additionalProperties'],
    [{ review: { mode: 'sometimes' } }, '/review/mode enum'],
    [{ review: { threshold: 101 } }, '/review/threshold maximum'],
    [{ review: { deadline: 'a day' } }, '/review/deadline pattern'],
    [{ review: { deadline: 0 } }, '/review/deadline minimum'],
    [{ review: { deadline: 'PT0S' } }, '/review/deadline minimum'],
    [{ review: { deadline: 'P8D' } }, '/review/deadline maximum'],
    [{ review: { deadline: true } }, '/review/deadline type'],
    [{ ladder: [] }, '/ladder minItems'],
    [{ ladder: [720, 361] }, '/ladder/1 multipleOf'],
    [{ metadata: { a: 1 } }, '/metadata/a type'],
    [{ metadata: { a: 'x'.repeat(257) } }, '/metadata/a maxLength'],
    [
      { metadata: Object.fromEntries(Array.from({ length: 51 }, (_, at) => [`k${at}`, 'v'])) },
      '/metadata maxProperties',
    ],
    [{ deadline: 29 }, '/deadline minimum'],
    [{ deadline: 604_801 }, '/deadline maximum'],
    [{ seed: -1 }, '/seed minimum'],
  ])('%j: %s', (fields, error) => {
    expect(wrong(fields)).toEqual([error]);
  });

  test('and none hides another', () => {
    const fields = { prompt: '', x: 1, y: 2, variations: 99, min_candidates: 5, model: 'no/one' };
    expect(wrong({ ...fields, variations: 2 }).toSorted()).toEqual([
      '/min_candidates maximum',
      '/model enum',
      '/prompt minLength',
      '/x additionalProperties',
      '/y additionalProperties',
    ]);
  });
});

describe('size', () => {
  test.each([
    [{ size: '640x360' }, 640, 360],
    [{ aspect_ratio: '9:16', resolution: '720p' }, 720, 1280],
    [{ aspect_ratio: '16:9', resolution: '1080p' }, 1920, 1080],
    [{ aspect_ratio: '1:1', resolution: '480p' }, 480, 480],
    [{ aspect_ratio: '21:9', resolution: '720p' }, 1680, 720],
    [{ aspect_ratio: '4:3', resolution: '482p' }, 642, 482],
    [{ aspect_ratio: '9:16' }, 720, 1280],
    [{ resolution: '480p' }, 854, 480],
  ])('%j is %i by %i', (fields, width, height) => {
    expect(plan(fields)).toMatchObject({ width, height });
  });
});

describe('the deadline', () => {
  test.each([
    [{ review: { mode: 'always' } }, 90_000],
    [{ review: { mode: 'always', deadline: 'PT30M' } }, 5_400],
    [{ review: { mode: 'never', deadline: 'P7D' } }, 3_600],
    [{ review: { mode: 'always', deadline: 'P1W' } }, 604_800],
    [{ deadline: 60 }, 60],
  ])('of %j is %i s', (fields, seconds) => {
    expect(plan(fields).deadline).toBe(seconds);
  });
});

describe('a duration', () => {
  test.each([
    ['PT24H', 86_400],
    ['P1DT1S', 86_401],
    ['PT1H30M', 5_400],
    ['PT0.5S', 0.5],
    ['P1W', 604_800],
    ['P', null],
    ['PT', null],
    ['P1Y', null],
    ['PT1', null],
    ['24h', null],
  ])('%s is %s s', (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds);
  });

  test.each([86_400, 90, 1, 3_661, 604_800, 0.5])(
    'of %d s is written as it would be read',
    (seconds) => {
      expect(parseDuration(formatDuration(seconds))).toBe(seconds);
    },
  );
});

test('labels stay within what the server takes, whatever the metadata', () => {
  const metadata = Object.fromEntries(
    Array.from({ length: 50 }, (_, at) => [`key-${at}`, 'ü'.repeat(240)]),
  );
  const labels = searchLabels({ ...metadata });
  expect(Buffer.byteLength(JSON.stringify(labels))).toBeLessThan(2_048);
  expect(labels.length).toBeGreaterThan(0);
});
