import { ulid } from 'ulid';
import type { TerminalStatus } from '../../domain/video/status.ts';
import type { VideoRecord } from '../../domain/video/record.ts';
import type { VideoSnapshot } from '../../domain/video/snapshot.ts';
import { acceptedSnapshot } from '../../domain/video/snapshot.ts';

const PLAN: VideoRecord['request']['plan'] = {
  model: 'local/painter',
  variations: 2,
  minCandidates: 1,
  duration: 5,
  width: 1280,
  height: 720,
  frameRate: 24,
  audio: false,
  seed: 1,
  review: { mode: 'never', threshold: 70, deadline: 86_400, onDeadline: 'publish_best' },
  ladder: null,
  deadline: 3_600,
};

/** As the API makes it at the moment of acceptance. */
export function newRecord(part: Partial<VideoRecord> = {}): VideoRecord {
  const id = `vid_${ulid().toLowerCase()}`;
  const createdAt = part.createdAt ?? new Date().toISOString();
  return {
    schemaVersion: 1,
    id,
    tenant: 'default',
    createdAt,
    request: { prompt: 'a sea', negativePrompt: null, image: null, metadata: {}, plan: PLAN },
    keyDigest: null,
    snapshot: acceptedSnapshot(id, PLAN, createdAt),
    ...part,
  };
}

export const endedSnapshot = (record: VideoRecord, status: TerminalStatus): VideoSnapshot => ({
  ...record.snapshot,
  status,
  stage: null,
});
