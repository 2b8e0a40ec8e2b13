import { ulid } from 'ulid';
import { expect, test } from 'vitest';
import { takeId, candidateIndex, isVideoId, purchaseReference, videoId } from '../../domain/ids.ts';

const VIDEO = videoId(ulid());

test('a ULID makes a video id', () => {
  expect(isVideoId(VIDEO)).toBe(true);
});

test('video ids sort by the time of their making', () => {
  const [older, newer] = [videoId(ulid(1_000)), videoId(ulid(2_000))];
  expect([newer, older].toSorted()).toEqual([older, newer]);
});

test.each([
  '',
  'vid_',
  VIDEO.toUpperCase(),
  `${VIDEO}x`,
  `../${VIDEO}`,
  'vid_01k/..',
  `${VIDEO}\n`,
])('%j is no video id', (text) => {
  expect(isVideoId(text)).toBe(false);
});

test('a candidate id tells its take to its own video only', () => {
  const other = videoId(ulid());
  for (const index of [0, 9, 10, 15]) {
    expect(candidateIndex(VIDEO, takeId(VIDEO, index))).toBe(index);
  }
  expect(candidateIndex(other, takeId(VIDEO, 0))).toBeNull();
  expect(candidateIndex(VIDEO, 'cand_nonsense')).toBeNull();
});

test('every take of every video is bought under a reference of its own', () => {
  const references = [0, 1, 11].flatMap((take) =>
    [0, 1].map((n) => purchaseReference(VIDEO, take, n)),
  );
  expect(new Set(references).size).toBe(references.length);
});
