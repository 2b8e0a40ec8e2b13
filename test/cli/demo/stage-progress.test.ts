import { expect, test } from 'vitest';
import { STAGES, progressAt } from '../../../domain/video/stages.ts';
import { stageProgress } from '../../../cli/demo/stage-progress.ts';

test('stages before the current one are done and those after it have not begun', () => {
  const shown = stageProgress('transcode', progressAt('transcode', 0.5));
  expect(shown).toMatchObject({ generate: 1, score: 1, pick: 1, ingest: 1, publish: 0 });
  expect(shown.transcode).toBeCloseTo(0.5, 2);
});

test('a published video has done them all, and one not begun none', () => {
  expect(Object.values(stageProgress(null, 1))).toEqual(STAGES.map(() => 1));
  expect(Object.values(stageProgress(null, 0))).toEqual(STAGES.map(() => 0));
});

test('a failed video keeps what it had done', () => {
  const shown = stageProgress(null, progressAt('score', 0.5));
  expect(shown).toMatchObject({ generate: 1, score: 0, transcode: 0 });
});

test('a progress that lags behind its stage is nothing, never less', () => {
  expect(stageProgress('transcode', 0.1).transcode).toBe(0);
});
