import * as z from 'zod';
import type { ProblemCode } from '../http/problem-codes.ts';
import { PROBLEM_CODES } from '../http/problem-codes.ts';

const codes = Object.keys(PROBLEM_CODES) as [ProblemCode, ...ProblemCode[]];

export const ProblemSchema = z
  .strictObject({
    type: z.string().meta({ format: 'uri', description: 'Where the code is explained.' }),
    title: z.string(),
    status: z.number().int(),
    code: z.enum(codes).meta({ description: 'Stable: branch on this.' }),
    detail: z.string(),
    request_id: z.string(),
    errors: z.array(
      z.strictObject({
        pointer: z.string().meta({ description: 'RFC 6901, e.g. `/review/deadline`.' }),
        rule: z.string().meta({ description: 'JSON Schema keyword, e.g. `maximum`.' }),
        detail: z.string(),
      }),
    ),
    id: z.string().optional().meta({ description: 'The video that it is about.' }),
  })
  .meta({ id: 'Problem' });

/** One answer per status that any of the codes stands for. */
export function problems(...wanted: ProblemCode[]) {
  const byStatus = Map.groupBy(wanted, (code) => PROBLEM_CODES[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [
      `${status}` as '4XX',
      {
        description: group.map((code) => `\`${code}\`: ${PROBLEM_CODES[code].title}.`).join(' '),
        content: { 'application/problem+json': { schema: ProblemSchema } },
      },
    ]),
  );
}

export function json(schema: z.ZodType, description: string) {
  return { description, content: { 'application/json': { schema } } };
}

export const FILE_ANSWERS = {
  200: { description: 'The whole file.', content: { '*/*': { schema: z.string() } } },
  206: { description: 'The range asked for.', content: { '*/*': { schema: z.string() } } },
  304: { description: 'The reader has it.' },
  ...problems('not_found', 'method_not_allowed', 'range_not_satisfiable', 'storage_unavailable'),
};
