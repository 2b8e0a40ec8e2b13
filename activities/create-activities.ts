import type { IoActivities, MediaActivities } from './contract.ts';
import { createCancelJob } from './generate/cancel-job.ts';
import { createCheckJob } from './generate/check-job.ts';
import { createFetchImage } from './generate/fetch-image.ts';
import type { Bounded } from './kit/attempt.ts';
import type { IoDeps, MediaDeps } from './kit/deps.ts';
import { createDiscardStaging } from './housekeeping/discard-staging.ts';
import { createEraseVideo } from './housekeeping/erase-video.ts';
import { createIngestMaster } from './ingest/ingest-master.ts';
import { createKeepTake } from './generate/keep-take.ts';
import { createPublishVideo } from './publish/publish-video.ts';
import { createCloseRecord, createSaveRecord } from './housekeeping/records.ts';
import { createScoreTake } from './score/score-take.ts';
import { createSubmitJob } from './generate/submit-job.ts';
import { createSweep } from './housekeeping/sweep.ts';
import { createTranscodeLadder } from './transcode/transcode-ladder.ts';

export function createIoActivities(deps: IoDeps): Bounded<IoActivities> {
  return {
    fetchImage: createFetchImage(deps),
    submitJob: createSubmitJob(deps),
    checkJob: createCheckJob(deps),
    cancelJob: createCancelJob(deps),
    keepTake: createKeepTake(deps),
    publishVideo: createPublishVideo(deps),
    saveRecord: createSaveRecord(deps),
    closeRecord: createCloseRecord(deps),
    discardStaging: createDiscardStaging(deps),
    eraseVideo: createEraseVideo(deps),
    sweep: createSweep(deps),
  };
}

export function createMediaActivities(deps: MediaDeps): Bounded<MediaActivities> {
  return {
    scoreTake: createScoreTake(deps),
    ingestMaster: createIngestMaster(deps),
    transcodeLadder: createTranscodeLadder(deps),
  };
}
