import * as z from 'zod';
import type { Operations } from '../http/operation.ts';

export const operations = {
  ringDoorbell: {
    method: 'post',
    path: '/hooks/:generator/:token',
    access: 'anybody',
    tag: 'Generators',
    summary: "A generator's doorbell",
    description: 'Wakes a run, which then looks for itself. The body is not read.',
    params: { path: z.object({ generator: z.string(), token: z.string() }) },
    answers: { 204: { description: 'Rung.' } },
    problems: ['invalid_token'],
  },
} satisfies Operations;
