import type { IoActivities, MediaActivities } from './activities.ts';
import { createCancelJob } from './cancel-job.ts';
import { createCheckJob } from './check-job.ts';
import type { IoDeps, MediaDeps } from './deps.ts';
import { createDiscardStaging } from './discard-staging.ts';
import { createEraseVideo } from './erase-video.ts';
import { createIngestMaster } from './ingest-master.ts';
import { createKeepTake } from './keep-take.ts';
import { createPublishVideo } from './publish-video.ts';
import { createCloseRecord, createSaveRecord } from './records.ts';
import { createScoreTake } from './score-take.ts';
import { createSubmitJob } from './submit-job.ts';
import { createSweep } from './sweep.ts';
import { createTranscodeLadder } from './transcode-ladder.ts';

export function createIoActivities(deps: IoDeps): IoActivities {
  return {
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

export function createMediaActivities(deps: MediaDeps): MediaActivities {
  return {
    scoreTake: createScoreTake(deps),
    ingestMaster: createIngestMaster(deps),
    transcodeLadder: createTranscodeLadder(deps),
  };
}
