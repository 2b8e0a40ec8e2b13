import * as z from 'zod';
import type { Operations } from '../http/operation.ts';
import { json } from '../http/operation.ts';

const Alive = z.object({ status: z.literal('alive') });

const Ready = z.object({
  status: z.literal('ready'),
  temporal: z.literal('ok'),
  store: z.literal('ok'),
});

export const operations = {
  tellAlive: {
    method: 'get',
    path: '/healthz',
    access: 'anybody',
    quiet: true,
    tag: 'Operations',
    summary: 'Whether this process is alive',
    answers: { 200: json(Alive, 'Alive.') },
    problems: [],
  },
  tellReady: {
    method: 'get',
    path: '/readyz',
    access: 'anybody',
    quiet: true,
    tag: 'Operations',
    summary: 'Whether Temporal and the object store can be reached',
    answers: { 200: json(Ready, 'Both.') },
    problems: ['temporal_unavailable', 'storage_unavailable'],
  },
} satisfies Operations;
