import { describe, expect, it } from 'vitest';
import { readWireJob } from '../../../../providers/generators/openai-videos/wire-job.ts';

const status = (word: unknown) => readWireJob({ id: 'v', status: word });

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
    expect(status(word)).toMatchObject({ status: meaning, unfamiliarStatus: null });
  });

  it.each([['constructor'], ['reviewing'], [7], [undefined]])(
    'takes the unknown status %s for pending and keeps the word',
    (word) => {
      const job = status(word);
      expect(job?.status).toBe('pending');
      expect(job?.unfamiliarStatus).toBe(typeof word === 'string' ? word : '');
    },
  );

  it.each([
    [1_764_000_000, '2025-11-24T16:00:00.000Z'],
    [1_764_000_000.25, '2025-11-24T16:00:00.250Z'],
    [1_764_000_000_000, '2025-11-24T16:00:00.000Z'],
    ['2025-11-24T16:00:00Z', '2025-11-24T16:00:00.000Z'],
  ])('reads the time %s, whatever its unit', (told, wanted) => {
    expect(readWireJob({ id: 'v', created_at: told })?.createdAt?.toISOString()).toBe(wanted);
  });

  it('lives with everything but the id missing', () => {
    // vLLM-Omni's own reply to a create has three fields.
    expect(readWireJob({ id: 'v' })).toEqual({
      id: 'v',
      status: 'pending',
      unfamiliarStatus: '',
      progress: null,
      createdAt: null,
      model: null,
      prompt: null,
      seconds: null,
      size: null,
      seed: null,
      metadata: null,
      phase: null,
      url: null,
      error: null,
    });
  });

  it.each([[null], ['text'], [[]], [{}], [{ id: 7 }], [{ id: '' }]])(
    'takes %j for no job',
    (value) => {
      expect(readWireJob(value)).toBeNull();
    },
  );

  it('reads string seconds, other spellings of a size, and an error that is bare text', () => {
    const job = { id: 'v', seconds: '8', size: '1280*720', progress: 250, error: 'out of memory' };
    expect(readWireJob(job)).toMatchObject({
      seconds: 8,
      size: '1280x720',
      progress: 1,
      error: { message: 'out of memory' },
    });
  });
});
