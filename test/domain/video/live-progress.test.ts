import { expect, test } from 'vitest';
import { overallProgress } from '../../../domain/video/live-progress.ts';
import type { LiveProgress } from '../../../domain/video/live-progress.ts';
import { STAGES, progressAt } from '../../../domain/video/stages.ts';
import type { Take } from '../../../domain/takes/take.ts';
import type { VideoSnapshot } from '../../../domain/video/snapshot.ts';
import { acceptedSnapshot } from '../../../domain/video/snapshot.ts';
import { VIDEO, planOf } from '../../workflows/script.ts';

const accepted = acceptedSnapshot(VIDEO, planOf(), '2026-11-23T12:00:00.000Z');
const at = (stage: VideoSnapshot['stage'], ...statuses: Take['status'][]): VideoSnapshot => ({
  ...accepted,
  status: 'in_progress',
  stage,
  candidates: accepted.candidates.map((take, n) => ({
    ...take,
    status: statuses[n] ?? take.status,
  })),
});
const live = (stage: LiveProgress['stage'], take: number | null, fraction: number) => ({
  stage,
  take,
  fraction,
});

test('the stages add up to the whole', () => {
  expect(progressAt('generate', 0)).toBe(0);
  expect(progressAt('publish', 1)).toBe(1);
  const starts = STAGES.map((stage) => progressAt(stage, 0));
  expect(starts).toEqual(starts.toSorted((a, b) => a - b));
});

test('takes that are on their way count by how far they are', () => {
  const none = overallProgress(at('generate', 'generating'), []);
  const half = overallProgress(at('generate', 'generating'), [live('generate', 0, 0.5)]);
  const kept = overallProgress(at('generate', 'stored'), []);
  expect(none).toBe(0);
  expect(half).toBeGreaterThan(none);
  expect(kept).toBeGreaterThan(half);
});

test('a lost take holds nothing up', () => {
  const lost = overallProgress(at('generate', 'failed', 'stored', 'cancelled'), []);
  expect(lost).toBe(progressAt('generate', 1));
});

test('a word about another stage does not count', () => {
  expect(overallProgress(at('transcode'), [live('score', 0, 1)])).toBe(progressAt('transcode', 0));
  expect(overallProgress(at('transcode'), [live('transcode', null, 0.5)])).toBe(
    progressAt('transcode', 0.5),
  );
});

test('what the run itself knows is never undercut', () => {
  expect(overallProgress({ ...at('generate'), progress: 0.4 }, [])).toBe(0.4);
});

test('an ended run says its own progress', () => {
  const ended = { ...at('transcode'), status: 'failed', stage: null, progress: 0.7 } as const;
  expect(overallProgress(ended, [live('transcode', null, 1)])).toBe(0.7);
});
