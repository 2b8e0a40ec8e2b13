import { fit } from '../../domain/models/fit.ts';
import type { Route } from '../../domain/models/route.ts';
import type { Wish } from '../../domain/models/wish.ts';
import type { VideoRequest } from '../../domain/video/request.ts';
import type { FieldError } from '../http/problem.ts';
import type { VideoRequestBody } from '../videos/request-schema.ts';
import type { OfferedModels } from './offered.ts';

/** A list is for reading: the rest of a proxy's thousand models is found in its own. */
const MAX_NAMED = 40;

export type FittedRequest =
  { status: 'fits'; request: VideoRequest } | { status: 'faults'; faults: FieldError[] };

/**
 * What the request's model makes of it: the request with what was left out fitted to the model, or
 * what that does not allow, at the caller's own fields.
 */
export async function fitRequest(
  models: Pick<OfferedModels, 'entry' | 'instead'>,
  request: VideoRequest,
  { body, uploads }: { body: VideoRequestBody; uploads: boolean },
): Promise<FittedRequest> {
  const { model } = request.plan;
  const instead = await models.instead(model);
  if (instead !== null) return { status: 'faults', faults: [unknownModel(instead)] };
  const entry = models.entry(model);
  if (entry === null) return { status: 'fits', request };
  const fitted = fit(entry.row, entry.provider, wishOf(request, { body, uploads }));
  if (fitted.status === 'fits') return { status: 'fits', request: bought(request, fitted.route) };
  const faults = fitted.faults.map(({ pointer, rule, detail }) => {
    return { pointer: fieldOf(pointer, body), rule, detail: `${model}: ${detail}` };
  });
  return { status: 'faults', faults };
}

function unknownModel(instead: readonly string[]): FieldError {
  const more = instead.length - MAX_NAMED;
  const rest = more > 0 ? ` (and ${more} more)` : '';
  const detail = `There is no such model. Must be one of ${instead.slice(0, MAX_NAMED).join(', ')}${rest}.`;
  return { pointer: '/model', rule: 'enum', detail };
}

function wishOf(
  { prompt, negativePrompt, image, plan }: VideoRequest,
  { body, uploads }: { body: VideoRequestBody; uploads: boolean },
): Wish {
  const given = new Set<'size' | 'duration' | 'frame_rate'>();
  const size = [body.size, body.aspect_ratio, body.resolution];
  if (size.some((each) => each !== undefined)) given.add('size');
  if (body.duration !== undefined) given.add('duration');
  if (body.frame_rate !== undefined) given.add('frame_rate');
  const { model, width, height, duration, frameRate, audio } = plan;
  const asked = { model, prompt, width, height, duration, frameRate, audio, given };
  return {
    ...asked,
    negativePrompt: negativePrompt !== null,
    image: uploads || image !== null,
    lastImage: false,
  };
}

/** What is left open stays as it was asked. */
function bought(request: VideoRequest, { shape }: Route): VideoRequest {
  const { plan } = request;
  const { width, height, audio, duration, frameRate } = shape;
  const open = { duration: duration ?? plan.duration, frameRate: frameRate ?? plan.frameRate };
  return { ...request, plan: { ...plan, width, height, audio, ...open } };
}

/** A size may have been asked for in other words. */
function fieldOf(pointer: string, body: VideoRequestBody): string {
  if (pointer !== '/size' || body.size !== undefined) return pointer;
  if (body.aspect_ratio !== undefined) return '/aspect_ratio';
  return body.resolution === undefined ? pointer : '/resolution';
}
