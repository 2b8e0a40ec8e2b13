import { describe, expect, test } from 'vitest';
import type { RunEnd } from '../../../domain/video/lost-run.ts';
import { closeLostRun } from '../../../domain/video/lost-run.ts';
import { acceptedSnapshot } from '../../../domain/video/snapshot.ts';
import { VIDEO, planOf } from '../../workflows/script.ts';

const AT = '2026-11-23T12:00:00.000Z';
const snapshot = { ...acceptedSnapshot(VIDEO, planOf(), AT), status: 'in_progress' } as const;

describe('a run that ended without writing its end', () => {
  const ends: [RunEnd, string, string | null][] = [
    ['timed_out', 'failed', 'deadline_exceeded'],
    ['terminated', 'failed', 'internal'],
    ['absent', 'failed', 'internal'],
    ['failed', 'failed', 'internal'],
    ['completed', 'failed', 'internal'],
    ['cancelled', 'cancelled', null],
  ];
  test.each(ends)('because it %s is closed as %s with %s', (end, status, code) => {
    const closed = closeLostRun(snapshot, end, AT);
    expect(closed).toMatchObject({ status, stage: null });
    expect(closed.failure?.code ?? null).toBe(code);
    expect(closed.candidates.every((take) => take.status === 'cancelled')).toBe(true);
  });
});

test('an end that was written stands', () => {
  const published = { ...snapshot, status: 'published' } as const;
  expect(closeLostRun(published, 'terminated', AT)).toBe(published);
});
