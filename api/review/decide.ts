import type { RequestHandler } from 'express';
import type { ReviewDecision } from '../../domain/review/review.ts';
import type { VideoRecord } from '../../domain/video/record.ts';
import { isTerminal } from '../../domain/video/status.ts';
import { contextOf } from '../http/answer-context.ts';
import type { VideoRecords } from '../../records/videos.ts';
import type { Addresses } from '../addresses.ts';
import type { ApiMeters } from '../http/api-meters.ts';
import { sha256 } from '../http/body-digest.ts';
import { invalid, parseOrProblem } from '../http/field-errors.ts';
import { Problem } from '../http/problem.ts';
import { jsonBody } from '../http/request-body.ts';
import { ReviewBody, reviewDecision, reviewFieldErrors } from './schema.ts';
import type { VideoClient } from '../runs/run-client.ts';
import { answerVideo } from '../videos/answers.ts';
import { unknownVideo, videoIdIn } from '../videos/request-parts.ts';
import type { VideoViews } from '../videos/views.ts';
import type { ReviewReply } from '../runs/review.ts';

export interface ReviewDeps {
  at: Addresses;
  records: Pick<VideoRecords, 'read'>;
  views: Pick<VideoViews, 'read'>;
  client: Pick<VideoClient, 'review'>;
  counted: Pick<ApiMeters, 'reviews'>;
}

/** 200 when it counts, 202 when no worker confirmed it in time. */
export function decideVideo({ records, views, client, counted, at }: ReviewDeps): RequestHandler[] {
  const review: RequestHandler = async (req, res) => {
    const { tenant } = contextOf(res);
    const id = videoIdIn(req);
    const record = await records.read(tenant, id);
    if (record === null) throw unknownVideo();
    const decision = reviewDecision(parseOrProblem(ReviewBody, req.body, reviewFieldErrors));
    if (isTerminal(record.snapshot.status)) throw tooLate(record);

    const outcome = await client.review(
      id,
      decision,
      updateId(req.get('Idempotency-Key'), decision),
    );
    counted.reviews.inc({ outcome: outcome.status });
    const now = (await views.read(tenant, id)) ?? record;
    const refusal = refusalOf(outcome, now);
    if (refusal !== null) throw refusal;
    answerVideo({ req, res }, now, { at, status: outcome.status === 'decided' ? 200 : 202 });
  };
  return [jsonBody, review];
}

/** Of the decision too: the same key with another one is another update, which comes too late. */
function updateId(key: string | undefined, decision: ReviewDecision): string | undefined {
  return key === undefined ? undefined : sha256(JSON.stringify([key, decision]));
}

function refusalOf(outcome: ReviewReply, now: VideoRecord): Problem | null {
  switch (outcome.status) {
    case 'decided':
    case 'unconfirmed':
      return null;
    case 'gone':
      return tooLate(now);
    case 'refused':
      return fromRun(outcome);
    default:
      return outcome satisfies never;
  }
}

/** The codes of `domain/review/review.ts`, as the run's validator gives them. */
function fromRun({ code, message }: { code: string; message: string }): Problem {
  switch (code) {
    case 'already_decided':
    case 'not_awaiting_review':
      return new Problem(code, message);
    case 'unknown_candidate': {
      const errors = [{ pointer: '/candidate', rule: 'enum', detail: message }];
      return new Problem(code, message, { errors });
    }
    case 'invalid_decision':
      return invalid([{ pointer: '', rule: 'invalid', detail: message }]);
    default:
      return new Problem('internal', 'The run refused the review for a reason of its own.');
  }
}

function tooLate({ snapshot }: VideoRecord): Problem {
  return snapshot.review.decision === null
    ? new Problem('not_awaiting_review', 'This video is not waiting for a review.')
    : new Problem('already_decided', 'This video has already been decided.');
}
