import type { VideoId } from '../../domain/ids.ts';
import { takeKey } from '../../domain/keys.ts';
import type { Judgement } from '../../domain/takes/score.ts';
import type { Take } from '../../domain/takes/take.ts';
import type { VideoRecord } from '../../domain/video/record.ts';
import type { VideoSnapshot } from '../../domain/video/snapshot.ts';
import { videoRecord } from '../api/api-fixture.ts';

const SIGNALS: Judgement['signals'] = [
  { name: 'freeze', value: 0, unit: 'share of frames', score: 100, at: null },
  { name: 'blockiness', value: 0.183, unit: 'ratio', score: 64.5, at: 1.25 },
  { name: 'black_frames', value: 0.02, unit: 'share of frames', score: 38, at: 3.5 },
];

/** A video of three takes that has just begun. */
export function begunVideo(tenant: string): VideoRecord {
  const record = videoRecord({}, { tenant });
  const { plan } = record.request;
  const template = record.snapshot.candidates[0];
  if (template === undefined) throw new Error('a video has takes');
  const candidates = [0, 1, 2].map((index): Take => {
    const id = `${template.id.slice(0, -2)}0${index}`;
    return { ...template, id, index, seed: plan.seed + index, status: 'generating' };
  });
  return {
    ...record,
    request: { ...record.request, plan: { ...plan, variations: 3 } },
    snapshot: { ...record.snapshot, status: 'in_progress', progress: 0.2, candidates },
  };
}

/** The take as it is once it is stored and judged. */
export function scored(
  { tenant, id }: { tenant: string; id: VideoId },
  take: Take,
  total: number,
  gates: Judgement['gates'] = [],
): Take {
  const verdict = gates.length > 0 ? 'gated' : 'pass';
  return {
    ...take,
    status: 'scored',
    key: takeKey(tenant, id, take.index, 'mp4'),
    stored: { bytes: 1_234_567, crc32c: '00000000' },
    media: { width: 640, height: 360, duration: 3, frameRate: 24, hasAudio: false },
    score: {
      total,
      verdict,
      judges: [{ name: 'technical', version: '1.0.0', total, gates, signals: SIGNALS }],
    },
  };
}

/** All takes judged; the second is the best. */
export function judged(video: VideoRecord): Take[] {
  const totals = [83.2, 91.4, 47.9];
  return video.snapshot.candidates.map((take) => scored(video, take, totals[take.index] ?? 0));
}

export function inReview(video: VideoRecord): Partial<VideoSnapshot> {
  const candidates = judged(video);
  return {
    status: 'awaiting_review',
    stage: 'pick',
    progress: 0.66,
    candidates,
    review: {
      required: true,
      recommended: candidates[1]?.id ?? null,
      dueAt: new Date(Date.now() + 4 * 3600 * 1000).toISOString(),
      onDeadline: 'publish_best',
      decision: null,
    },
  };
}

export function published(video: VideoRecord): Partial<VideoSnapshot> {
  const candidates = judged(video);
  return {
    status: 'published',
    stage: null,
    progress: 1,
    publishedAt: video.createdAt,
    candidates,
    pick: {
      candidate: candidates[1]?.id ?? '',
      by: 'score',
      reason: 'The highest score of three.',
    },
    media: {
      version: 1,
      width: 640,
      height: 360,
      duration: 3,
      frameRate: 24,
      hasAudio: false,
      renditions: [360, 180].map((height) => ({
        name: `${height}p`,
        width: (height * 16) / 9,
        height,
        bandwidth: 1_800_000,
        averageBandwidth: 1_500_000,
        codecs: 'avc1.42c01e',
      })),
    },
  };
}

export function failed(message = 'The generator refused the prompt.'): Partial<VideoSnapshot> {
  const failure = {
    code: 'generator_refused',
    message,
    stage: 'generate',
    retryable: false,
  } as const;
  return { status: 'failed', stage: null, failure };
}
