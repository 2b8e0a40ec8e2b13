import type { Addresses } from '../addresses.ts';
import type { Failure } from '../../domain/video/failure.ts';
import type { VideoId } from '../../domain/ids.ts';
import type { VideoRequest } from '../../domain/video/request.ts';
import type { ReviewState } from '../../domain/review/review.ts';
import { fractionOfStage } from '../../domain/video/stages.ts';
import type { Score } from '../../domain/takes/score.ts';
import type { Take } from '../../domain/takes/take.ts';
import type { PublishedMedia } from '../../domain/video/snapshot.ts';
import type { VideoRecord } from '../../domain/video/record.ts';
import { formatDuration } from '../http/iso-duration.ts';
import type { CandidateBody, VideoBody } from './schema.ts';

/** The public shape of a video, whoever knew its state. */
export function videoResource(record: VideoRecord, at: Addresses): VideoBody {
  const { id, snapshot, request } = record;
  const self = `${at.publicUrl}/v1/videos/${id}`;
  return {
    id,
    object: 'video',
    status: snapshot.status,
    stage: snapshot.stage,
    progress: snapshot.progress,
    stage_progress: fractionOfStage(snapshot.stage, snapshot.progress),
    // No generator that we know tells either.
    eta_seconds: null,
    queue_position: null,
    created_at: record.createdAt,
    updated_at: snapshot.updatedAt,
    published_at: snapshot.publishedAt,
    request: requestBody(request),
    candidates: snapshot.candidates.map((take) => candidateResource(id, take, at)),
    pick: snapshot.pick,
    review: reviewBody(snapshot.review),
    playback:
      snapshot.status === 'published' && snapshot.media !== null
        ? playback(id, snapshot.media.version, at)
        : null,
    media: snapshot.media === null ? null : mediaBody(snapshot.media),
    failure: failureBody(snapshot.failure),
    cost: { amount: snapshot.cost.amountMicros, currency: 'USD_micros' },
    metadata: request.metadata,
    links: { self, events: `${self}/events`, operator: operatorLink(id, at) },
  };
}

/** What judges measured is most of a video's size, and no list shows it. */
export function withoutSignals(video: VideoBody): VideoBody {
  const candidates = video.candidates.map((candidate) => ({
    ...candidate,
    score: candidate.score && {
      ...candidate.score,
      judges: candidate.score.judges.map(({ name, version, total, gates }) => ({
        name,
        version,
        total,
        gates,
      })),
    },
  }));
  return { ...video, candidates };
}

export function candidateResource(id: VideoId, take: Take, at: Addresses): CandidateBody {
  const { media, stored, score } = take;
  return {
    id: take.id,
    index: take.index,
    model: take.model,
    seed: take.seed,
    status: take.status,
    score: score === null ? null : scoreBody(score),
    media_url:
      take.key === null ? null : `${at.publicUrl}/v1/videos/${id}/candidates/${take.id}/media`,
    media:
      media === null || stored === null
        ? null
        : { ...pictureBody(media), bytes: stored.bytes, crc32c: stored.crc32c },
    failure: failureBody(take.failure),
  };
}

function scoreBody({ total, verdict, judges }: Score): CandidateBody['score'] {
  return {
    total,
    verdict,
    judges: judges.map(({ signals = [], ...rest }) => ({ ...rest, signals })),
  };
}

function operatorLink(id: VideoId, at: Addresses): string | null {
  if (at.temporalUi === null) return null;
  return `${at.temporalUi}/namespaces/${encodeURIComponent(at.namespace)}/workflows/${id}`;
}

function playback(id: VideoId, version: number, { publicUrl }: Addresses): VideoBody['playback'] {
  return {
    hls_url: `${publicUrl}/media/${id}/hls/master.m3u8`,
    player_url: `${publicUrl}/watch/${id}`,
    poster_url: `${publicUrl}/media/${id}/hls/v${version}/poster.jpg`,
  };
}

function requestBody({ prompt, negativePrompt, image, metadata, plan }: VideoRequest) {
  return {
    prompt,
    negative_prompt: negativePrompt,
    variations: plan.variations,
    min_candidates: plan.minCandidates,
    model: plan.model,
    duration: plan.duration,
    size: `${plan.width}x${plan.height}`,
    frame_rate: plan.frameRate,
    audio: plan.audio,
    seed: plan.seed,
    image: imageBody(image),
    review: {
      mode: plan.review.mode,
      threshold: plan.review.threshold,
      deadline: formatDuration(plan.review.deadline),
      on_deadline: plan.review.onDeadline,
    },
    ladder: plan.ladder,
    metadata,
    deadline: plan.deadline,
  };
}

function imageBody(image: VideoRequest['image']): VideoBody['request']['image'] {
  if (image === null) return null;
  return image.kind === 'url' ? { url: image.url } : { uploaded: true };
}

function reviewBody({ decision, ...review }: ReviewState): VideoBody['review'] {
  return {
    required: review.required,
    recommended: review.recommended,
    due_at: review.dueAt,
    on_deadline: review.onDeadline,
    decision: decision && {
      decision: decision.decision,
      candidate: decision.candidate ?? null,
      reviewer: decision.reviewer,
      reason: decision.reason ?? null,
      decided_at: decision.decidedAt,
    },
  };
}

function mediaBody(media: PublishedMedia): VideoBody['media'] {
  return {
    ...pictureBody(media),
    renditions: media.renditions.map(({ averageBandwidth, ...rung }) => ({
      name: rung.name,
      width: rung.width,
      height: rung.height,
      bandwidth: rung.bandwidth,
      average_bandwidth: averageBandwidth,
      codecs: rung.codecs,
    })),
  };
}

function pictureBody(media: Take['media'] & object) {
  return {
    width: media.width,
    height: media.height,
    duration: media.duration,
    frame_rate: media.frameRate,
    has_audio: media.hasAudio,
  };
}

/** Built anew, so that a field that a later record holds does not leak into this version's shape. */
function failureBody(failure: Failure | null): VideoBody['failure'] {
  if (failure === null) return null;
  const { code, message, stage, retryable } = failure;
  return { code, message, stage, retryable };
}
