import { REQUEST_DEFAULTS, REQUEST_LIMITS } from '../../domain/video/request.ts';
import { frameSize } from './frame-size.ts';
import { parseDuration } from '../http/iso-duration.ts';
import type { FieldError } from '../http/problem.ts';

/**
 * What is wrong between fields, or beyond what a JSON Schema says of one. Looks at the raw body, so
 * that a mistake elsewhere hides nothing: anything of a wrong type is left to the schema.
 */
export function crossFieldErrors(servers: readonly string[]): (body: unknown) => FieldError[] {
  return (body) => {
    if (typeof body !== 'object' || body === null) return [];
    const fields: Record<string, unknown> = { ...body };
    return [
      ...candidateErrors(fields),
      ...sizeErrors(fields),
      ...modelErrors(fields, servers),
      ...reviewErrors(fields),
      ...metadataErrors(fields),
    ];
  };
}

function candidateErrors({ min_candidates: needed, variations }: Record<string, unknown>) {
  const takes = typeof variations === 'number' ? variations : REQUEST_DEFAULTS.variations;
  if (typeof needed !== 'number' || needed <= takes) return [];
  const detail = `Must be at most variations, which is ${takes}.`;
  return [{ pointer: '/min_candidates', rule: 'maximum', detail }];
}

function sizeErrors(fields: Record<string, unknown>): FieldError[] {
  const { size, aspect_ratio, resolution } = fields;
  const instead = ['aspect_ratio', 'resolution'].filter((name) => fields[name] !== undefined);
  if (size !== undefined && instead.length > 0) {
    const detail = 'Cannot be given together with size.';
    return instead.map((name) => ({ pointer: `/${name}`, rule: 'not', detail }));
  }
  const texts = [size, aspect_ratio, resolution].filter((each) => each !== undefined);
  if (!texts.every((each) => typeof each === 'string')) return [];
  const { width, height } = frameSize(fields);
  const at = size !== undefined ? '/size' : `/${instead[0] ?? 'size'}`;
  const { min, max } = REQUEST_LIMITS.side;
  const sides = [width, height];
  // NaN: not a size at all, which the schema has said.
  if (sides.some((side) => Number.isNaN(side))) return [];
  if (sides.some((side) => side > max)) {
    return [{ pointer: at, rule: 'maximum', detail: `Sides must be at most ${max} pixels.` }];
  }
  if (sides.some((side) => side < min)) {
    return [{ pointer: at, rule: 'minimum', detail: `Sides must be at least ${min} pixels.` }];
  }
  if (sides.every((side) => side % 2 === 0)) return [];
  return [{ pointer: at, rule: 'multipleOf', detail: 'Sides must be even.' }];
}

function modelErrors({ model }: Record<string, unknown>, servers: readonly string[]): FieldError[] {
  if (typeof model !== 'string' || !model.includes('/')) return [];
  if (servers.includes(model.slice(0, model.indexOf('/')))) return [];
  const detail = `Must begin with the name of a configured server: ${servers.join(', ')}.`;
  return [{ pointer: '/model', rule: 'enum', detail }];
}

function reviewErrors({ review }: Record<string, unknown>): FieldError[] {
  if (typeof review !== 'object' || review === null || !('deadline' in review)) return [];
  if (typeof review.deadline !== 'string') return [];
  const seconds = parseDuration(review.deadline);
  if (seconds === null) return [];
  const { min, max } = REQUEST_LIMITS.reviewDeadline;
  const pointer = '/review/deadline';
  if (seconds > max) return [{ pointer, rule: 'maximum', detail: `At most ${max} seconds.` }];
  return seconds < min ? [{ pointer, rule: 'minimum', detail: `At least ${min} second.` }] : [];
}

function metadataErrors({ metadata }: Record<string, unknown>): FieldError[] {
  const { pairs } = REQUEST_LIMITS.metadata;
  if (typeof metadata !== 'object' || metadata === null) return [];
  // Records of the schema drop it in silence.
  if (Object.hasOwn(metadata, '__proto__')) {
    const pointer = '/metadata/__proto__';
    return [{ pointer, rule: 'propertyNames', detail: 'Cannot be the name of a pair.' }];
  }
  if (Object.keys(metadata).length <= pairs) return [];
  const detail = `Must have at most ${pairs} pairs.`;
  return [{ pointer: '/metadata', rule: 'maxProperties', detail }];
}
