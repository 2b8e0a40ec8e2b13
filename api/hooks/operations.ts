import * as z from 'zod';
import type { Operations } from '../http/operation.ts';

export const operations = {
  receiveWebhook: {
    method: 'post',
    path: '/hooks/:account/:token',
    access: 'anybody',
    tag: 'Generators',
    summary: "A generator's webhook",
    description: 'Wakes a run, which then looks for itself. The body is not read.',
    params: { path: z.object({ account: z.string(), token: z.string() }) },
    answers: { 204: { description: 'Received.' } },
    problems: ['invalid_token'],
  },
} satisfies Operations;
