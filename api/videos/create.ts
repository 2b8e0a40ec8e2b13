import type { Request, RequestHandler, Response } from 'express';
import { isTerminal } from '../../domain/video/status.ts';
import { acceptVideo } from './accept.ts';
import type { AcceptDeps, AskedVideo } from './accept.ts';
import { contextOf } from '../http/answer-context.ts';
import type { Addresses } from '../addresses.ts';
import { crossFieldErrors } from './cross-field-errors.ts';
import { parseOrProblem } from '../http/field-errors.ts';
import type { FormBody } from '../http/form-body.ts';
import { readForm } from '../http/form-body.ts';
import { jsonBody } from '../http/request-body.ts';
import { answerVideo } from './answers.ts';
import { idempotencyKeyIn, unknownVideo } from './request-parts.ts';
import { VideoRequestBody } from './request-schema.ts';
import type { VideoViews } from './views.ts';
import type { VideoWatches } from './watches.ts';
import { untilEnded } from './watches.ts';
import { preferredWait } from '../http/headers.ts';

export interface CreateDeps extends AcceptDeps {
  at: Addresses;
  views: Pick<VideoViews, 'ensureStarted' | 'read'>;
  watches: Pick<VideoWatches, 'watch'>;
}

/** 202 while it runs, 200 when it has ended: at once for a repeated request, or after `Prefer: wait`. */
export function answerCreate(deps: CreateDeps): RequestHandler[] {
  const betweenFields = crossFieldErrors(deps.models.accounts);
  const create: RequestHandler = async (req, res) => {
    const { tenant } = contextOf(res);
    const idempotencyKey = idempotencyKeyIn(req);
    const { fields, image } = await received(req);
    const body = parseOrProblem(VideoRequestBody, fields, betweenFields);
    const asked: AskedVideo = { tenant, idempotencyKey, body, image };
    const { record, fresh } = await acceptVideo(deps, asked);
    // It may wait for minutes now, and needs no picture for that.
    contextOf(res).releaseBody();
    asked.image = null;
    const { id } = record;

    res.location(`${deps.at.publicUrl}/v1/videos/${id}`);
    const seconds = preferredWait(req);
    if (seconds !== null && !isTerminal(record.snapshot.status)) {
      res.set('Preference-Applied', `wait=${seconds}`);
      const limits = { ms: seconds * 1_000, signal: goneSignal(res) };
      await untilEnded(deps.watches, { tenant, id }, limits);
    }
    const now = fresh && seconds === null ? record : await deps.views.read(tenant, id);
    if (now === null) throw unknownVideo();
    answerVideo({ req, res }, now, {
      at: deps.at,
      status: isTerminal(now.snapshot.status) ? 200 : 202,
    });
  };
  return [unlessForm(jsonBody), create];
}

function unlessForm(handler: RequestHandler): RequestHandler {
  return (req, res, next) => (isForm(req) ? next() : handler(req, res, next));
}

const isForm = (req: Request): boolean => Boolean(req.is('multipart/form-data'));

async function received(req: Request): Promise<{ fields: unknown; image: FormBody['image'] }> {
  return isForm(req) ? readForm(req) : { fields: req.body as unknown, image: null };
}

/** Whoever hung up waits for nothing. */
function goneSignal(res: Response): AbortSignal {
  const gone = new AbortController();
  // It may have done so before we came to listen.
  if (res.req.socket.destroyed) gone.abort();
  else res.once('close', () => gone.abort());
  return gone.signal;
}
