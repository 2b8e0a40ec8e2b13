import type { RequestHandler } from 'express';
import type { VideoId } from '../../domain/ids.ts';
import type { VideoRecord } from '../../domain/video/record.ts';
import { isTerminal } from '../../domain/video/status.ts';
import { contextOf } from '../http/answer-context.ts';
import type { VideoRecords } from '../../records/videos.ts';
import type { Addresses } from '../addresses.ts';
import { asProblem } from '../http/problem-answers.ts';
import { Problem } from '../http/problem.ts';
import type { VideoClient } from '../runs/run-client.ts';
import { answerVideo } from './answers.ts';
import { unknownVideo, videoIdIn } from './request-parts.ts';
import type { VideoViews } from './views.ts';

export interface CancelDeps {
  at: Addresses;
  records: Pick<VideoRecords, 'read'>;
  views: Pick<VideoViews, 'read'>;
  client: Pick<VideoClient, 'cancel'>;
}

export interface DeleteDeps {
  records: Pick<VideoRecords, 'bury'>;
  client: Pick<VideoClient, 'erase'>;
  /** Whatever this process remembers of it. */
  forget(id: VideoId): void;
}

export function answerCancel({ records, views, client, at }: CancelDeps): RequestHandler {
  return async (req, res) => {
    const { tenant } = contextOf(res);
    const id = videoIdIn(req);
    const record = await records.read(tenant, id);
    if (record === null) throw unknownVideo();
    refuseEnded(record);
    if (!isTerminal(record.snapshot.status) && !(await client.cancel(id))) {
      // Its run has just ended, or was never started: reading mends either, and then it counts.
      const mended = await views.read(tenant, id);
      if (mended !== null) refuseEnded(mended);
      await client.cancel(id);
    }
    const now = await views.read(tenant, id);
    if (now === null) throw unknownVideo();
    answerVideo({ req, res }, now, { at, status: 202 });
  };
}

/** Cancelling what is cancelled is no mistake. */
function refuseEnded({ snapshot: { status } }: VideoRecord): void {
  if (isTerminal(status) && status !== 'cancelled') {
    throw new Problem('already_ended', `This video has already ended as ${status}.`);
  }
}

/**
 * The tombstone first, then the durable erasing. Until that is over the record is still there, so a
 * repeated delete starts it again; afterwards there is nothing to delete.
 */
export function answerDelete(deps: DeleteDeps): RequestHandler {
  return async (req, res) => {
    const { tenant } = contextOf(res);
    const id = videoIdIn(req);
    if ((await deps.records.bury(tenant, id)) === null) throw unknownVideo();
    deps.forget(id);
    try {
      await deps.client.erase(tenant, id);
    } catch (error) {
      throw asProblem(error, id);
    }
    res.status(204).end();
  };
}
