import type { RequestHandler } from 'express';
import * as z from 'zod';
import type { ZodOpenApiOperationObject, ZodOpenApiResponsesObject } from 'zod-openapi';
import type { ProblemCode } from './problem.ts';
import { PROBLEM_CODES, ProblemBody } from './problem.ts';

export type Method = 'get' | 'post' | 'delete';

/** Where a route is and what guards it. */
export interface Place {
  method: Method;
  /** As Express reads it: `/v1/videos/:id`, `/media/:id/hls/*path`. */
  path: string;
  /** `key`: who has an API key, where the server has any. */
  access: 'key' | 'anybody';
  /** Pages of other sites may read it, and ask for ranges of it. */
  crossOrigin?: true;
  /** Asked for again and again, by players and probes: its answers are told at debug level. */
  quiet?: true;
}

/** A route as the reference tells of it. Its handler stands under the same name in `routes`. */
export interface Operation extends Place {
  tag: string;
  summary: string;
  description?: string;
  params?: ZodOpenApiOperationObject['requestParams'];
  body?: ZodOpenApiOperationObject['requestBody'];
  answers: ZodOpenApiResponsesObject;
  /** Beside those that every route of its access can answer with. */
  problems: readonly ProblemCode[];
}

/** By operation id. */
export type Operations = Record<string, Operation>;

export type Handler = RequestHandler | RequestHandler[];

export interface AnsweredRoute extends Place {
  handle: Handler;
}

/** Every operation with what answers it; one without a handler does not compile. */
export function answeredBy<O extends Operations>(
  operations: O,
  handlers: Record<keyof O & string, Handler>,
): AnsweredRoute[] {
  return Object.entries(operations).map(([name, { method, path, access, crossOrigin, quiet }]) => ({
    method,
    path,
    access,
    ...(crossOrigin && { crossOrigin }),
    ...(quiet && { quiet }),
    handle: handlers[name] ?? [],
  }));
}

const UNREACHABLE = ['temporal_unavailable', 'storage_unavailable'] as const;
const OF_EVERY_KEY = ['unauthorized', 'rate_limited', ...UNREACHABLE] as const;
const OF_EVERY_ROUTE = ['method_not_allowed', 'foreign_host', 'internal'] as const;

/** What may be wrong with a JSON body. */
export const BODY_PROBLEMS = [
  'malformed_json',
  'body_too_large',
  'unsupported_media_type',
  'invalid_request',
] as const;

/** OpenAPI's view of an operation. */
export function documented(operationId: string, told: Operation): ZodOpenApiOperationObject {
  const { tag, summary, description, params, body, answers, access } = told;
  return {
    operationId,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    ...(access === 'anybody' && { security: [] }),
    ...(params === undefined ? {} : { requestParams: params }),
    ...(body === undefined ? {} : { requestBody: body }),
    responses: { ...answers, ...problemAnswersOf(problemsOf(told)) },
  };
}

function problemsOf({ method, access, problems }: Operation): Set<ProblemCode> {
  return new Set([
    ...OF_EVERY_ROUTE,
    ...(method === 'get' ? [] : (['foreign_origin'] as const)),
    ...(access === 'key' ? OF_EVERY_KEY : []),
    ...problems,
  ]);
}

/** OpenAPI's spelling of a path. */
export const documentedPath = (path: string): string => path.replaceAll(/[:*](\w+)/g, '{$1}');

/** One answer per status that any of the codes stands for. */
function problemAnswersOf(codes: ReadonlySet<ProblemCode>): ZodOpenApiResponsesObject {
  const byStatus = Map.groupBy(codes, (code) => PROBLEM_CODES[code].status);
  const answers: ZodOpenApiResponsesObject = {};
  for (const [status, group] of byStatus) {
    answers[`${status}`] = {
      description: group.map((code) => `\`${code}\`: ${PROBLEM_CODES[code].title}.`).join(' '),
      content: { 'application/problem+json': { schema: ProblemBody } },
    };
  }
  return answers;
}

export function json(schema: z.ZodType, description: string) {
  return { description, content: { 'application/json': { schema } } };
}

export const jsonRequest = (schema: z.ZodType) => ({
  required: true,
  content: { 'application/json': { schema } },
});

export const FILE_ANSWERS = {
  200: { description: 'The whole file.', content: { '*/*': { schema: z.string() } } },
  206: { description: 'The range asked for.', content: { '*/*': { schema: z.string() } } },
  304: { description: 'The reader has it.' },
};

export const FILE_PROBLEMS = [
  'not_found',
  'method_not_allowed',
  'range_not_satisfiable',
  'storage_unavailable',
] as const;
