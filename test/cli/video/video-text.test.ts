import { expect, test } from 'vitest';
import { showVideo, statusLine } from '../../../cli/video/video-text.ts';
import { published, sampleTake, sampleVideo } from '../../client/sample-video.ts';

const failure = {
  code: 'media_unreadable',
  message: 'no video in it',
  stage: 'score',
  retryable: false,
} as const;

test('a video is told with its takes, the pick and where to see it', () => {
  const text = showVideo(published());
  expect(text).toContain('* take 2  cand_1  scored  score 91.4');
  expect(text).toContain('picked by score: The highest score of three.');
  expect(text).toContain('/hls/master.m3u8');
});

test('a failure is told with its code, the video’s and the take’s', () => {
  const lost = sampleTake(0, { status: 'failed', failure });
  const text = showVideo(sampleVideo({ candidates: [lost], failure }));
  expect(text.match(/media_unreadable: no video in it/g)).toHaveLength(2);
});

test('a status line counts the takes', () => {
  const candidates = (['stored', 'stored', 'failed'] as const).map((status, index) =>
    sampleTake(index, { status }),
  );
  expect(statusLine(sampleVideo({ candidates, progress: 0.42 }))).toBe(
    ' 42 %  in_progress, generate; takes: 2 stored, 1 failed',
  );
});
