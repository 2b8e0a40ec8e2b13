import type { CandidateBody, VideoBody } from '../../api/videos/schema.ts';

const AT = '2026-11-22T12:00:00.000Z';
export const ID = 'vid_01k0000000000000000000000a';

/** A video in the making, as the API would answer it, with what a test says otherwise. */
export function sampleVideo(overrides: Partial<VideoBody> = {}): VideoBody {
  return {
    id: ID,
    object: 'video',
    status: 'in_progress',
    stage: 'generate',
    progress: 0.2,
    stage_progress: 0.364,
    eta_seconds: null,
    queue_position: null,
    created_at: AT,
    updated_at: AT,
    published_at: null,
    request: {
      prompt: 'a drone shot flying over a snowy mountain range at sunrise',
      negative_prompt: null,
      variations: 3,
      min_candidates: 1,
      model: 'local/painter',
      duration: 5,
      size: '1280x720',
      frame_rate: 24,
      audio: false,
      seed: 17,
      image: null,
      review: { mode: 'always', threshold: 70, deadline: 'PT24H', on_deadline: 'publish_best' },
      ladder: null,
      metadata: {},
      deadline: 3600,
    },
    candidates: [sampleTake(0), sampleTake(1), sampleTake(2)],
    pick: null,
    review: {
      required: true,
      recommended: null,
      due_at: null,
      on_deadline: 'publish_best',
      decision: null,
    },
    playback: null,
    media: null,
    failure: null,
    cost: { amount: 0, currency: 'USD_micros' },
    metadata: {},
    links: {
      self: `http://127.0.0.1:1/v1/videos/${ID}`,
      events: `http://127.0.0.1:1/v1/videos/${ID}/events`,
      operator: `http://127.0.0.1:1/namespaces/default/workflows/${ID}`,
    },
    ...overrides,
  };
}

export function sampleTake(index: number, overrides: Partial<CandidateBody> = {}): CandidateBody {
  return {
    id: `cand_${index}`,
    index,
    model: 'local/painter',
    seed: 17 + index,
    status: 'generating',
    score: null,
    media_url: null,
    media: null,
    failure: null,
    ...overrides,
  };
}

/** A take that is stored and judged; its address is absolute, as the API's are. */
export function scoredTake(index: number, total: number, gates: Gates = []): CandidateBody {
  return sampleTake(index, {
    status: 'scored',
    media_url: `http://public.example/v1/videos/${ID}/candidates/cand_${index}/media`,
    media: {
      width: 640,
      height: 360,
      duration: 4,
      frame_rate: 24,
      has_audio: false,
      bytes: 1_234_567,
      crc32c: 'AAAAAA==',
    },
    score: {
      total,
      verdict: gates.length > 0 ? 'gated' : 'pass',
      judges: [
        {
          name: 'technical',
          version: '1.0.0',
          total,
          gates,
          signals: [
            { name: 'freeze', value: 0, unit: 'share of frames', score: 100, at: null },
            { name: 'blockiness', value: 0.183, unit: 'ratio', score: 64.5, at: 1.25 },
            { name: 'black_frames', value: 0.02, unit: 'share of frames', score: 38, at: 3.5 },
          ],
        },
      ],
    },
  });
}

type Gates = NonNullable<CandidateBody['score']>['judges'][number]['gates'];

export function inReview(overrides: Partial<VideoBody> = {}): VideoBody {
  return sampleVideo({
    status: 'awaiting_review',
    stage: 'pick',
    progress: 0.66,
    candidates: [scoredTake(0, 83.2), scoredTake(1, 91.4), scoredTake(2, 47.9)],
    review: {
      required: true,
      recommended: 'cand_1',
      due_at: new Date(Date.now() + 4 * 3600 * 1000).toISOString(),
      on_deadline: 'publish_best',
      decision: null,
    },
    ...overrides,
  });
}

export function published(overrides: Partial<VideoBody> = {}): VideoBody {
  return sampleVideo({
    status: 'published',
    stage: null,
    progress: 1,
    published_at: AT,
    candidates: [scoredTake(0, 83.2), scoredTake(1, 91.4), scoredTake(2, 47.9)],
    pick: { candidate: 'cand_1', by: 'score', reason: 'The highest score of three.' },
    playback: {
      hls_url: `http://public.example/media/${ID}/hls/master.m3u8`,
      player_url: `http://public.example/watch/${ID}`,
      poster_url: `http://public.example/media/${ID}/hls/v1/poster.jpg`,
    },
    media: {
      width: 640,
      height: 360,
      duration: 4,
      frame_rate: 24,
      has_audio: false,
      renditions: [360, 180].map((height) => ({
        name: `${height}p`,
        width: (height * 16) / 9,
        height,
        bandwidth: 1_800_000,
        average_bandwidth: 1_500_000,
        codecs: 'avc1.42c01e',
      })),
    },
    ...overrides,
  });
}
