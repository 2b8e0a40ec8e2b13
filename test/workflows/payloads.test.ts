import { describe, expect, test } from 'vitest';
import type { VideoPlan } from '../../domain/video/request.ts';
import type { Outcome } from './sandbox.ts';
import { VIDEO, runVideo } from './script.ts';

const RENDITIONS = [1080, 720, 480, 360, 240].map((height) => ({
  name: `${height}p`,
  width: 1_920,
  height,
  bandwidth: 5_512_345,
  averageBandwidth: 4_312_345,
  codecs: 'avc1.640028,mp4a.40.2',
}));
const MEDIA = { width: 1_280, height: 720, duration: 5.041667, frameRate: 23.976, hasAudio: true };

/** Two judges, and what a real take looks like. */
const answers = {
  scoreTake: ({ take }: { take: number }) => ({
    value: {
      judgements: ['technical', 'vision'].map((name) => ({
        name,
        version: 'technical-12/2026-11',
        total: 83.2731,
        gates: [],
      })),
      media: MEDIA,
      evidence: `default/${VIDEO}/takes/${take}/evidence.json`,
    },
  }),
  transcodeLadder: () => ({ value: { version: 1, media: MEDIA, renditions: RENDITIONS } }),
};

const asked: Partial<VideoPlan> = {
  review: { mode: 'always', threshold: 70, deadline: 1, onDeadline: 'publish_best' },
};

function largest({ payloadSizes }: Outcome): number {
  return Math.max(...payloadSizes);
}

describe('the largest payload of a run', () => {
  test.each([
    [3, 4_000],
    [16, 12_000],
  ])('with %i takes is at most %i bytes', async (variations, most) => {
    const outcome = await runVideo({ plan: { ...asked, variations }, answers });
    expect(outcome.status).toBe('completed');
    expect(outcome.calls.map(({ name }) => name)).toContain('saveRecord');
    expect(largest(outcome)).toBeLessThanOrEqual(most);
    expect(JSON.stringify(outcome.calls)).not.toContain('signals');
  });
});
