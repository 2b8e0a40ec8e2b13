import { describe, expect, it } from 'vitest';
import { jobFromWire } from '../../../../providers/generators/openai-videos/wire.ts';

const status = (word: unknown) => jobFromWire({ id: 'v', status: word });

describe('reading a job', () => {
  it.each([
    ['queued', 'pending'],
    ['IN_PROGRESS', 'pending'],
    ['In Progress', 'pending'],
    ['processing', 'pending'],
    ['Succeeded', 'completed'],
    ['canceled', 'failed'],
    ['expired', 'failed'],
  ])('takes the status %s for %s', (word, meaning) => {
    expect(status(word)?.state).toMatchObject({ status: meaning, unfamiliar: null });
  });

  it.each([['constructor'], ['reviewing'], [7], [undefined]])(
    'takes the unknown status %s for pending and keeps the word',
    (word) => {
      const unfamiliar = typeof word === 'string' ? word : '';
      expect(status(word)?.state).toEqual({ status: 'pending', phase: null, unfamiliar });
    },
  );

  it.each([
    [1_764_000_000, '2025-11-24T16:00:00.000Z'],
    [1_764_000_000.25, '2025-11-24T16:00:00.250Z'],
    [1_764_000_000_000, '2025-11-24T16:00:00.000Z'],
    ['2025-11-24T16:00:00Z', '2025-11-24T16:00:00.000Z'],
  ])('reads the time %s, whatever its unit', (told, wanted) => {
    expect(jobFromWire({ id: 'v', created_at: told })?.createdAt?.toISOString()).toBe(wanted);
  });

  it('lives with everything but the id missing', () => {
    // vLLM-Omni's own reply to a create has three fields.
    expect(jobFromWire({ id: 'v' })).toEqual({
      id: 'v',
      state: { status: 'pending', phase: null, unfamiliar: '' },
      progress: null,
      createdAt: null,
      model: null,
      prompt: null,
      seconds: null,
      size: null,
      seed: null,
      reference: null,
      url: null,
      error: null,
    });
  });

  it.each([[null], ['text'], [[]], [{}], [{ id: 7 }], [{ id: '' }]])(
    'takes %j for no job',
    (value) => {
      expect(jobFromWire(value)).toBeNull();
    },
  );

  it('reads string seconds, other spellings of a size, and an error that is bare text', () => {
    const job = { id: 'v', seconds: '8', size: '1280*720', progress: 250, error: 'out of memory' };
    expect(jobFromWire(job)).toMatchObject({
      seconds: 8,
      size: '1280x720',
      progress: 1,
      error: { message: 'out of memory' },
    });
  });
});
