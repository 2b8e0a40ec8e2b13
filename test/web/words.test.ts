import { expect, test } from 'vitest';
import {
  clipLength,
  clock,
  number,
  remaining,
  sentence,
  shorten,
  words,
} from '../../web/shared/format.ts';
import { describe as describeStage } from '../../web/watch/stage-words.ts';
import {
  decisionSentence,
  grade,
  isChoosable,
  scoreText,
  takeFacts,
  troubleOf,
} from '../../web/watch/take-words.ts';
import { deadlineSentence } from '../../web/review/deadline.ts';
import { describeRefusal } from '../../web/review/send-review.ts';
import { readProblem } from '../../client/problem-details.ts';
import { factsOf } from '../../web/player/video-facts.ts';
import {
  inReview,
  published,
  sampleTake,
  sampleVideo,
  scoredTake,
} from '../client/sample-video.ts';

test.each([
  [0, '0:00'],
  [4.9, '0:04'],
  [65, '1:05'],
  [3729, '1:02:09'],
  [-3, '0:00'],
])('%d s on a clock is %s', (seconds, text) => {
  expect(clock(seconds)).toBe(text);
});

test('a clip that ends a moment before the full second has its full length', () => {
  expect(clipLength(4.999999)).toBe('0:05');
  expect(clipLength(0.96)).toBe('0:01');
  expect(clipLength(4.5)).toBe('0:04');
});

test.each([
  [249, '4:09'],
  [3900, '1 h 05 min'],
  [86_400, '1 day 0 h'],
  [183_600, '2 days 3 h'],
])('%d s to wait are %s', (seconds, text) => {
  expect(remaining(seconds)).toBe(text);
});

test('figures have at most two decimals, and no zeros at their end', () => {
  expect([83.2, 0.0449, 24, 1 / 3].map(number)).toEqual(['83.2', '0.04', '24', '0.33']);
});

test('names become words, long text one short line, and a sentence ends like one', () => {
  expect(words('black_frames')).toBe('Black frames');
  expect(shorten('  a\n\nlong   prompt  ', 20)).toBe('a long prompt');
  expect(shorten('a long prompt', 8)).toBe('a long…');
  expect(sentence('No')).toBe('No.');
  expect(sentence('Why?')).toBe('Why?');
});

test('a score is told to one decimal; without one there is a dash', () => {
  expect(scoreText(scoredTake(0, 83.25))).toBe('83.3');
  expect(scoreText(sampleTake(0))).toBe('–');
  expect([80, 75, 60, 50, 10, null].map(grade)).toEqual([
    'good',
    'good',
    'fair',
    'fair',
    'poor',
    'none',
  ]);
});

test('only a take that is kept and not ruled out can be chosen', () => {
  const gates = [{ gate: 'frozen', detail: 'still' }];
  expect(isChoosable(scoredTake(0, 50))).toBe(true);
  expect(isChoosable(sampleTake(0, { status: 'stored' })), 'unscored').toBe(true);
  expect(isChoosable(scoredTake(0, 50, gates))).toBe(false);
  for (const status of ['waiting', 'generating', 'failed', 'cancelled'] as const) {
    expect(isChoosable(sampleTake(0, { status })), status).toBe(false);
  }
});

test('why a take is out is said of it, unless it is what ended the whole video', () => {
  const failure = {
    code: 'generator_refused',
    message: 'Refused.',
    stage: 'generate',
    retryable: false,
  } as const;
  const lost = sampleTake(0, { status: 'failed', failure });
  expect(troubleOf(lost, { failure: null })).toBe('Refused.');
  expect(troubleOf(lost, { failure })).toBeNull();
  const gated = scoredTake(0, 9, [{ gate: 'wrong_size', detail: 'It is 8×8.' }]);
  expect(troubleOf(gated, { failure })).toBe('Wrong size: It is 8×8.');
});

test('a take is told with its seed, its model, and its media once there is any', () => {
  expect(takeFacts(sampleTake(0))).toBe('Seed 17 · local/painter');
  expect(takeFacts(scoredTake(1, 50))).toBe('Seed 18 · local/painter · 640×360 · 0:04');
});

test.each([
  ['approve', 'cand_1', null, 'Anna approved Take 2'],
  ['choose', 'cand_0', 'better light', 'Anna chose Take 1: “better light”'],
  ['reject', null, 'too dark', 'Anna rejected the video: “too dark”'],
  ['choose', 'cand_9', null, 'Anna chose a take'],
] as const)(
  'the decision %s of %s is told with who and why',
  (decision, candidate, reason, text) => {
    const { review, candidates } = inReview();
    const told = { decision, candidate, reason, reviewer: 'Anna', decided_at: '' };
    expect(decisionSentence({ candidates, review: { ...review, decision: told } })).toBe(text);
    expect(decisionSentence({ candidates, review })).toBeNull();
  },
);

test.each([
  [{ status: 'queued' }, 'Queued'],
  [{ status: 'awaiting_review' }, 'Waiting for a reviewer'],
  [{ candidates: [sampleTake(0)] }, 'Generating the take'],
  [{ candidates: [sampleTake(0, { status: 'stored' }), sampleTake(1)] }, '2 takes, 1 ready'],
  [
    { stage: 'score', candidates: [scoredTake(0, 5), sampleTake(1, { status: 'stored' })] },
    '1 of 2',
  ],
  [{ stage: 'pick' }, 'Picking'],
  [{ stage: 'ingest' }, 'master'],
  [{ stage: 'transcode' }, 'Encoding'],
  [{ stage: 'publish' }, 'Publishing'],
  [{ stage: null }, 'Working'],
] as const)('the present of %j is told in a sentence', (part, text) => {
  const video = sampleVideo();
  expect(
    describeStage({
      ...video,
      ...part,
      candidates: [...('candidates' in part ? part.candidates : video.candidates)],
    }),
  ).toContain(text);
});

test('the facts of a published video are its picture, its ladder from the top, and its take', () => {
  const facts = Object.fromEntries(factsOf(published()));
  expect(facts).toEqual({
    Size: '640×360',
    Length: '4 s · 24 fps',
    Qualities: '360p · 180p',
    Model: 'local/painter',
    Seed: '18',
    Score: '91.4 · Take 2 of 3',
  });
  expect(factsOf(sampleVideo())).toEqual([]);
});

test('the deadline is told with what it brings about, and that it has passed', () => {
  expect(deadlineSentence(249, 'reject')).toBe('4:09 left, then the video is rejected.');
  expect(deadlineSentence(0, 'publish_best')).toBe('The time is up: the best take is published.');
});

test.each([
  [
    { code: 'not_awaiting_review', detail: 'No.' },
    'This video is not waiting for a review any more. No.',
  ],
  [{ code: 'teapot', title: 'Short and stout' }, 'Short and stout.'],
  [
    { title: 'Wrong', errors: [{ pointer: '/reviewer', detail: 'Too long' }] },
    'Wrong. reviewer: Too long.',
  ],
  [{ title: 'Wrong', request_id: 'req_1' }, 'Wrong. (request req_1)'],
  [undefined, 'The API answered 409.'],
])('the refusal %j is told in sentences', (body, text) => {
  expect(describeRefusal({ status: 409, problem: readProblem(body) })).toBe(text);
});
