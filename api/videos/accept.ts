import { decodeTime, ulid } from 'ulid';
import type { VideoId } from '../../domain/ids.ts';
import { videoId } from '../../domain/ids.ts';
import { inputImageKey } from '../../domain/keys.ts';
import type { InputImage, VideoRequest } from '../../domain/video/request.ts';
import type { VideoRecord } from '../../domain/video/record.ts';
import { acceptedSnapshot } from '../../domain/video/snapshot.ts';
import { isTerminal } from '../../domain/video/status.ts';
import type { VideoRecords } from '../../records/videos.ts';
import type { ApiMeters } from '../http/api-meters.ts';
import { bodyDigest, sha256 } from '../http/body-digest.ts';
import { fitRequest } from '../models/fit-request.ts';
import type { OfferedModels } from '../models/offered.ts';
import { invalid } from '../http/field-errors.ts';
import { planRequest } from './plan-request.ts';
import { asProblem } from '../http/problem-answers.ts';
import { Problem } from '../http/problem.ts';
import type { TakeLimits } from './take-limits.ts';
import type { UploadedImage } from './uploaded-image.ts';
import type { VideoRequestBody } from './request-schema.ts';
import type { VideoViews } from './views.ts';

export interface AskedVideo {
  tenant: string;
  idempotencyKey: string | null;
  body: VideoRequestBody;
  image: UploadedImage | null;
}

export interface AcceptDeps {
  records: Pick<VideoRecords, 'claimIdempotencyKey' | 'create' | 'read'>;
  views: Pick<VideoViews, 'ensureStarted'>;
  models: OfferedModels;
  counted: Pick<ApiMeters, 'accepted'>;
  takeLimits: TakeLimits;
}

/** A delete may come between any two steps; then the key is free and the next round makes a new video. */
const ROUNDS = 3;

/**
 * Key, record, run, in this order and each create-only, so that a crash after any of them is healed by
 * the repeated request. Answers the record of the one video that the key stands for.
 */
export async function acceptVideo(
  deps: AcceptDeps,
  asked: AskedVideo,
): Promise<{ record: VideoRecord; fresh: boolean }> {
  // Before the key is claimed: a request that is refused must not use it up.
  const request = await fittedRequest(deps.models, asked);
  for (let round = 0; round < ROUNDS; round += 1) {
    const id = await claimId(deps, asked);
    try {
      const accepted = await acceptAs(deps, asked, { id, request });
      if (accepted !== null) return accepted;
    } catch (error) {
      throw asProblem(error, id);
    }
  }
  throw new Problem('internal', 'The video was deleted as fast as it could be made.');
}

async function fittedRequest(models: OfferedModels, asked: AskedVideo): Promise<VideoRequest> {
  const { body, image } = asked;
  const model = body.model ?? (await models.defaultModel());
  const wanted = planRequest(body, { model });
  const fitted = await fitRequest(models, wanted, { body, uploads: image !== null });
  if (fitted.status === 'faults') throw invalid(fitted.faults);
  return fitted.request;
}

async function claimId({ records }: AcceptDeps, asked: AskedVideo): Promise<VideoId> {
  const id = videoId(ulid());
  if (asked.idempotencyKey === null) return id;
  const bodyHash = bodyDigest(asked.body, asked.image);
  const digest = sha256(asked.idempotencyKey);
  const standing = await records.claimIdempotencyKey(asked.tenant, digest, { id, bodyHash });
  if (standing.bodyHash === bodyHash) return standing.id;
  throw new Problem(
    'idempotency_key_reused',
    'This Idempotency-Key was sent before with another body. Use a new key for a new request.',
    { id: standing.id },
  );
}

/** Null when the video was deleted meanwhile. */
async function acceptAs(
  { records, views, counted, takeLimits }: AcceptDeps,
  asked: AskedVideo,
  { id, request }: { id: VideoId; request: VideoRequest },
): Promise<{ record: VideoRecord; fresh: boolean } | null> {
  const { tenant } = asked;
  let record = asked.idempotencyKey === null ? null : await records.read(tenant, id);
  const fresh = record === null;
  if (record === null) {
    await takeLimits.admit(tenant, id, request.plan.variations);
    const image = uploadOf(asked, id);
    const whole = image === null ? request : { ...request, image };
    // Where another with the same key was quicker, its seed counts, not ours.
    const created = await records.create(newRecord(asked, id, whole), asked.image);
    if (created === null) return null;
    record = created.record;
    if (created.fresh) counted.accepted.inc();
  }
  if (isTerminal(record.snapshot.status)) return { record, fresh: false };
  return { record: await views.ensureStarted(record), fresh };
}

/** Where the records will keep it. */
function uploadOf({ tenant, image }: AskedVideo, id: VideoId): InputImage | null {
  if (image === null) return null;
  return { kind: 'stored', key: inputImageKey(tenant, id), mediaType: image.mediaType };
}

function newRecord(asked: AskedVideo, id: VideoId, request: VideoRecord['request']): VideoRecord {
  // From the id, so that all who race for one key write the same time.
  const createdAt = new Date(decodeTime(id.slice('vid_'.length).toUpperCase())).toISOString();
  return {
    schemaVersion: 1,
    id,
    tenant: asked.tenant,
    createdAt,
    request,
    keyDigest: asked.idempotencyKey === null ? null : sha256(asked.idempotencyKey),
    snapshot: acceptedSnapshot(id, request.plan, createdAt),
  };
}
