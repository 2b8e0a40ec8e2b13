import { describe, expect, test } from 'vitest';
import type { RunEnd } from '../../../domain/video/lost-run.ts';
import { closeLostRun, endOfLostRun } from '../../../domain/video/lost-run.ts';
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

describe('what a run that is over says of itself', () => {
  const nothing = { snapshot: null, failure: null };
  const failed = { code: 'generator_refused', message: 'No.' } as const;

  test('counts before how the server says it ended', () => {
    const own = { ...snapshot, status: 'rejected', stage: null } as const;
    const told = { snapshot: own, failure: failed };
    expect(endOfLostRun(snapshot, 'failed', told, AT)).toBe(own);
  });

  test('is its failure where its own view cannot be had', () => {
    const end = endOfLostRun(snapshot, 'failed', { ...nothing, failure: failed }, AT);
    expect(end).toMatchObject({ status: 'failed', failure: { ...failed, stage: 'generate' } });
    const rejected = { code: 'review_rejected', message: 'Dull.' } as const;
    const turned = endOfLostRun(snapshot, 'failed', { ...nothing, failure: rejected }, AT);
    expect(turned.status).toBe('rejected');
  });

  test('is nothing for one that was terminated: then the server is believed', () => {
    const own = { ...snapshot, stage: 'score' } as const;
    const end = endOfLostRun(snapshot, 'terminated', { ...nothing, snapshot: own }, AT);
    expect(end.failure).toMatchObject({ code: 'internal', stage: 'score' });
  });
});

test('a run that was cancelled has kept no take', () => {
  const [first] = snapshot.candidates;
  if (first === undefined) throw new Error('no take');
  const kept = { ...snapshot, candidates: [{ ...first, status: 'stored', key: 'a/b' } as const] };
  expect(closeLostRun(kept, 'cancelled', AT).candidates).toMatchObject([{ key: null }]);
  expect(closeLostRun(kept, 'terminated', AT).candidates).toMatchObject([{ key: 'a/b' }]);
});
