import { expect, test } from 'vitest';
import { NOTHING_DONE, stageProgress } from '../../../cli/demo/stage-progress.ts';
import { STAGES } from '../../../domain/video/stages.ts';

const transcoding = { stage: 'transcode', status: 'in_progress', stage_progress: 0.5 } as const;

test('stages before the current one are done and those after it have not begun', () => {
  const shown = stageProgress(transcoding, NOTHING_DONE);
  expect(shown).toEqual({ generate: 1, score: 1, pick: 1, ingest: 1, transcode: 0.5, publish: 0 });
});

test('a published video has done them all', () => {
  const ended = { stage: null, status: 'published', stage_progress: null } as const;
  expect(Object.values(stageProgress(ended, NOTHING_DONE))).toEqual(STAGES.map(() => 1));
});

test('a failed video keeps what it had done', () => {
  const before = stageProgress(transcoding, NOTHING_DONE);
  const failed = { stage: null, status: 'failed', stage_progress: null } as const;
  expect(stageProgress(failed, before)).toEqual(before);
});
